import { runProgram } from './program.js';
import { GATE_ENTRIES } from './gate-entries.js';
import { READING_ENTRIES } from './reading-entries.js';
import { SIGNING_ENTRIES } from './signing-entries.js';
import { VERSION } from './version.js';

/** All commands, for laptops and the ./countersign of the repository. */
void runProgram(
  [
    ...SIGNING_ENTRIES,
    ...GATE_ENTRIES,
    ...READING_ENTRIES,
    {
      name: 'sandbox',
      summary: 'Run a command with a local Sigstore, registry and token issuer.',
      load: async () => (await import('./commands/sandbox.js')).command,
    },
  ],
  VERSION,
);
