import { CountersignError, nearest } from '../errors/index.js';

/** The services of keys at which a run can log in with an identity token of its CI job, and the parameters of each. `token` is open to all. */
const PARAMETERS = {
  aws: ['role', 'audience', 'region', 'session'],
  gcp: ['provider', 'service-account', 'audience'],
  azure: ['tenant', 'client', 'audience'],
  vault: ['role', 'mount', 'audience', 'namespace'],
} as const;

export type KeyLoginService = keyof typeof PARAMETERS;

/** How to log in at a key service without a stored secret: one line of the input `key-login`. */
export interface KeyLogin {
  readonly service: KeyLoginService;
  /** By name: `role`, `audience` …; `token` is `env://VAR` or a file with the identity token, for CI systems that make none on request. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** A new identity token of the CI job for an audience. @throws CountersignError TOKEN_* */
export type IdentityTokens = (audience: string) => Promise<string>;

/** What the services of keys need besides the reference of a key. */
export interface KeyServices {
  readonly logins: readonly KeyLogin[];
  /** Undefined in the gate, which requests no tokens: a login there names its `token`. */
  readonly identityToken: IdentityTokens | undefined;
}

/** For a run without logins: each service then uses its standard chain of credentials. */
export const NO_KEY_SERVICES: KeyServices = { logins: [], identityToken: undefined };

const isService = (name: string): name is KeyLoginService => Object.hasOwn(PARAMETERS, name);

/**
 * Reads lines such as `aws role=arn:aws:iam::123456789012:role/sign` or `vault role=release mount=jwt token=env://VAULT_ID_TOKEN`.
 * @throws CountersignError INPUT_INVALID
 */
export function readKeyLogins(lines: readonly string[], label: string): readonly KeyLogin[] {
  const logins = lines.map((line) => readLine(line, label));
  const twice = logins.find(({ service }, index) => logins.findIndex((other) => other.service === service) !== index);
  if (twice !== undefined) throw invalid(label, 'one line for each service', `two lines for ${twice.service}`);
  return logins;
}

function readLine(line: string, label: string): KeyLogin {
  const [service = '', ...words] = line.trim().split(/\s+/);
  if (!isService(service)) throw invalid(label, `a service: ${Object.keys(PARAMETERS).join(', ')}`, 'another first word');
  const known: readonly string[] = [...PARAMETERS[service], 'token'];
  const parameters = new Map<string, string>();
  for (const word of words) {
    const [, name = '', value = ''] = /^([a-z-]+)=(.+)$/.exec(word) ?? [];
    if (!known.includes(name)) {
      const meant = nearest(name, known);
      // The word is not quoted: it may be a token in the wrong place.
      throw invalid(
        label,
        `NAME=VALUE with ${known.join(', ')}`,
        meant === undefined ? 'another word' : `${name}; perhaps ${meant}?`,
      );
    }
    if (parameters.has(name)) throw invalid(label, `${name} once`, `${name} twice`);
    parameters.set(name, value);
  }
  return { service, parameters };
}

function invalid(label: string, expected: string, found: string): CountersignError {
  return new CountersignError('INPUT_INVALID', `${label} has a line that is not understood`, {
    expected,
    found,
    hint: 'For example: aws role=arn:aws:iam::123456789012:role/sign',
  });
}
