import type { Environment } from '@countersign/core/run';

/** How it was started: as an action by GitHub's runner, or by its command line (GitLab components too). */
export type Surface = 'action' | 'command';

/** Variables that are read, and the worst that whoever sets one can do with it. */
export interface ReadVariables {
  /** Names, or patterns of whole names. */
  readonly names: readonly (string | RegExp)[];
  /** Default: both. */
  readonly surface?: Surface;
  readonly why: string;
  readonly atMost: string;
}

/**
 * Every environment variable that the gate may read; a `Run` gets these and no others. What signs reads those of
 * signing-environment.ts besides. No row holds one that decides: inputs, policy, identity, trust and mode are arguments of the command line, or inputs that GitHub's runner sets for its step.
 * A test finds each variable that the sources read and fails until it is listed here.
 */
export const VARIABLES: readonly ReadVariables[] = [
  {
    names: [/INPUT_.*/],
    surface: 'action',
    why: "The step's own inputs. The runner sets each declared one last, empty where it is not given.",
    atMost: 'Nothing: an undeclared one near a declared name is an error, and the command line reads none.',
  },
  {
    names: ['GITHUB_WORKSPACE'],
    surface: 'action',
    why: 'Folder of relative paths. The runner lets no step change it.',
    atMost: 'Another folder is looked at, with another policy file: pin the policy with policy-digest.',
  },
  {
    names: ['GITHUB_OUTPUT', 'GITHUB_STEP_SUMMARY'],
    surface: 'action',
    why: 'Files that the runner reads outputs and summary from.',
    atMost: 'Outputs do not reach later steps; the exit status stands.',
  },
  { names: ['RUNNER_DEBUG'], surface: 'action', why: "The runner's debug switch.", atMost: 'A longer log.' },
  {
    names: ['COUNTERSIGN_CACHE', 'XDG_CACHE_HOME', 'LOCALAPPDATA'],
    why: 'Where trust material that was verified is kept between runs.',
    atMost:
      'Nothing in it is believed before it verifies from the anchor. An older copy that still verifies can be shown, until its timestamp expires.',
  },
  {
    names: ['HOME', 'USERPROFILE'],
    why: 'The same where no folder for caches is named; credential files of docker and podman.',
    atMost: 'As for the cache and for credential files.',
  },
  {
    names: ['REGISTRY_AUTH_FILE', 'DOCKER_CONFIG', 'XDG_CONFIG_HOME', 'XDG_RUNTIME_DIR'],
    why: 'Credential files of docker and podman.',
    atMost: 'Other credentials, each for the registry it is listed for; starts a docker-credential-NAME that is in PATH.',
  },
  {
    names: ['COUNTERSIGN_REGISTRY', 'COUNTERSIGN_REGISTRY_USERNAME', 'COUNTERSIGN_REGISTRY_PASSWORD'],
    why: 'The credentials of one registry.',
    atMost: 'Who sets the registry, and also names an image there, is sent the password that somebody else set.',
  },
  {
    names: ['CI_REGISTRY', 'CI_REGISTRY_USER', 'CI_REGISTRY_PASSWORD'],
    why: "A GitLab job's credentials for its own registry.",
    atMost: "Who sets CI_REGISTRY, and also names an image there, is sent the job's registry token: restrict pipeline variables.",
  },
  {
    names: ['GITHUB_TOKEN', 'GH_TOKEN', 'GITHUB_ACTOR'],
    why: "Token for GitHub's attestation API and ghcr.io.",
    atMost: 'Sent to api.github.com, api.NAME.ghe.com and ghcr.io alone; by an action also to the API that its runner names.',
  },
  {
    names: ['GITHUB_API_URL', 'GITHUB_SERVER_URL', 'GITHUB_REPOSITORY'],
    why: 'Where `evidence: github` looks, and what a signature says of its run before the token has said it.',
    atMost: 'Bundles come from elsewhere, and are verified as all are. The command line sends a foreign API no token.',
  },
  {
    names: ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY', 'no_proxy', 'NO_PROXY'],
    why: 'The way out.',
    atMost: 'A proxy sees host names and carries TLS that ends at the service; it can refuse. Loopback never goes through one.',
  },
  {
    names: ['SSL_CERT_FILE', 'CI_SERVER_TLS_CA_FILE'],
    why: 'Certificate authorities of services of your own, in addition to those of Node.',
    atMost:
      'Who also controls the network (or sets a proxy) can play any service and read tokens sent to it. What it answers is verified as ever: never a decision.',
  },
  {
    names: ['NO_COLOR', 'FORCE_COLOR', 'TERM'],
    surface: 'command',
    why: 'Whether lines for people have colours.',
    atMost: 'Colours, or none.',
  },
  {
    names: ['GITHUB_ACTIONS', 'GITLAB_CI', 'CI'],
    why: 'The style of log lines; for signing also which token source is asked.',
    atMost: 'An ugly log, or no token.',
  },
  {
    // The names that core/registry/credential-helper.ts passes on.
    names: [
      /PATH|USER|LOGNAME|LANG|LC_ALL|TMPDIR|TEMP|TMP|SystemRoot|SYSTEMROOT|APPDATA|ProgramData|PATHEXT|COMSPEC/,
      /GNUPGHOME|PASSWORD_STORE_DIR|DBUS_SESSION_BUS_ADDRESS|DISPLAY|SSL_CERT_DIR|NODE_EXTRA_CA_CERTS/,
      /XDG_.*/,
      /AWS_.*|AZURE_.*|CLOUDSDK_.*|GOOGLE_.*|GCE_.*|GCLOUD_.*|ACR_.*|ECR_.*/,
    ],
    why: 'Handed to docker-credential-NAME programs, which find their settings and their cloud by them; not read by us.',
    atMost: 'PATH chooses the programs that a credential file, or `-- COMMAND`, names.',
  },
];

