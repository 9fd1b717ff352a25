import type { CommandGroup } from '../command.js';

export const command: CommandGroup = {
  name: 'policy',
  summary: 'Check a policy file, or explain what it asks for in full.',
  examples: ['countersign policy check release.policy.yaml', 'countersign policy explain release.policy.yaml'],
  subcommands: [
    {
      name: 'check',
      summary: 'Refuse what is wrong and what can never pass; warn of what is dangerously wide.',
      load: async () => (await import('./policy/check.js')).command,
    },
    {
      name: 'explain',
      summary: 'Print what signers expand to; of a one-line policy too.',
      load: async () => (await import('./policy/explain.js')).command,
    },
  ],
};
