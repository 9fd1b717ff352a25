import type { InputSpec } from '../input-spec.js';
import { readAnnotations } from '../values.js';

/** Where bundles go, and what of registries that needs saying. */
export const STORING = {
  'output-dir': {
    kind: 'text',
    placeholder: 'DIR',
    description: "Folder for the bundles. Default: beside each file; an image's bundles are kept in the registry alone.",
  },
  'bundle-path': {
    kind: 'text',
    placeholder: 'FILE.jsonl',
    description: 'One `.jsonl` file for all bundles, instead of one file each.',
    component: {
      note: 'Its name ends in .sigstore.json or .sigstore.jsonl, so that the job keeps it as an artifact.',
      regex: '^([ -&(-~]*\\.sigstore\\.jsonl?)?$',
    },
  },
  annotations: {
    kind: 'list',
    check: readAnnotations,
    flag: 'annotation',
    placeholder: 'KEY=VALUE',
    free: true,
    description: 'Facts that are signed with the image (`version=1.2.3`), one `key=value` a line.',
  },
  'signature-repository': {
    kind: 'text',
    placeholder: 'REPOSITORY',
    decides: true,
    description: "Another repository for the images' signatures and attestations. Default: the image's own.",
  },
  'insecure-registries': {
    kind: 'list',
    flag: 'insecure-registry',
    placeholder: 'HOST',
    description: 'Registries (`host:port`) that may be spoken to over plain http, one a line. Loopback always may.',
  },
} as const satisfies Readonly<Record<string, InputSpec>>;
