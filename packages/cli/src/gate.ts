#!/usr/bin/env node
import { GATE_ENTRIES } from './gate-entries.js';
import { runProgram } from './program.js';
import { VERSION } from './version.js';

/** Only the gate, for the components that judge: this program contains no code that signs. */
void runProgram(GATE_ENTRIES, VERSION);
