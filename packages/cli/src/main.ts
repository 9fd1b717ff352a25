import { runProgram } from './program.js';
import { GATE_ENTRIES } from './gate-entries.js';
import { LOOKING_ENTRIES } from './looking-entries.js';
import { SIGNING_ENTRIES } from './signing-entries.js';
import { VERSION } from './version.js';

/** Everything: what laptops and the repository's ./countersign run. */
void runProgram(
  [
    ...SIGNING_ENTRIES,
    ...GATE_ENTRIES,
    ...LOOKING_ENTRIES,
    {
      name: 'sandbox',
      summary: 'A local Sigstore, registry and token issuer; runs a command inside it.',
      load: async () => (await import('./commands/sandbox.js')).command,
    },
  ],
  VERSION,
);
