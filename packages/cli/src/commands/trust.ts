import type { CommandGroup } from '../command.js';

export const command: CommandGroup = {
  name: 'trust',
  summary: 'Show, update or export a trusted root.',
  examples: ['countersign trust show', 'countersign trust update github', 'countersign trust export --output trusted_root.json'],
  notes: [
    'Instances are named public-good (the default) and github, or given as a file, or as a TUF mirror with its pinned root (https://host/path#sha256=HEX), as for --trusted-root.',
  ],
  subcommands: [
    {
      name: 'show',
      summary: 'What a trusted root trusts, where it comes from, and until when its metadata is valid.',
      load: async () => (await import('./trust/show.js')).command,
    },
    {
      name: 'update',
      summary: 'Refresh the trusted root of an instance from its TUF repository now, and say what changed.',
      load: async () => (await import('./trust/update.js')).command,
    },
    {
      name: 'export',
      summary: 'Write a trusted root or signing config to a file, for machines without network.',
      load: async () => (await import('./trust/export.js')).command,
    },
  ],
};
