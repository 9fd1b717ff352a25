/** The version in package.json; a test compares them. `changeset version` is followed by scripts/release/set-version.mjs. */
export const VERSION = '0.1.0';
