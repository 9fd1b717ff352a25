import { readKeyLogins } from '@countersign/core/public-keys';
import type { InputSpec } from '../input-spec.js';
import { keyForms } from '../key-forms.js';

/** The signers. */
export const KEYS = {
  keys: {
    kind: 'list',
    default: 'keyless',
    flag: 'key',
    refersToSecret: true,
    reads: 'files',
    placeholder: 'KEY',
    description: `How to sign, one per line; each of them signs: ${keyForms('sign')}.`,
  },
  'key-password': {
    kind: 'list',
    placeholder: '[KEY=]env://VAR|FILE',
    refersToSecret: true,
    perKey: true,
    reads: 'files',
    description:
      'Where the password of the keys is: `env://VAR` or a file; never the password itself. With several keys, `KEY=env://VAR` per line, with KEY as in `keys`.',
  },
  'signing-algorithm': {
    kind: 'list',
    placeholder: '[KEY=]NAME',
    reads: 'nothing',
    description:
      'The algorithm of keys that allow several: `rsa-sign-pss-3072-sha256` (also 2048 and 4096), `ed25519-ph`. Default: the usual one of the key, for RSA PKCS #1 v1.5. With several keys, `KEY=NAME` per line.',
  },
  'key-login': {
    kind: 'list',
    reads: 'nothing',
    placeholder: 'SERVICE NAME=VALUE…',
    check: readKeyLogins,
    description:
      'How to log in at the service of a key with the identity of the job, without a stored secret, one service per line: `aws role=ARN`, `gcp provider=PROVIDER`, `azure tenant=ID client=ID`, `vault role=NAME`. Default: the usual credentials of the service.',
  },
  'identity-token': {
    kind: 'text',
    placeholder: 'env://VAR|FILE',
    refersToSecret: true,
    reads: 'files',
    description: 'Where the OIDC token is: `env://VAR` or a file. Default: found automatically on GitHub and GitLab.',
  },
} as const satisfies Readonly<Record<string, InputSpec>>;
