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
    summary: 'The same in an environment variable; for signing, also in one line of base64, which CI systems can mask. Only this variable is read.',
    load: () => import('./env.js'),
  },
  https: {
    form: 'https://…',
    matches: /^https:\/\//,
    needs: 'all',
    signs: false,
    summary: 'A public key in PEM form at an https address. Only for verification, and only with the fingerprint of the key.',
    load: () => import('./https.js'),
  },
  file: {
    form: 'a PEM file',
    // A scheme has at least two letters, because one letter is a Windows drive. A file name with a colon needs ./ before it.
    matches: /^(?![A-Za-z][A-Za-z0-9+.-]+:)/,
    needs: 'none',
    signs: true,
    summary:
      'The path of a file with one key. For signing: PEM or DER (PKCS#8, encrypted PKCS#8, SEC1, PKCS#1), or an encrypted key of cosign. For verification: the public key in PEM form.',
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
