/** Manifest or index, in bytes. */
export const MAX_MANIFEST_BYTES = 4 * 1024 * 1024;
/** Referrers of one image that are looked at, over all pages and tags. */
export const MAX_REFERRERS = 1000;
export const MAX_REFERRER_PAGES = 100;
/** Bundles of one image: their number, and their bytes taken together (they are in memory at once). */
export const MAX_BUNDLES = 1000;
export const MAX_EVIDENCE_BYTES = 40 * 1024 * 1024;
/** Values in a manifest, an index or a list of referrers: a thousand entries with all their annotations have a tenth. */
export const MAX_VALUES = 200_000;
/** Requests at once to one registry. */
export const CONCURRENCY = 8;
/** Indexes inside one another, the named one counted. Nobody is known to need more than two. */
export const MAX_INDEX_DEPTH = 4;
/** Entries of an index and of all indexes inside it. */
export const MAX_LISTED_MANIFESTS = 1000;
/** All of them together, and all configs that are read, in bytes. */
export const MAX_LISTED_BYTES = 64 * 1024 * 1024;
/** Config of an image, in bytes. */
export const MAX_CONFIG_BYTES = 4 * 1024 * 1024;
