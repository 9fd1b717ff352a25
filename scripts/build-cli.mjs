/** Builds packages/cli/dist from the sources; `./countersign` calls it when the program is missing or older than its sources. */
import { spawnSync } from 'node:child_process';
import { existsSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Output goes to standard error: standard output belongs to the command that waits for this build. */
function run(...args) {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (status !== 0) process.exit(status ?? 1);
}

run('node_modules/typescript/bin/tsc', '-b', 'packages/cli');
run('scripts/build-dist.mjs', '--cli-only');
const entry = join(root, 'packages', 'cli', 'dist', 'index.js');
// The launcher compares times; an unchanged bundle is as new as the sources it was compared with.
if (existsSync(entry)) utimesSync(entry, new Date(), new Date());
