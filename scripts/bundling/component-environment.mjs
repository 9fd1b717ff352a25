/**
 * The variables that jobs of the components read from their environment, and no others: a dotenv report of an earlier job outranks every other
 * variable of a job. None of these decides; those that name files count only outside the project's folder.
 */

/** Read by the one program that runs before the environment is made anew, /usr/bin/env, by what loads it, and by the shell for its text. */
export const LOADERS = [
  'LD_PRELOAD',
  'LD_AUDIT',
  'LD_LIBRARY_PATH',
  'LD_PROFILE',
  'LD_DEBUG_OUTPUT',
  'GLIBC_TUNABLES',
  'LOCPATH',
  'TMPDIR',
];

/** How to reach the network. A server is authenticated by TLS, or its answers are signed. */
export const PASSED = [
  ...['CI', 'GITLAB_CI', 'CI_SERVER_URL', 'CI_PROJECT_PATH', 'CI_JOB_URL', 'CI_JOB_NAME', 'CI_JOB_STARTED_AT'],
  ...['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'NO_PROXY', 'no_proxy'],
  ...['CI_SERVER_TLS_CA_FILE', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'NO_COLOR'],
];
/** By input: the variable that says which host the passwords are for, and the passwords, which are taken only where the input is given. */
export const REGISTRY_OF = {
  registry: ['CI_REGISTRY', 'CI_REGISTRY_USER', 'CI_REGISTRY_PASSWORD'],
  'other-registry': ['COUNTERSIGN_REGISTRY', 'COUNTERSIGN_REGISTRY_USERNAME', 'COUNTERSIGN_REGISTRY_PASSWORD'],
};
/** Credential files: each entry names its host. */
export const CREDENTIAL_FILES = ['DOCKER_CONFIG', 'REGISTRY_AUTH_FILE'];
/** For the download of the program. */
export const FETCHED = ['CI_API_V4_URL', 'CI_JOB_TOKEN'];
export const SIGNED = ['SIGSTORE_ID_TOKEN'];

/**
 * The variables that every deployment gets: none that decides where its secrets go or what it deploys. A proxy, authorities and the facts of the
 * pipeline (CI_COMMIT_TAG, CI_REGISTRY_IMAGE) can be replaced, so a deployment that relies on them names them in `deploy-variables`.
 */
export const DEPLOYED = ['CI', 'GITLAB_CI', 'NO_COLOR'];
