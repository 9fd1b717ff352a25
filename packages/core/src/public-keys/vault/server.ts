import { CountersignError } from '../../errors/index.js';
import { describeUrl } from '../../net/index.js';
import type { Run } from '../../run/index.js';

/** Prefix of the variables of HashiCorp Vault, and of OpenBao, whose programs and API are the same. */
export type VaultFamily = 'VAULT' | 'BAO';

/** A server and where on it keys are, as variables say. */
export interface VaultServer {
  readonly family: VaultFamily;
  /** For messages: `the Vault server`. */
  readonly role: string;
  /** Without a slash at its end. */
  readonly address: string;
  /** The namespace of keys and secrets; undefined: that of the login, or the root. */
  readonly namespace: string | undefined;
}

const ROLES: Readonly<Record<VaultFamily, string>> = { VAULT: 'the Vault server', BAO: 'the OpenBao server' };

/** Which variables are read first, by the scheme of a reference. */
const ORDER = {
  hashivault: ['VAULT', 'BAO'],
  openbao: ['BAO', 'VAULT'],
  'vault-kv': ['VAULT', 'BAO'],
} as const satisfies Readonly<Record<string, readonly VaultFamily[]>>;

export type VaultScheme = keyof typeof ORDER;

/**
 * The server of a reference. The first family of variables with an address is used, and nothing of the other one: a token of one server is never sent
 * to another.
 * @throws CountersignError INPUT_MISSING, INPUT_INVALID
 */
export function vaultServer({ env }: Pick<Run, 'env'>, scheme: VaultScheme): VaultServer {
  const order: readonly VaultFamily[] = ORDER[scheme];
  const family = order.find((name) => env[`${name}_ADDR`]);
  if (family === undefined) {
    const names = order.map((name) => `${name}_ADDR`).join(' or ');
    throw new CountersignError('INPUT_MISSING', `${scheme} keys need the address of the server`, {
      expected: `an address such as https://vault.example.com:8200 in ${names}`,
      found: 'neither is set',
      hint: `Set ${names} for this step.`,
    });
  }
  const namespace = env[`${family}_NAMESPACE`];
  return {
    family,
    role: ROLES[family],
    address: readAddress(env[`${family}_ADDR`] ?? '', `${family}_ADDR`),
    namespace: namespace ? readNamespace(namespace, `${family}_NAMESPACE`) : undefined,
  };
}

/** Whether an address may be used without TLS is checked by `net`. */
function readAddress(text: string, variable: string): string {
  const url = URL.parse(text.trim());
  if ((url?.protocol === 'https:' || url?.protocol === 'http:') && url.username + url.password + url.search + url.hash === '') {
    return url.href.replace(/\/+$/, '');
  }
  throw new CountersignError('INPUT_INVALID', `${variable} is not the address of a server`, {
    expected: 'https://HOST:PORT, without user name, query and fragment',
    found: url === null ? 'not a URL' : describeUrl(url),
    hint: `Correct ${variable}.`,
  });
}

/** A namespace becomes a header. @throws CountersignError INPUT_INVALID */
export function readNamespace(text: string, name: string): string {
  if (/^[\w.-]+(?:\/[\w.-]+)*\/?$/.test(text) && text.length <= 512) return text;
  throw new CountersignError('INPUT_INVALID', `${name} is not a namespace`, {
    expected: 'names with slashes between them, such as admin/team',
    found: 'other characters',
  });
}

/** The path of an engine or login, each name escaped. @throws CountersignError INPUT_INVALID */
export function readMount(text: string, name: string): string {
  const names = text.replace(/^\/|\/$/g, '').split('/');
  if (names.every((one) => /^[\w.@ -]{1,128}$/.test(one) && !/^\.+$/.test(one))) return names.map(encodeURIComponent).join('/');
  throw new CountersignError('INPUT_INVALID', `${name} is not the path of an engine`, {
    expected: 'names with slashes between them, such as transit or team/transit',
    found: 'other characters',
  });
}

/** Whether a text is the scheme of such a reference. */
export const isVaultScheme = (text: string): text is VaultScheme => Object.hasOwn(ORDER, text);
