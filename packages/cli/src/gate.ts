#!/usr/bin/env node
import { command as verify } from './commands/verify.js';
import { runProgram } from './program.js';
import { VERSION } from './version.js';

/** The gate alone, for the verify-gate component: nothing in this program can sign. */
void runProgram([{ name: verify.name, summary: verify.summary, load: () => Promise.resolve(verify) }], VERSION);
