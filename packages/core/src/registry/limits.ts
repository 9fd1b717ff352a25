/** Manifest or index, in bytes. */
export const MAX_MANIFEST_BYTES = 4 * 1024 * 1024;
/** Referrers of one image that are looked at, over all pages and tags. */
export const MAX_REFERRERS = 1000;
export const MAX_REFERRER_PAGES = 100;
/** Bundles of one image: their number, and their bytes taken together (they are in memory at once). */
export const MAX_BUNDLES = 1000;
export const MAX_EVIDENCE_BYTES = 64 * 1024 * 1024;
/** Requests at once to one registry. */
export const CONCURRENCY = 8;
