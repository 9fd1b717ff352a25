import { describe, expect, it } from '@jest/globals';
import { withoutSecrets } from './index.js';

/** What the documentation of these helpers, and of what they call, names. */
const NEEDED = {
  'docker-credential-ecr-login': [
    'AWS_PROFILE',
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_SESSION_TOKEN',
    'AWS_WEB_IDENTITY_TOKEN_FILE',
    'AWS_ROLE_ARN',
    'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
    'AWS_ECR_CACHE_DIR',
    'AWS_SDK_LOAD_CONFIG',
  ],
  'docker-credential-gcr': [
    'GOOGLE_APPLICATION_CREDENTIALS',
    'CLOUDSDK_CONFIG',
    'CLOUDSDK_AUTH_ACCESS_TOKEN',
    'GCE_METADATA_HOST',
  ],
  'docker-credential-acr-env': [
    'AZURE_CLIENT_ID',
    'AZURE_CLIENT_SECRET',
    'AZURE_TENANT_ID',
    'AZURE_FEDERATED_TOKEN_FILE',
    'AZURE_AUTHORITY_HOST',
    'IDENTITY_ENDPOINT',
    'IDENTITY_HEADER',
    'MSI_SECRET',
  ],
  'docker-credential-pass': ['GNUPGHOME', 'GPG_TTY', 'PASSWORD_STORE_DIR', 'PASSWORD_STORE_GPG_OPTS'],
  'docker-credential-secretservice': ['DBUS_SESSION_BUS_ADDRESS', 'DISPLAY', 'XDG_RUNTIME_DIR', 'XAUTHORITY'],
  'docker-credential-osxkeychain': ['HOME', 'USER', 'LOGNAME', '__CF_USER_TEXT_ENCODING'],
  'a script of the user': ['REGISTRY_TOKEN', 'REGISTRY_PASSWORD', 'NEXUS_USER', 'PATH', 'HTTPS_PROXY', 'SSL_CERT_FILE'],
} as const;

const jwt = (claims: object): string => `eyJhbGciOiJub25lIn0.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;

describe('the environment of a program that the user configured', () => {
  it.each(Object.entries(NEEDED))('has what %s needs', (_, names) => {
    const env = Object.fromEntries(names.map((name) => [name, 'value']));
    expect(withoutSecrets(env)).toEqual({ passed: env, withheld: [] });
  });

  it.each([
    ['ACTIONS_ID_TOKEN_REQUEST_TOKEN', 'x'],
    ['ACTIONS_ID_TOKEN_REQUEST_URL', 'x'],
    ['ACTIONS_RUNTIME_TOKEN', 'x'],
    ['SIGSTORE_ID_TOKEN', 'x'],
    ['VAULT_TOKEN', 'x'],
    ['BAO_TOKEN', 'x'],
    ['COUNTERSIGN_REGISTRY_PASSWORD', 'x'],
    ['INPUT_GITHUB-TOKEN', 'x'],
    ['COSIGN_PASSWORD', 'x'],
    ['GITHUB_TOKEN', 'x'],
    ['GH_TOKEN', 'x'],
    ['CI_JOB_TOKEN', 'x'],
    ['CI_JOB_JWT_V2', 'x'],
    ['CI_REGISTRY_PASSWORD', 'x'],
    ['CI_REPOSITORY_URL', 'https://gitlab-ci-token:x@gitlab.com/a/b.git'],
    ['VAULT_ID_TOKEN', 'x'],
    ['RELEASE_KEY_PASSWORD', 'x'],
    ['RELEASE', '-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\nx'],
    ['MY_TOKEN', jwt({ aud: 'sigstore' })],
    ['MY_TOKENS', jwt({ aud: ['other', 'sigstore'] })],
    ['NAMED', 'by an input'],
  ])('does not have %s', (name, value) => {
    expect(withoutSecrets({ [name]: value, PATH: '/bin' }, ['NAMED'])).toEqual({ passed: { PATH: '/bin' }, withheld: [name] });
  });

  it('has a token for another service, and text that only looks like a token', () => {
    const env = { REGISTRY_TOKEN: jwt({ aud: 'registry.example.com' }), A: 'eyJh.!.x', B: 'eyJh.bm90IGpzb24.x', C: jwt([]) };
    expect(withoutSecrets(env)).toEqual({ passed: env, withheld: [] });
  });
});
