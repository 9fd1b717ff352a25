import type { InputSpec } from '../input-spec.js';

/** Which Sigstore instance is believed, and what is reached over the network. */
export const SERVICES = {
  'trusted-root': {
    kind: 'text',
    placeholder: 'FILE|URL',
    decides: true,
    description:
      'Another Sigstore instance: its trusted_root.json, or the URL of its TUF mirror. Default: the public-good instance.',
  },
  'signing-config': {
    kind: 'text',
    placeholder: 'FILE',
    description:
      'Another Sigstore instance: its signing_config.json, which names the services to use. Default: what belongs to the trusted root.',
  },
  'trust-digest': {
    kind: 'list',
    placeholder: 'sha256:HEX',
    decides: true,
    description:
      "Pins the files that trusted-root and signing-config name to their SHA-256 digests, one a line, the trusted root's first.",
  },
  'transparency-log': {
    kind: 'choice',
    choices: ['required', 'off'],
    default: 'required',
    description:
      '`off` does without a transparency log, together with a timestamp authority: an explicit choice, repeated in every report.',
  },
  network: {
    kind: 'choice',
    choices: ['all', 'registries', 'none'],
    default: 'all',
    description: 'What the run may reach: `all`, `registries` (images and their signatures only) or `none`. Enforced.',
  },
} as const satisfies Readonly<Record<string, InputSpec>>;