/**
 * What of an environment a program may read: the listed variables, and those that an input names as `env://VAR`.
 * @param options the inputs, in which such names are looked for
 */
export function environmentFor(
  variables: readonly ReadVariables[],
  surface: Surface,
  env: Environment,
  options: unknown = {},
): Environment {
  const rows = variables.filter((row) => (row.surface ?? surface) === surface);
  const names = new Set([...rows.flatMap((row) => row.names.filter((name) => typeof name === 'string')), ...namedIn(options)]);
  const patterns = rows.flatMap((row) => row.names.filter((name) => name instanceof RegExp));
  const whole = new RegExp(`^(?:${patterns.map(({ source }) => source).join('|')})$`);
  return Object.fromEntries(Object.entries(env).filter(([name]) => names.has(name) || whole.test(name)));
}

/** What Node reads before, or behind, our first line, with what becomes of it. */
export const READ_BY_NODE: Readonly<Record<string, string>> = {
  NODE_TLS_REJECT_UNAUTHORIZED: 'Taken from the process; every TLS connection of ours asks for a certificate that verifies.',
  NODE_EXTRA_CA_CERTS: 'Certificate authorities, as those of SSL_CERT_FILE.',
  NODE_OPTIONS: "Runs code as ours. GitHub's runner lets no step set it; our components unset it.",
  NODE_PATH:
    'Not used: the programs are bundles, and a bundle that would look up a module is not built. Our components unset it.',
  NODE_DEBUG:
    'Prints what Node does, headers with tokens among it, before our first line can stop it. Our components unset it; set it in no run whose log others read.',
  NODE_DEBUG_NATIVE: 'As NODE_DEBUG.',
  NODE_COMPILE_CACHE: 'Runs code as ours, where others can write that folder. Our components unset it.',
  OPENSSL_CONF: 'Loads code as ours. Our components unset it.',
};

/** Takes everything else from the process too, so that no library reads it either. */
export function forgetOthers(kept: Environment): void {
  for (const name of Object.keys(process.env)) if (!Object.hasOwn(kept, name)) delete process.env[name];
}

/** Node asks this variable anew at each connection, those of libraries included. */
export function insistOnTls(): void {
  delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
}

function namedIn(value: unknown): readonly string[] {
  if (typeof value === 'string')
    return [...value.matchAll(/(?:^|=)env:\/\/([A-Za-z_][A-Za-z0-9_]*)$/g)].map(([, name = '']) => name);
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(namedIn);
}

/**
 * The command line can't know who set GITHUB_API_URL. As with `gh`, tokens of GitHub go to GitHub: where the variable names
 * another API, they are left out.
 */
export function withoutStrayToken(env: Environment, warn: (message: string) => void): Environment {
  const api = env['GITHUB_API_URL'];
  if (!api || /^https:\/\/api\.(?:github\.com|[a-z0-9-]+\.ghe\.com)\/*$/i.test(api)) return env;
  const { GITHUB_TOKEN: first, GH_TOKEN: second, ...rest } = env;
  if (first || second)
    warn('GITHUB_API_URL names an API that is not of github.com: it is asked without GITHUB_TOKEN and GH_TOKEN.');
  return rest;
}
