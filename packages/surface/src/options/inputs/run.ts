import type { InputSpec } from '../input-spec.js';

/** Time limit, log and token of a run. */
export const RUN = {
  'fail-fast': {
    kind: 'flag',
    default: 'false',
    reads: 'nothing',
    description: 'Stop at the first artifact that cannot be signed.',
  },
  'dry-run': {
    kind: 'flag',
    default: 'false',
    reads: 'nothing',
    description:
      'Only check and plan: prints what would be signed, by whom, where it would be stored, and every text that would become public. Nothing is signed, written or stored.',
  },
  'confirm-public': {
    kind: 'flag',
    default: 'false',
    reads: 'nothing',
    description:
      'Consent for a private repository: names of repository and workflow, commit, digests and time may be published in a public log, for ever. Not needed for a Sigstore instance of your own.',
  },
  resume: {
    kind: 'flag',
    default: 'false',
    reads: 'nothing',
    description:
      'Do not sign again what an earlier run of the same job, or the same key, has signed: bundles at their paths and in the registry are verified, and only what is missing is signed and stored.',
  },
  timeout: {
    kind: 'duration',
    default: '10m',
    placeholder: 'TIME',
    reads: 'nothing',
    description: 'How long the run may wait in all, for services, retries and helper programs (`90s`, `10m`, `1h`).',
  },
  'log-level': {
    kind: 'choice',
    choices: ['debug', 'info', 'warn', 'error'],
    default: 'info',
    reads: 'nothing',
    description: 'The lowest severity that is printed.',
  },
  'log-format': {
    kind: 'choice',
    choices: ['text', 'json'],
    default: 'text',
    reads: 'nothing',
    description: '`json` prints one event per line.',
  },
  'github-token': {
    kind: 'text',
    default: '${{ github.token }}',
    only: 'github',
    secret: true,
    reads: 'nothing',
    description: "The workflow's token, for ghcr.io if there are no other credentials, and for GitHub's attestation API.",
  },
} as const satisfies Readonly<Record<string, InputSpec>>;
