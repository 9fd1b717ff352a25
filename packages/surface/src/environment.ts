import type { Environment } from '@countersign/core/run';

/** How a program is started: as an action by GitHub's runner, or as a command (also by GitLab components). */
type Surface = 'action' | 'command';

/** Variables that are read, and the worst effect that someone who sets one can have. */
export interface ReadVariables {
  /** Names, or patterns of whole names. */
  readonly names: readonly (string | RegExp)[];
  /** Default: both. */
  readonly surface?: Surface;
  readonly why: string;
  readonly atMost: string;
}

/**
 * Every environment variable that the gate may read; a `Run` contains only these. Programs that sign also read those of
 * signing-environment.ts. None of them decides anything: inputs, policy, identity, trust and mode are arguments of the command line, or
 * inputs that GitHub's runner sets for the step. A test finds each variable that the sources read and fails until it is listed here.
 */
export const VARIABLES: readonly ReadVariables[] = [
  {
    names: [/INPUT_.*/],
    surface: 'action',
    why: 'The inputs of the step. The runner sets every declared input last, with an empty text if it is not given.',
    atMost: 'Nothing: a misspelt input is an error, and the command line does not read these variables.',
  },
  {
    names: ['GITHUB_WORKSPACE'],
    surface: 'action',
    why: 'The folder for relative paths. A step cannot change it.',
    atMost: 'Another folder is used, with another policy file: pin the policy with policy-digest.',
  },
  {
    names: ['GITHUB_OUTPUT', 'GITHUB_STEP_SUMMARY'],
    surface: 'action',
    why: 'The files for outputs and step summary.',
    atMost: 'Outputs do not reach later steps; the exit status does not change.',
  },
  { names: ['RUNNER_DEBUG'], surface: 'action', why: 'Debug logging of the runner.', atMost: 'A longer log.' },
  {
    names: ['COUNTERSIGN_CACHE', 'XDG_CACHE_HOME', 'LOCALAPPDATA'],
    why: 'The folder for cached trust material.',
    atMost:
      'Cached files are verified from the trust anchor at each use. An older copy that still verifies is accepted until its timestamp expires.',
  },
  {
    names: ['HOME', 'USERPROFILE'],
    why: 'The cache folder, if no other variable names one; credential files of Docker and Podman.',
    atMost: 'The same as for the cache and for credential files.',
  },
  {
    names: ['REGISTRY_AUTH_FILE', 'DOCKER_CONFIG', 'XDG_CONFIG_HOME', 'XDG_RUNTIME_DIR'],
    why: 'Credential files of Docker and Podman.',
    atMost:
      'Other credentials are used, each only for the registry that it is listed for; a docker-credential-NAME program in PATH is started.',
  },
  {
    names: ['COUNTERSIGN_REGISTRY', 'COUNTERSIGN_REGISTRY_USERNAME', 'COUNTERSIGN_REGISTRY_PASSWORD'],
    why: 'The credentials of one registry.',
    atMost:
      'Someone who sets the registry, and also names an image there, receives the password that was set for another registry.',
  },
  {
    names: ['CI_REGISTRY', 'CI_REGISTRY_USER', 'CI_REGISTRY_PASSWORD'],
    why: "A GitLab job's credentials for its own registry.",
    atMost:
      "Someone who sets CI_REGISTRY, and also names an image there, receives the job's registry token: restrict pipeline variables.",
  },
  {
    names: ['GITHUB_TOKEN', 'GH_TOKEN', 'GITHUB_ACTOR'],
    why: "Token for GitHub's attestation API and ghcr.io.",
    atMost:
      'The token is sent only to api.github.com, api.NAME.ghe.com and ghcr.io; an action also sends it to the API that its runner names.',
  },
  {
    names: ['GITHUB_API_URL', 'GITHUB_SERVER_URL', 'GITHUB_REPOSITORY'],
    why: 'The API for `evidence: github`; server and repository of the run, until they are read from the identity token.',
    atMost:
      'Bundles come from another server, and are verified like all others. The command line sends no token to an API outside GitHub.',
  },
  {
    names: ['GOOGLE_APPLICATION_CREDENTIALS', 'CLOUDSDK_CONFIG'],
    why: 'The file with credentials for keys and secrets at Google Cloud.',
    atMost:
      'Another identity reads the key: it is pinned for verification, and the signature shows it otherwise. Tokens are sent to Google alone.',
  },
  {
    names: [
      'AZURE_TENANT_ID',
      'AZURE_CLIENT_ID',
      'AZURE_CLIENT_SECRET',
      'AZURE_CLIENT_CERTIFICATE_PATH',
      'AZURE_CLIENT_CERTIFICATE_PASSWORD',
      'AZURE_FEDERATED_TOKEN_FILE',
      'IDENTITY_ENDPOINT',
      'IDENTITY_HEADER',
    ],
    why: 'The credentials for keys in Azure Key Vault: of an application, or of the machine.',
    atMost: 'Another identity reads the key: it is pinned for verification, and the signature shows it otherwise.',
  },
  {
    names: ['AZURE_AUTHORITY_HOST', 'AZURE_ENVIRONMENT'],
    why: 'The login service of Azure, and the cloud that is expected.',
    atMost:
      "Someone who sets AZURE_AUTHORITY_HOST receives the secret or the identity token for Azure, which is valid for Azure alone: restrict who can set variables. A vault's access token is sent to the vault alone.",
  },
  {
    names: [
      ...['VAULT_ADDR', 'VAULT_TOKEN', 'VAULT_NAMESPACE', 'BAO_ADDR', 'BAO_TOKEN', 'BAO_NAMESPACE'],
      'TRANSIT_SECRET_ENGINE_PATH',
    ],
    why: 'Keys at HashiCorp Vault or OpenBao: the server, a token for it, the namespace, and the path of the engine Transit. HOME also for the file .vault-token.',
    atMost:
      'Someone who sets an address receives the token of the same prefix, and the identity token of a login; another key is used, which signatures show and a policy with sha256 refuses.',
  },
  {
    names: ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY', 'no_proxy', 'NO_PROXY'],
    why: 'The proxy for network connections.',
    atMost:
      'A proxy sees host names and can refuse connections; TLS ends at the service. Loopback connections never use a proxy.',
  },
  {
    names: ['SSL_CERT_FILE', 'CI_SERVER_TLS_CA_FILE'],
    why: 'Certificate authorities of your own services, in addition to those of Node.',
    atMost:
      'Someone who also controls the network (or sets a proxy) can pretend to be any service and read tokens sent to it. Answers are verified as always, so no decision changes.',
  },
  {
    names: [
      'AWS_ACCESS_KEY_ID',
      'AWS_SECRET_ACCESS_KEY',
      'AWS_SESSION_TOKEN',
      'AWS_ROLE_ARN',
      'AWS_ROLE_SESSION_NAME',
      'AWS_WEB_IDENTITY_TOKEN_FILE',
      'AWS_PROFILE',
      'AWS_CONFIG_FILE',
      'AWS_SHARED_CREDENTIALS_FILE',
      'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
      'AWS_CONTAINER_CREDENTIALS_FULL_URI',
      'AWS_CONTAINER_AUTHORIZATION_TOKEN',
      'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
      'AWS_EC2_METADATA_DISABLED',
    ],
    why: "AWS's standard chain of credentials, for keys in AWS that have no `key-login`.",
    atMost:
      'Keys are requested with other credentials. For verification a key is pinned by its digest; a signature is checked with the public key before it is used.',
  },
  {
    names: [
      'AWS_REGION',
      'AWS_DEFAULT_REGION',
      'AWS_ENDPOINT_URL',
      'AWS_ENDPOINT_URL_KMS',
      'AWS_ENDPOINT_URL_STS',
      'AWS_ENDPOINT_URL_SECRETS_MANAGER',
      'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
      'AWS_USE_FIPS_ENDPOINT',
      'AWS_USE_DUALSTACK_ENDPOINT',
    ],
    why: 'Region and addresses of the services of AWS.',
    atMost:
      'Another service is asked, over https: it sees signed requests, and with `key-login` the identity token for AWS. For verification a key is pinned by its digest.',
  },
  {
    names: ['NO_COLOR', 'FORCE_COLOR', 'TERM'],
    surface: 'command',
    why: 'Whether lines for people have colours; TERM also whether progress is shown.',
    atMost: 'Colours and a progress line, or none.',
  },
  {
    names: ['GITHUB_ACTIONS', 'GITLAB_CI', 'CI'],
    why: 'The style of log lines, without colours and progress; for signing, also the source of the identity token.',
    atMost: 'A log that is hard to read, or no token.',
  },
  {
    names: [
      /PATH|TMPDIR|TEMP|TMP|SystemRoot|SYSTEMROOT|APPDATA|ProgramData|PATHEXT|COMSPEC/,
      'SSL_CERT_DIR',
      'NODE_EXTRA_CA_CERTS',
    ],
    why: 'PATH is searched for docker-credential-NAME programs, for the program after `--`, and for pkcs11-tool and sigstore-kms-NAME if a key needs them; the others are for temporary files, Windows and TLS.',
    atMost:
      'PATH decides which program is started for a name in a credential file, after `--` or for a key; a signature by such a program counts only if the public key verifies it.',
  },
];

