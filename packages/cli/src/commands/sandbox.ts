import type { Command } from '../command.js';

export const command: Command = {
  name: 'sandbox',
  summary: 'A local Sigstore, registry and token issuer in one process; runs COMMAND inside it, or waits.',
  usage: '[--identity github|gitlab|oidc|none] [--claims FILE] [--state DIR] [-- COMMAND …]',
  examples: [
    `countersign sandbox -- sh -c 'countersign sign-blob app.tgz --trusted-root "$COUNTERSIGN_SANDBOX_TRUSTED_ROOT" --signing-config "$COUNTERSIGN_SANDBOX_SIGNING_CONFIG"'`,
    'countersign sandbox',
  ],
  notes: [
    'Every command inside must name the two files, as the example does: nothing reads those variables by itself.',
    'The job is one of acme/app at refs/heads/main (oidc: developer@example.com); --claims FILE changes that.',
    'With --identity oidc the token is in SIGSTORE_ID_TOKEN, for an hour, as in Jenkins, Buildkite, CircleCI, Azure Pipelines or a plain shell.',
    'Variables of a real CI job, its identity included, are removed for COMMAND.',
    'Nothing it signs is trusted by anyone who does not name its trusted root.',
  ],
  flags: [
    {
      name: 'identity',
      placeholder: 'github|gitlab|oidc|none',
      description: 'Whose job the command believes to be. Default: github.',
    },
    {
      name: 'claims',
      placeholder: 'FILE',
      description: 'A JSON object with claims of the identity token, such as {"sub": "https://ci.example.com/job/app"}.',
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
