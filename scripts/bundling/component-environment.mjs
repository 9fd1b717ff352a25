/**
 * What the jobs of the components take from their environment, and nothing else: a dotenv report of an earlier job outranks every other
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

/** How to reach the network. Who answers proves itself by TLS, or signs what is said. */
export const PASSED = [
  ...['CI', 'GITLAB_CI', 'CI_SERVER_URL', 'CI_PROJECT_PATH', 'CI_JOB_URL', 'CI_JOB_NAME', 'CI_JOB_STARTED_AT'],
  ...['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'NO_PROXY', 'no_proxy'],
  ...['CI_SERVER_TLS_CA_FILE', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'NO_COLOR'],
];
/** Which host the passwords are for is said by the inputs `registry` and `other-registry`. */
export const REGISTRIES = [
  ...['CI_REGISTRY_USER', 'CI_REGISTRY_PASSWORD', 'COUNTERSIGN_REGISTRY_USERNAME', 'COUNTERSIGN_REGISTRY_PASSWORD'],
  ...['DOCKER_CONFIG', 'REGISTRY_AUTH_FILE'],
];
/** For the download of the program. */
export const FETCHED = ['CI_API_V4_URL', 'CI_JOB_TOKEN'];
export const SIGNED = ['SIGSTORE_ID_TOKEN'];

/** Facts about the pipeline that a deployment may print or compare. Its secrets it names itself. */
export const DEPLOYED = [
  ...['CI_COMMIT_SHA', 'CI_COMMIT_SHORT_SHA', 'CI_COMMIT_TAG', 'CI_COMMIT_BRANCH', 'CI_COMMIT_REF_NAME', 'CI_COMMIT_REF_SLUG'],
  ...['CI_DEFAULT_BRANCH', 'CI_ENVIRONMENT_NAME', 'CI_ENVIRONMENT_SLUG', 'CI_ENVIRONMENT_TIER', 'CI_ENVIRONMENT_URL'],
  ...['CI_PROJECT_ID', 'CI_PROJECT_NAME', 'CI_PROJECT_NAMESPACE', 'CI_PROJECT_URL', 'CI_PROJECT_DIR', 'CI_REGISTRY_IMAGE'],
  ...['CI_PIPELINE_ID', 'CI_PIPELINE_IID', 'CI_PIPELINE_URL', 'CI_PIPELINE_SOURCE', 'CI_JOB_ID', 'CI_JOB_STAGE'],
  ...['CI_SERVER_FQDN', 'CI_SERVER_HOST', 'GITLAB_USER_LOGIN'],
];
