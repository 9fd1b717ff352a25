import type { Entry } from './command.js';
import { GATE_ENTRIES } from './gate-entries.js';
import { KEYS_ENTRY } from './keys-entry.js';
import { READING_ENTRIES } from './reading-entries.js';
import { SIGNING_ENTRIES } from './signing-entries.js';

/** All commands, for laptops and the ./countersign of the repository. */
export const ALL_ENTRIES: readonly Entry[] = [
  ...SIGNING_ENTRIES,
  ...GATE_ENTRIES,
  ...READING_ENTRIES,
  KEYS_ENTRY,
  {
    name: 'trust',
    purpose: 'Try and set up',
    summary: 'Show, update or export a trusted root.',
    load: async () => (await import('./commands/trust.js')).command,
  },
  {
    name: 'sandbox',
    purpose: 'Try and set up',
    summary: 'Run a command with a local Sigstore, registry and token issuer.',
    load: async () => (await import('./commands/sandbox.js')).command,
  },
  {
    name: 'completion',
    purpose: 'Try and set up',
    summary: 'Print the completion of commands and flags for bash, zsh or fish.',
    load: async () => (await import('./commands/completion.js')).completionOf(ALL_ENTRIES),
  },
];
