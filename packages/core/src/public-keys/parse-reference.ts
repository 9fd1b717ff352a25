import { CountersignError, nearest, referenceHint } from '../errors/index.js';
import { KEY_SCHEMES, keyForms, schemesFor, type KeySchemeName, type SigningSchemeName } from './schemes.js';
import type { KeyUse } from './types.js';

const SCHEME = /^([A-Za-z][A-Za-z0-9+.-]+):/;

/** The input of a reference, and the values besides key schemes that it allows. */
const INPUTS = {
  sign: {
    name: 'keys',
    others: ['keyless'],
    instead: referenceHint('keys'),
  },
  verify: { name: 'key', others: [], instead: 'Write the key into a file and pass its path.' },
} as const satisfies Readonly<Record<KeyUse, object>>;

/** All forms of a value that names a key. */
export function knownKeys(use: KeyUse): readonly string[] {
  return [...INPUTS[use].others, ...keyForms(use)];
}

/**
 * The scheme of a key reference; used for signing, verification, and every input that names a key.
 * @throws CountersignError INPUT_INVALID for key material instead of a reference (it is not printed), KEY_UNSUPPORTED for an unknown
 *   scheme
 */
export function parseKeyReference(reference: string, use: 'sign'): SigningSchemeName;
export function parseKeyReference(reference: string, use: KeyUse): KeySchemeName;
export function parseKeyReference(reference: string, use: KeyUse): KeySchemeName {
  const { name, instead } = INPUTS[use];
  if (reference.trimStart().startsWith('-----')) {
    // The value is not quoted, because it contains the key.
    throw new CountersignError('INPUT_INVALID', `${name} contains key material; pass a reference such as env://VAR`, {
      expected: knownKeys(use).join(', '),
      found: 'PEM text',
      hint: instead,
    });
  }
  const found = schemesFor(use).find(([, { matches }]) => matches.test(reference));
  if (found !== undefined) return found[0];
  const scheme = SCHEME.exec(reference)?.[1] ?? '';
  const similar = similarForm(scheme, use);
  if (use === 'verify' && KEY_SCHEMES.plugin.matches.test(reference)) {
    throw new CountersignError('KEY_UNSUPPORTED', `keys of the form ${scheme}: do not verify`, {
      expected: knownKeys(use).join(', '),
      found: `${scheme}:`,
      hint: `${similar === undefined ? '' : `Did you mean ${similar}? `}Key plugins only sign: a program that is found in PATH must not choose which key is trusted. Export the public key once, for example with cosign public-key --key ${scheme}://…, and name the file.`,
    });
  }
  throw new CountersignError('KEY_UNSUPPORTED', `keys of the form ${scheme}: are not supported`, {
    expected: knownKeys(use).join(', '),
    found: `${scheme}:`,
    hint: `${similar === undefined ? '' : `Did you mean ${similar}? `}Use one of the supported forms; write ./ before a file name with a colon.`,
  });
}

/** The supported form with a similar name: other tools use `file:` before a path. */
export function similarForm(scheme: string, use: KeyUse): string | undefined {
  const schemes = schemesFor(use);
  const name = nearest(
    scheme,
    schemes.map(([known]) => known),
  );
  return schemes.find(([known]) => known === name)?.[1].form;
}
