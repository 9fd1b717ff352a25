export type * from './types.js';
export { findEvidence, searchedPlaces, type EvidenceOptions } from './find-evidence.js';
export { holdsBundles } from './bundle-files.js';
export { listedPlaces } from './listed-places.js';
export { GITHUB_HEADERS, type GithubApi, type OpenGithubApi } from './github-api.js';
