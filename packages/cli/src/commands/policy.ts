import type { CommandGroup } from '../command.js';

export const command: CommandGroup = {
  name: 'policy',
  summary: 'Check a policy file, or explain all that it requires.',
  examples: ['countersign policy check release.policy.yaml', 'countersign policy explain release.policy.yaml'],
  subcommands: [
    {
      name: 'check',
      summary: 'Refuse policies that are invalid or can never pass; warn about rules that allow too much.',
      load: async () => (await import('./policy/check.js')).command,
    },
    {
      name: 'explain',
      summary: 'Print the full meaning of signers; of a one-line policy, too.',
      load: async () => (await import('./policy/explain.js')).command,
    },
  ],
};
