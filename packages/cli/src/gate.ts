#!/usr/bin/env node
import { runProgram } from './program.js';
import { VERIFY_ENTRY } from './verify-entry.js';
import { VERSION } from './version.js';

/** The gate alone, for the verify-gate component: nothing in this program can sign. */
void runProgram([VERIFY_ENTRY], VERSION);
