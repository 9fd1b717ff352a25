import type { ChildEnvironment, Environment } from './run.js';

/** The requests for identity tokens, identity tokens, and the tokens and passwords of a job. */
const OF_JOBS: readonly RegExp[] = [
  /^ACTIONS_/,
  /^(?:GITHUB_TOKEN|GH_TOKEN|GH_ENTERPRISE_TOKEN|GITHUB_ENTERPRISE_TOKEN)$/,
  /^(?:CI_JOB_TOKEN|CI_JOB_JWT.*|CI_REGISTRY_PASSWORD|CI_DEPLOY_PASSWORD|CI_DEPENDENCY_PROXY_PASSWORD|CI_REPOSITORY_URL)$/,
  /(?:^|_)ID_TOKEN(?:_|$)/,
];
/**
 * Variables that no other program gets from us: also our own variables, the keys of cosign, and tokens of Vault. All others pass, as with
 * docker: a helper may need any of them.
 */
const WITHHELD: readonly RegExp[] = [
  ...OF_JOBS,
  /^(?:SIGSTORE|COUNTERSIGN|COSIGN|INPUT)_/,
  /^(?:VAULT|BAO)_TOKEN$/,
  /(?:^|_)KEY_PASS(?:WORD|PHRASE)$/,
];
const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;
/** The audience of identity tokens with which Fulcio issues certificates. */
const SIGNING_AUDIENCE = 'sigstore';

/** Whether a variable has a token or password of a CI job, or is needed to request one. */
export const isSecretOfJob = (name: string): boolean => OF_JOBS.some((pattern) => pattern.test(name));

/**
 * The environment for a program that the user configured (a credential helper, a browser).
 * @param named variables that an input names as the place of a secret (`env://VAR`)
 */
export function withoutSecrets(env: Environment, named: readonly string[] = []): ChildEnvironment {
  const passed: Record<string, string> = {};
  const withheld: string[] = [];
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined) continue;
    const isWithheld = named.includes(name) || WITHHELD.some((pattern) => pattern.test(name)) || isSecret(value);
    if (isWithheld) withheld.push(name);
    else passed[name] = value;
  }
  return { passed, withheld: withheld.sort() };
}

/** A private key, or a token that can sign, whatever the name of the variable is. Other tokens may be those of a registry. */
function isSecret(value: string): boolean {
  return PRIVATE_KEY.test(value) || hasSigningToken(value);
}

/** Whether a text contains an identity token with which Fulcio would issue a certificate: who has it can sign as the job. */
export const hasSigningToken = (text: string): boolean =>
  text.split(/[^\w.-]+/).some((part) => audiencesOf(part).includes(SIGNING_AUDIENCE));

/** The audiences of a JSON Web Token; none for any other text. */
function audiencesOf(text: string): readonly unknown[] {
  const [, payload] = /^eyJ[\w-]+\.([\w-]+)\.[\w-]*$/.exec(text) ?? [];
  if (payload === undefined) return [];
  try {
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as { readonly aud?: unknown } | null;
    return [claims?.aud].flat();
  } catch {
    return [];
  }
}

/** Names that a note lists. */
const MAX_NAMES = 20;

/** Which variables another program did not get, by name, and what to do if it needs one; without the inputs of a step, which none reads. */
export function withheldNote({ withheld }: ChildEnvironment): readonly string[] {
  const names = withheld.filter((name) => !name.startsWith('INPUT_'));
  if (names.length === 0) return [];
  const more = names.length > MAX_NAMES ? ` and ${names.length - MAX_NAMES} more` : '';
  return [
    `It did not get these variables of the environment: ${names.slice(0, MAX_NAMES).join(', ')}${more}. If it needs one, set the value under another name, which the helper (or a script around it) reads.`,
  ];
}
