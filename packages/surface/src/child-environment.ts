import type { Environment } from '@countersign/core/run';

/**
 * Variables that no other program gets from us: the requests for identity tokens, the tokens and passwords of a job, our own variables, and the
 * keys of cosign. All others pass, as with docker: a helper may need any of them.
 */
const WITHHELD: readonly RegExp[] = [
  /^(?:ACTIONS|SIGSTORE|COUNTERSIGN|COSIGN|INPUT)_/,
  /^(?:GITHUB_TOKEN|GH_TOKEN|GH_ENTERPRISE_TOKEN|GITHUB_ENTERPRISE_TOKEN)$/,
  /^(?:CI_JOB_TOKEN|CI_JOB_JWT.*|CI_REGISTRY_PASSWORD|CI_DEPLOY_PASSWORD|CI_DEPENDENCY_PROXY_PASSWORD|CI_REPOSITORY_URL)$/,
  /(?:^|_)ID_TOKEN(?:_|$)/,
  /(?:^|_)KEY_PASS(?:WORD|PHRASE)$/,
];
/** A JSON Web Token or a private key, whatever the name of the variable is. */
const SECRET_VALUE = /^\s*eyJ[\w-]+\.[\w-]+\.[\w-]*\s*$|-----BEGIN [A-Z ]*PRIVATE KEY-----/;

export interface ChildEnvironment {
  readonly passed: Readonly<Record<string, string>>;
  /** Names of the variables that exist and are not passed, sorted. */
  readonly withheld: readonly string[];
}

/**
 * The environment for a program that the user configured (a credential helper, a browser).
 * @param named variables that an input names as the place of a secret (`env://VAR`)
 */
export function withoutSecrets(env: Environment, named: readonly string[] = []): ChildEnvironment {
  const passed: Record<string, string> = {};
  const withheld: string[] = [];
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined) continue;
    const isSecret = named.includes(name) || WITHHELD.some((pattern) => pattern.test(name)) || SECRET_VALUE.test(value);
    if (isSecret) withheld.push(name);
    else passed[name] = value;
  }
  return { passed, withheld: withheld.sort() };
}
