import type { InputSpec } from '../input-spec.js';

/** The Sigstore instance, and the use of the network. */
export const SERVICES = {
  'trusted-root': {
    kind: 'text',
    placeholder: 'NAME|FILE|URL',
    decides: true,
    reads: 'files',
    description:
      "The Sigstore instance: `public-good`, `github` (GitHub's own, for private repositories), or another one by its trusted_root.json or the URL of its TUF mirror. Default: `public-good`.",
  },
  'signing-config': {
    kind: 'text',
    placeholder: 'FILE',
    reads: 'files',
    description:
      'Another Sigstore instance: its signing_config.json, which lists its services. Default: the signing config that belongs to the trusted root.',
  },
  'trust-digest': {
    kind: 'list',
    placeholder: 'sha256:HEX',
    decides: true,
    reads: 'nothing',
    description:
      'Pins the files of trusted-root and signing-config to their SHA-256 digests, one per line, that of the trusted root first.',
  },
  'transparency-log': {
    kind: 'choice',
    choices: ['required', 'off'],
    default: 'required',
    reads: 'nothing',
    description:
      '`off`: no transparency log is used; keyless signatures then need a timestamp authority. Every report mentions it.',
  },
  network: {
    kind: 'choice',
    choices: ['all', 'registries', 'none'],
    default: 'all',
    reads: 'nothing',
    description:
      'What the run may connect to: `all`, `registries` (only for images and their signatures) or `none`. All other connections are refused.',
  },
} as const satisfies Readonly<Record<string, InputSpec>>;
