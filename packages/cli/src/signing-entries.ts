import { SIGNING_VARIABLES } from '@countersign/surface/signing-environment';
import type { Entry } from './command.js';

/** Commands that sign; the gate's own program does without this file. */
export const SIGNING_ENTRIES: readonly Entry[] = [
  {
    name: 'sign-blob',
    summary: 'Sign files: one bundle beside each.',
    variables: SIGNING_VARIABLES,
    load: async () => (await import('./commands/sign.js')).signBlob,
  },
  {
    name: 'sign-image',
    summary: 'Sign images by digest; signatures go to the registry.',
    variables: SIGNING_VARIABLES,
    load: async () => (await import('./commands/sign.js')).signImage,
  },
  {
    name: 'attest-provenance',
    summary: 'Say how files or images were built: signed SLSA provenance.',
    variables: SIGNING_VARIABLES,
    load: async () => (await import('./commands/sign.js')).attestProvenance,
  },
];
