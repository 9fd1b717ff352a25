import type { Command } from '../command.js';

export const command: Command = {
  name: 'sandbox',
  summary:
    'Start a local Sigstore, registry and token issuer in one process, and run COMMAND there; without COMMAND, wait for Ctrl-C.',
  usage: '[--identity github|gitlab|oidc|none] [--claims FILE] [--state DIR] [-- COMMAND …]',
  examples: [
    `countersign sandbox -- sh -c 'countersign sign-blob app.tgz --trusted-root "$COUNTERSIGN_SANDBOX_TRUSTED_ROOT" --signing-config "$COUNTERSIGN_SANDBOX_SIGNING_CONFIG"'`,
    'countersign sandbox',
  ],
  notes: [
    'Every command in the sandbox must name both files, as the example does: no command reads these variables by itself.',
    'The job belongs to acme/app at refs/heads/main (with --identity oidc: to developer@example.com); --claims FILE changes that.',
    'With --identity oidc the token is in SIGSTORE_ID_TOKEN, for an hour, as in Jenkins, Buildkite, CircleCI, Azure Pipelines or a plain shell.',
    'Variables of a real CI job, its identity and its tokens (GITHUB_TOKEN, CI_JOB_TOKEN) included, are removed for COMMAND.',
    'Its signatures are valid only for those who name its trusted root.',
  ],
  flags: [
    {
      name: 'identity',
      placeholder: 'github|gitlab|oidc|none',
      description: 'The CI system or person that the command runs as. Default: github.',
    },
    {
      name: 'claims',
      placeholder: 'FILE',
      description: 'A JSON object with claims of the identity token, such as {"sub": "https://ci.example.com/job/app"}.',
    },
    {
      name: 'state',
      placeholder: 'DIR',
      description: 'Folder for keys and logs, so that a later sandbox can use them again.',
    },
  ],
  takesCommand: true,
  async run(args, io) {
    const { runSandbox } = await import('../run-sandbox.js');
    return runSandbox(args, io);
  },
};
