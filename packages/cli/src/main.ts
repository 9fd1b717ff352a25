import type { Entry } from './command.js';
import { runProgram } from './program.js';
import { GATE_ENTRIES } from './gate-entries.js';
import { READING_ENTRIES } from './reading-entries.js';
import { SIGNING_ENTRIES } from './signing-entries.js';
import { VERSION } from './version.js';

/** All commands, for laptops and the ./countersign of the repository. */
const ENTRIES: readonly Entry[] = [
  ...SIGNING_ENTRIES,
  ...GATE_ENTRIES,
  ...READING_ENTRIES,
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
    load: async () => (await import('./commands/completion.js')).completionOf(ENTRIES),
  },
];

void runProgram(ENTRIES, VERSION);
