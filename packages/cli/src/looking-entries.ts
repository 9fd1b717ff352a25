import type { Entry } from './command.js';

/** Commands that look and explain. */
export const LOOKING_ENTRIES: readonly Entry[] = [
  {
    name: 'inspect',
    summary: "Show what a bundle or an image's attachments say.",
    load: async () => (await import('./commands/inspect.js')).command,
  },
  { name: 'policy', summary: 'Check or explain a policy.', load: async () => (await import('./commands/policy.js')).command },
];
