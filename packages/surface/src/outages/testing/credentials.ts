/** The secrets of the runs; no error may contain one. */
export const REGISTRY_PASSWORD = 'registry-password-9f8e7d';
export const GITHUB_TOKEN = 'ghs_githubtoken5a4b3c';
export const AWS_SECRET = 'aws-secret-key-1f2e3d4c';
export const AWS_ROLE = 'arn:aws:iam::123456789012:role/sign';
export const VAULT_TOKEN = 's.vault-token-4d5e6f7a8b';
export const VAULT_KEY = 'hashivault://release';
export const GOOGLE_PROVIDER = 'projects/123456789012/locations/global/workloadIdentityPools/ci/providers/github';
export const GOOGLE_KEY = 'projects/acme/locations/global/keyRings/release/cryptoKeys/app';
export const AZURE_TENANT = '11111111-2222-3333-4444-555555555555';
export const AZURE_CLIENT = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';
export const AWS_KEY = 'awskms:///alias/release';
export const PROXY_PASSWORD = 'proxy-password-0a1b2c';
