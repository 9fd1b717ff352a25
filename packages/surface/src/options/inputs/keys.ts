import type { InputSpec } from '../input-spec.js';
import { spokenKeys } from '../spoken-keys.js';

/** Who signs. */
export const KEYS = {
  keys: {
    kind: 'list',
    default: 'keyless',
    flag: 'key',
    place: true,
    placeholder: 'KEY',
    description: `How to sign, one a line, all of them sign: ${spokenKeys('sign')}.`,
  },
  'key-password': {
    kind: 'text',
    placeholder: 'env://VAR|FILE',
    place: true,
    description: "Where the key's password is: `env://VAR` or a file; never the password itself.",
  },
  'identity-token': {
    kind: 'text',
    placeholder: 'env://VAR|FILE',
    place: true,
    description: 'Where the OIDC token is (`env://VAR` or a file) on CI systems that are not known. Default: found by itself.',
  },
} as const satisfies Readonly<Record<string, InputSpec>>;
