import { ALL_ENTRIES } from './all-entries.js';
import { runProgram } from './program.js';
import { VERSION } from './version.js';

void runProgram(ALL_ENTRIES, VERSION);
