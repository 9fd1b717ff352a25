#!/usr/bin/env node
import { GATE_ENTRIES } from './gate-entries.js';
import { runProgram } from './program.js';
import { VERSION } from './version.js';

/** The gate alone, for the components that judge: nothing in this program can sign. */
void runProgram(GATE_ENTRIES, VERSION);
