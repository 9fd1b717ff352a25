import type { Entry } from './command.js';

/** Commands that only read and explain. */
export const READING_ENTRIES: readonly Entry[] = [
  {
    name: 'inspect',
    purpose: 'Read and explain',
    summary: 'Show the contents of a bundle, or of the bundles attached to an image. Verifies nothing.',
    load: async () => (await import('./commands/inspect.js')).command,
  },
  {
    name: 'policy',
    purpose: 'Read and explain',
    summary: 'Check or explain a policy.',
    load: async () => (await import('./commands/policy.js')).command,
  },
];
