#!/usr/bin/env node
import type { Script } from 'node:vm';

/**
 * The first file of the command line. It runs `program/main.js` as a script and not as a module, because only of a script can V8's
 * compiled code be kept **after** it has run, with every function that the command needed: a verification starts a quarter sooner.
 *
 * The code is kept beside the program, by command and by the program's digest, and under its own digest: what is stale or torn is not
 * used. Whoever can write there can change the program itself. Where nobody can, everything works without.
 */
type Main = (url: string, load: (chunk: string) => Promise<unknown>) => void;

// Asked for and not imported: importing them makes every part of them ready, among it a tenth of an empty process of streams.
const { hash } = process.getBuiltinModule('node:crypto');
const { mkdirSync, readFileSync, renameSync, writeFileSync } = process.getBuiltinModule('node:fs');
const { join } = process.getBuiltinModule('node:path');
const vm = process.getBuiltinModule('node:vm');

const DIGEST_BYTES = 32;
const sha256 = (bytes: Uint8Array | string): Buffer => hash('sha256', bytes, 'buffer');

function start(): void {
  const file = join(import.meta.dirname, 'program', 'main.js');
  const source = readFileSync(file, 'utf8');
  const command = /^[a-z-]{1,20}$/.exec(process.argv[2] ?? '')?.[0] ?? 'other';
  const kept = join(import.meta.dirname, '.cache', [command, process.version, process.arch, hash('sha256', source)].join('-'));
  const code = readKept(kept);
  const script = new vm.Script(source, { filename: file, ...(code === undefined ? {} : { cachedData: code }) });
  if (code === undefined || script.cachedDataRejected) {
    process.on('exit', (status) => {
      if (status === 0) keep(kept, script);
    });
  }
  const url = new URL('program/main.js', import.meta.url);
  (script.runInThisContext() as Main)(url.href, (chunk) => {
    // For the parts that are loaded later, Node's own way of keeping code is good enough.
    process.getBuiltinModule('node:module').enableCompileCache(join(import.meta.dirname, '.cache'));
    return import(new URL(chunk, url).href);
  });
}

function readKept(path: string): Buffer | undefined {
  try {
    const bytes = readFileSync(path);
    const code = bytes.subarray(DIGEST_BYTES);
    return sha256(code).equals(bytes.subarray(0, DIGEST_BYTES)) ? code : undefined;
  } catch {
    return undefined;
  }
}

/** Never a reason to fail: the command has already done its work. */
function keep(path: string, script: Script): void {
  try {
    const code = script.createCachedData();
    const fresh = `${path}.${String(process.pid)}`;
    mkdirSync(join(import.meta.dirname, '.cache'), { recursive: true });
    writeFileSync(fresh, Buffer.concat([sha256(code), code]), { mode: 0o600 });
    renameSync(fresh, path);
  } catch {
    // A read-only installation.
  }
}

process.exitCode = 2;
try {
  start();
} catch (error) {
  // Node's own status for this, 1, would mean "denied".
  console.error('countersign could not be started:', error);
  process.exitCode = 2;
}
