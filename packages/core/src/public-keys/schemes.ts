import type { KeyScheme, KeyUse } from './types.js';

/**
 * Every form of a key reference, in the order in which they are tried. A new form is a file here, a line in this table, and for signing
 * a file and a line in `keys`. The parser, messages, descriptions of inputs and docs use this table.
 */
export const KEY_SCHEMES = {
  env: {
    form: 'env://VAR',
    matches: /^env:\/\//,
    needs: 'none',
    signs: true,
    summary: 'A key in PEM form in an environment variable. Only this variable is read.',
    load: () => import('./env.js'),
  },
  hashivault: {
    form: 'hashivault://KEY',
    matches: /^hashivault:\/\//,
    needs: 'all',
    signs: true,
    summary:
      'A key of the engine Transit of HashiCorp Vault, at the address in `VAULT_ADDR`; `?version=N` names a version. See [keys in Vault](../how-to/keys-vault.md).',
    load: () => import('./hashivault.js'),
  },
  openbao: {
    form: 'openbao://KEY',
    matches: /^openbao:\/\//,
    needs: 'all',
    signs: true,
    summary: 'The same at OpenBao, at the address in `BAO_ADDR`. See [keys in Vault](../how-to/keys-vault.md).',
    load: () => import('./hashivault.js'),
  },
  'vault-kv': {
    form: 'vault-kv://MOUNT/PATH#FIELD',
    matches: /^vault-kv:\/\//,
    needs: 'all',
    signs: true,
    summary:
      'A key in PEM form in a field of a secret (engine KV) of Vault or OpenBao; `?version=N` before `#` names a version of the secret. See [keys in Vault](../how-to/keys-vault.md).',
    load: () => import('./vault-kv.js'),
  },
  file: {
    form: 'a PEM file',
    // A scheme has at least two letters, because one letter is a Windows drive. A file name with a colon needs ./ before it.
    matches: /^(?![A-Za-z][A-Za-z0-9+.-]+:)/,
    needs: 'none',
    signs: true,
    summary:
      'The path of a file with one key in PEM form: PKCS#8, SEC1 or PKCS#1 (encrypted PKCS#8 with `key-password`) for signing, the public key for verification.',
    load: () => import('./file.js'),
  },
} as const satisfies Readonly<Record<string, KeyScheme>>;

export type KeySchemeName = keyof typeof KEY_SCHEMES;

/** Schemes that can sign. */
export type SigningSchemeName = {
  [Name in KeySchemeName]: (typeof KEY_SCHEMES)[Name]['signs'] extends true ? Name : never;
}[KeySchemeName];

const ENTRIES = Object.entries(KEY_SCHEMES) as readonly (readonly [KeySchemeName, KeyScheme])[];

/** The schemes for signing or for verification, in the order in which they are tried. */
export function schemesFor(use: KeyUse): readonly (readonly [KeySchemeName, KeyScheme])[] {
  return use === 'sign' ? ENTRIES.filter(([, { signs }]) => signs) : ENTRIES;
}

/** The forms of a key reference, for messages; a file first, because it is the most common. */
export function keyForms(use: KeyUse): readonly string[] {
  const forms = schemesFor(use).map(([, { form }]) => form);
  return [KEY_SCHEMES.file.form, ...forms.filter((form) => form !== KEY_SCHEMES.file.form)];
}