/**
 * The part of an environment that a program may read: the listed variables, and those that an input names as `env://VAR`.
 * @param options the inputs that may contain such names
 */
export function environmentFor(
  variables: readonly ReadVariables[],
  surface: Surface,
  env: Environment,
  options: unknown = {},
): Environment {
  const rows = variables.filter((row) => (row.surface ?? surface) === surface);
  const names = new Set([
    ...rows.flatMap((row) => row.names.filter((name) => typeof name === 'string')),
    ...variablesNamedIn(options),
  ]);
  const patterns = rows.flatMap((row) => row.names.filter((name) => name instanceof RegExp));
  const whole = new RegExp(`^(?:${patterns.map(({ source }) => source).join('|')})$`);
  return Object.fromEntries(Object.entries(env).filter(([name]) => names.has(name) || whole.test(name)));
}

/** Variables that Node reads by itself, and their effect. */
export const READ_BY_NODE: Readonly<Record<string, string>> = {
  NODE_TLS_REJECT_UNAUTHORIZED: 'Removed from the process: every TLS connection requires a valid certificate.',
  NODE_EXTRA_CA_CERTS: 'Further certificate authorities, as with SSL_CERT_FILE.',
  NODE_OPTIONS: "Can run any code in our process. GitHub's runner does not let a step set it; our components unset it.",
  NODE_PATH:
    'Not used: the programs are bundles that contain all their modules, which the build checks. Our components unset it.',
  NODE_DEBUG:
    'Node prints what it does, including headers with tokens, and our code cannot prevent it. Our components unset it; do not set it in a run whose log others can read.',
  NODE_DEBUG_NATIVE: 'The same as NODE_DEBUG.',
  NODE_COMPILE_CACHE: 'Can run any code in our process if others can write to that folder. Our components unset it.',
  OPENSSL_CONF: 'Can load any code into our process. Our components unset it.',
};

