import type { InputSpec } from '../input-spec.js';

/** How a run goes on, and what it says. */
export const RUN = {
  'fail-fast': {
    kind: 'flag',
    default: 'false',
    description: 'Stop at the first artifact that cannot be signed.',
  },
  timeout: {
    kind: 'duration',
    default: '10m',
    placeholder: 'TIME',
    description: 'One budget for the whole run, all retries included (`90s`, `10m`, `1h`).',
  },
  'log-level': {
    kind: 'choice',
    choices: ['debug', 'info', 'warn', 'error'],
    default: 'info',
    description: 'The least severity that is printed.',
  },
  'log-format': {
    kind: 'choice',
    choices: ['text', 'json'],
    default: 'text',
    description: '`json` prints one event a line.',
  },
  'github-token': {
    kind: 'text',
    default: '${{ github.token }}',
    only: 'github',
    secret: true,
    description: "The workflow's token; used for ghcr.io where no other credential is found.",
  },
} as const satisfies Readonly<Record<string, InputSpec>>;
