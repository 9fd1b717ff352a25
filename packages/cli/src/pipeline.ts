#!/usr/bin/env node
import { GATE_ENTRIES } from './gate-entries.js';
import { READING_ENTRIES } from './reading-entries.js';
import { runProgram } from './program.js';
import { SIGNING_ENTRIES } from './signing-entries.js';
import { VERSION } from './version.js';

/** The program of the signing components: all commands except the sandbox, whose keys do not belong in a pipeline. */
void runProgram([...SIGNING_ENTRIES, ...GATE_ENTRIES, ...READING_ENTRIES], VERSION);
