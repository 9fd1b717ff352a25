/** The secrets of the runs; no error may contain one. */
export const REGISTRY_PASSWORD = 'registry-password-9f8e7d';
export const GITHUB_TOKEN = 'ghs_githubtoken5a4b3c';
export const PROXY_PASSWORD = 'proxy-password-0a1b2c';
