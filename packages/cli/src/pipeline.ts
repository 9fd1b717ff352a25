#!/usr/bin/env node
import { command as verify } from './commands/verify.js';
import { LOOKING_ENTRIES } from './looking-entries.js';
import { runProgram } from './program.js';
import { SIGNING_ENTRIES } from './signing-entries.js';
import { VERSION } from './version.js';

/** What the signing components run in a pipeline: everything but the sandbox, whose keys have no place there. */
void runProgram(
  [...SIGNING_ENTRIES, { name: verify.name, summary: verify.summary, load: () => Promise.resolve(verify) }, ...LOOKING_ENTRIES],
  VERSION,
);
