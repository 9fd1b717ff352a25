/** Manifest or index, in bytes. */
export const MAX_MANIFEST_BYTES = 4 * 1024 * 1024;
/** Referrers of one image that are read, over all pages and tags. */
export const MAX_REFERRERS = 1000;
export const MAX_REFERRER_PAGES = 100;
/** Bundles of one image: their number, and their total size (all are in memory at the same time). */
export const MAX_BUNDLES = 1000;
export const MAX_EVIDENCE_BYTES = 40 * 1024 * 1024;
/** Values in a manifest, an index or a list of referrers: a thousand entries with all annotations have about a tenth of this. */
export const MAX_VALUES = 200_000;
/** Parallel requests to one registry. */
export const CONCURRENCY = 8;
/** Nesting depth of indexes, including the named one. Known images have at most two. */
export const MAX_INDEX_DEPTH = 4;
/** Entries of an index and of all nested indexes. */
export const MAX_LISTED_MANIFESTS = 1000;
/** Total size of these manifests, and of all configs that are read, in bytes. */
export const MAX_LISTED_BYTES = 64 * 1024 * 1024;
/** Config of an image, in bytes. */
export const MAX_CONFIG_BYTES = 4 * 1024 * 1024;
