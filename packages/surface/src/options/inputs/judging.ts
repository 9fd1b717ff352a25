import type { InputSpec } from '../input-spec.js';
import { spokenKeys } from '../spoken-keys.js';
import { readPredicateType } from '../values.js';

/** What the gate judges by, and where it looks for evidence. */
export const JUDGING = {
  policies: {
    kind: 'list',
    flag: 'policy',
    placeholder: 'FILE',
    decides: true,
    description: 'Policy files, one a line. Every policy must allow every subject.',
  },
  'policy-digest': {
    kind: 'text',
    placeholder: 'sha256:HEX',
    decides: true,
    description: 'Pins the one policy file, and every file it names, to this SHA-256 digest.',
  },
  'certificate-identity': {
    kind: 'text',
    placeholder: 'IDENTITY',
    decides: true,
    description: 'One-line policy: the exact identity (subject alternative name) of the signing certificate.',
  },
  'certificate-identity-regexp': {
    kind: 'text',
    placeholder: 'RE2',
    decides: true,
    description: 'One-line policy: an RE2 pattern that the whole identity must match.',
  },
  'certificate-oidc-issuer': {
    kind: 'text',
    placeholder: 'URL',
    decides: true,
    description: 'One-line policy: the exact issuer of the identity token behind the certificate.',
  },
  key: {
    kind: 'text',
    placeholder: 'FILE',
    decides: true,
    description: `One-line policy: the public key that must have signed: ${spokenKeys('verify')}.`,
  },
  owner: {
    kind: 'text',
    placeholder: 'OWNER',
    decides: true,
    description:
      'One-line policy: the owner whose workflows must have signed (GitHub). Beside an identity: whose runs of it count, where it is a reusable workflow.',
  },
  repository: {
    kind: 'text',
    placeholder: 'OWNER/NAME',
    decides: true,
    description:
      'One-line policy: the repository whose workflows must have signed (GitHub). Beside an identity: whose runs of it count, where it is a reusable workflow.',
  },
  'predicate-type': {
    kind: 'text',
    check: readPredicateType,
    placeholder: 'URI',
    decides: true,
    description: 'One-line policy: asks for an attestation of this predicate type instead of a signature.',
  },
  evidence: {
    kind: 'list',
    placeholder: 'PLACE',
    decides: true,
    description:
      'Where to look for bundles instead, one a line: files, folders (with those below), `registry`, `github:OWNER/NAME` (attestations of that repository on GitHub), `github` (those of the repository of the run). Default: beside the file; the registry for images.',
  },
  bundle: {
    kind: 'text',
    placeholder: 'FILE',
    decides: true,
    description: 'The one bundle file (`.sigstore.json` or `.jsonl`) to judge by; no other place is searched.',
  },
} as const satisfies Readonly<Record<string, InputSpec>>;
