#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

/**
 * The first file of the command line: keeps V8's compiled code beside the program, which saves a verification a tenth of its time.
 * Whoever can write there can change the program itself. Where nobody can, Node goes on without.
 */
process.exitCode = 2;
enableCompileCache(join(import.meta.dirname, '.cache'));
import('./main.js').catch((error: unknown) => {
  // Node's own status for this, 1, would mean "denied".
  console.error('countersign could not be started:', error);
  process.exitCode = 2;
});
