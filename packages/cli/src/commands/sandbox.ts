import type { Command } from '../command.js';

export const command: Command = {
  name: 'sandbox',
  summary: 'A local Sigstore, registry and token issuer in one process; runs COMMAND inside it, or waits.',
  usage: '[--identity github|gitlab|oidc|none] [--state DIR] [-- COMMAND …]',
  examples: ['countersign sandbox -- ./release.sh', 'countersign sandbox'],
  notes: ['Nothing it signs is trusted by anyone who does not name its trusted root.'],
  flags: [
    {
      name: 'identity',
      placeholder: 'github|gitlab|oidc|none',
      description: 'Whose job the command believes to be. Default: github.',
    },
    {
      name: 'state',
      placeholder: 'DIR',
      description: 'Keep keys and logs in this folder, so that a later sandbox goes on with them.',
    },
  ],
  takesCommand: true,
  async run(args, io) {
    const { runSandbox } = await import('../run-sandbox.js');
    return runSandbox(args, io);
  },
};
