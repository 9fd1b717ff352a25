import type { InputSpec } from '../input-spec.js';
import { keyForms } from '../key-forms.js';
import { readPredicateType } from '../values.js';

/** The policy of the gate, and where to search for bundles. */
export const JUDGING = {
  policies: {
    kind: 'list',
    flag: 'policy',
    placeholder: 'FILE',
    decides: true,
    reads: 'lists',
    description: 'Policy files, one per line. Every policy must allow every subject.',
  },
  'policy-digest': {
    kind: 'text',
    placeholder: 'sha256:HEX',
    decides: true,
    reads: 'nothing',
    description:
      'Pins the policy file, and every file that it names, to this SHA-256 digest. For several policy files: their digests in the same order, separated by spaces.',
  },
  'certificate-identity': {
    kind: 'text',
    placeholder: 'IDENTITY',
    decides: true,
    reads: 'nothing',
    description: 'One-line policy: the exact identity (subject alternative name) in the signing certificate.',
  },
  'certificate-identity-regexp': {
    kind: 'text',
    placeholder: 'RE2',
    decides: true,
    reads: 'nothing',
    description: 'One-line policy: an RE2 pattern that must match the whole identity.',
  },
  'certificate-oidc-issuer': {
    kind: 'text',
    placeholder: 'URL',
    decides: true,
    reads: 'nothing',
    description: 'One-line policy: the exact OIDC issuer of the identity.',
  },
  key: {
    kind: 'text',
    placeholder: 'KEY',
    decides: true,
    reads: 'files',
    description: `One-line policy: the public key of the expected signer: ${keyForms('verify')}. All but files need \`key-digest\`.`,
  },
  'key-digest': {
    kind: 'text',
    placeholder: 'sha256:HEX',
    decides: true,
    reads: 'nothing',
    description:
      'One-line policy: the fingerprint of `key`, the SHA-256 of its SubjectPublicKeyInfo (DER), which signing prints. Only this key counts. Required unless `key` is a file.',
  },
  owner: {
    kind: 'text',
    placeholder: 'OWNER',
    decides: true,
    reads: 'nothing',
    description:
      'One-line policy: the owner (GitHub) whose workflows must have signed. Together with the identity of a reusable workflow: the owner that may call it.',
  },
  repository: {
    kind: 'text',
    placeholder: 'OWNER/NAME',
    decides: true,
    reads: 'nothing',
    description:
      'One-line policy: the repository (GitHub) whose workflows must have signed. Together with the identity of a reusable workflow: the repository that may call it.',
  },
  'predicate-type': {
    kind: 'text',
    check: readPredicateType,
    placeholder: 'URI',
    decides: true,
    reads: 'nothing',
    description: 'One-line policy: requires an attestation with this predicate type instead of a signature.',
  },
  evidence: {
    kind: 'list',
    placeholder: 'PLACE',
    decides: true,
    reads: 'folders',
    description:
      'Where to search for bundles, one per line: files, folders (with subfolders), `registry`, `github:OWNER/NAME` (attestations of that repository on GitHub), `github` (those of the repository of the run). Default: beside each file; for images, the registry.',
  },
  bundle: {
    kind: 'text',
    placeholder: 'FILE',
    decides: true,
    reads: 'files',
    description: 'The only bundle file (`.sigstore.json` or `.jsonl`) to use; nothing else is searched.',
  },
} as const satisfies Readonly<Record<string, InputSpec>>;
