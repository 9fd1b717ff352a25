#!/usr/bin/env node
import { GATE_ENTRIES } from './gate-entries.js';
import { LOOKING_ENTRIES } from './looking-entries.js';
import { runProgram } from './program.js';
import { SIGNING_ENTRIES } from './signing-entries.js';
import { VERSION } from './version.js';

/** What the signing components run in a pipeline: everything but the sandbox, whose keys have no place there. */
void runProgram([...SIGNING_ENTRIES, ...GATE_ENTRIES, ...LOOKING_ENTRIES], VERSION);
