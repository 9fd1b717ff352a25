import type { InputSpec } from '../input-spec.js';
import { readAnnotations } from '../values.js';

/** Where bundles are stored, and settings of registries. */
export const STORING = {
  'output-dir': {
    kind: 'text',
    placeholder: 'DIR',
    reads: 'nothing',
    description: 'Folder for the bundles. Default: beside each file; the bundles of images are stored only in the registry.',
  },
  'bundle-path': {
    kind: 'text',
    placeholder: 'FILE.jsonl',
    reads: 'nothing',
    description: 'One `.jsonl` file for all bundles, instead of one file each.',
    component: {
      note: 'The name must end in .sigstore.json or .sigstore.jsonl, so that the job keeps the file as an artifact.',
      regex: '^([ -&(-~]*\\.sigstore\\.jsonl?)?$',
    },
  },
  annotations: {
    kind: 'list',
    check: readAnnotations,
    flag: 'annotation',
    placeholder: 'KEY=VALUE',
    free: true,
    reads: 'nothing',
    description: 'Annotations that are signed with the image (`version=1.2.3`), one `key=value` per line.',
  },
  'signature-repository': {
    kind: 'text',
    placeholder: 'REPOSITORY',
    decides: true,
    reads: 'nothing',
    description: 'Another repository for the signatures and attestations of images. Default: the repository of the image.',
  },
  'insecure-registries': {
    kind: 'list',
    flag: 'insecure-registry',
    placeholder: 'HOST',
    reads: 'nothing',
    description:
      'Registries (`host:port`) that may be used over plain HTTP, one per line. Loopback addresses are always allowed.',
  },
} as const satisfies Readonly<Record<string, InputSpec>>;