/** Removes all other variables from the process, so that no library can read them. */
export function removeOtherVariables(kept: Environment): void {
  for (const name of Object.keys(process.env)) if (!Object.hasOwn(kept, name)) delete process.env[name];
}

/** Node reads this variable at each connection, also for libraries. */
export function requireValidCertificates(): void {
  delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
}

/** Variables that options name as `env://VAR`: alone, after `KEY=`, or as a value in the query of a PKCS #11 URI. */
export function variablesNamedIn(value: unknown): readonly string[] {
  if (typeof value === 'string')
    return [...value.matchAll(/(?:^|=)env:\/\/([A-Za-z_][A-Za-z0-9_]*)(?=\s|$|&)/g)].map(([, name = '']) => name);
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(variablesNamedIn);
}

/**
 * Removes GitHub's tokens if GITHUB_API_URL names an API outside GitHub, as `gh` does: the command line cannot know who set this
 * variable.
 */
export function withoutTokensOutsideGithub(env: Environment, warn: (message: string) => void): Environment {
  const api = env['GITHUB_API_URL'];
  if (!api || /^https:\/\/api\.(?:github\.com|[a-z0-9-]+\.ghe\.com)\/*$/i.test(api)) return env;
  const { GITHUB_TOKEN: first, GH_TOKEN: second, ...rest } = env;
  if (first || second) warn('GITHUB_API_URL names an API outside GitHub: GITHUB_TOKEN and GH_TOKEN are not sent to it');
  return rest;
}
