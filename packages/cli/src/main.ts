import { command as verify } from './commands/verify.js';
import { runProgram } from './program.js';
import { SIGNING_ENTRIES } from './signing-entries.js';
import { LOOKING_ENTRIES } from './looking-entries.js';
import { VERSION } from './version.js';

/** Everything: what laptops and the repository's ./countersign run. `verify` is loaded at once, the others when called. */
void runProgram(
  [
    ...SIGNING_ENTRIES,
    { name: verify.name, summary: verify.summary, load: () => Promise.resolve(verify) },
    ...LOOKING_ENTRIES,
    {
      name: 'sandbox',
      summary: 'A local Sigstore, registry and token issuer; runs a command inside it.',
      load: async () => (await import('./commands/sandbox.js')).command,
    },
  ],
  VERSION,
);
