import { CountersignError, nearest } from '../errors/index.js';
import { keyForms, schemesFor, type KeySchemeName, type SigningSchemeName } from './schemes.js';
import type { KeyUse } from './types.js';

const SCHEME = /^([A-Za-z][A-Za-z0-9+.-]+):/;

/** Which input a reference stands in, and what is allowed there besides the schemes. */
const INPUTS = {
  sign: {
    name: 'keys',
    others: ['keyless'],
    instead: 'Put the key into a secret environment variable and name that: env://VAR.',
  },
  verify: { name: 'key', others: [], instead: 'Write the key into a file and name that.' },
} as const satisfies Readonly<Record<KeyUse, object>>;

/** Everything that may be written where a key is named. */
export function knownKeys(use: KeyUse): readonly string[] {
  return [...INPUTS[use].others, ...keyForms(use)];
}

/**
 * Which scheme a reference is of; for signing and verification, and for every input that names a key.
 * @throws CountersignError INPUT_INVALID for a key in place of its name (it is not repeated), KEY_UNSUPPORTED for an unknown scheme
 */
export function parseKeyReference(reference: string, use: 'sign'): SigningSchemeName;
export function parseKeyReference(reference: string, use: KeyUse): KeySchemeName;
export function parseKeyReference(reference: string, use: KeyUse): KeySchemeName {
  const { name, instead } = INPUTS[use];
  if (reference.trimStart().startsWith('-----')) {
    // Not quoted: the next line of this input is the key.
    throw new CountersignError('INPUT_INVALID', `${name} holds a key itself.`, {
      expected: knownKeys(use).join(', '),
      found: 'PEM text',
      hint: instead,
    });
  }
  const found = schemesFor(use).find(([, { matches }]) => matches.test(reference));
  if (found !== undefined) return found[0];
  const scheme = SCHEME.exec(reference)?.[1] ?? '';
  const meant = meantForm(scheme, use);
  throw new CountersignError('KEY_UNSUPPORTED', `Keys of the form ${scheme}: are not known.`, {
    expected: knownKeys(use).join(', '),
    found: `${scheme}:`,
    hint: `${meant === undefined ? '' : `Did you mean ${meant}? `}Use one of the known forms; a file whose name holds a colon is written with ./ in front.`,
  });
}

/** `file:` is what other tools write in front of a path. */
function meantForm(scheme: string, use: KeyUse): string | undefined {
  const schemes = schemesFor(use);
  const name = nearest(
    scheme,
    schemes.map(([known]) => known),
  );
  return schemes.find(([known]) => known === name)?.[1].form;
}
