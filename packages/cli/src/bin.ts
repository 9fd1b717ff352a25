#!/usr/bin/env node
import type { Stats } from 'node:fs';
import type * as NodeModule from 'node:module';
import type { Script } from 'node:vm';

/**
 * The first file of the command line. It runs `program/main.js` as a script and not as a module, because V8 can cache the compiled
 * code of a script **after** it has run, with every function that the command needed. A verification then takes a quarter less time to
 * start.
 *
 * The cached code is stored beside the program, by command and by the program's digest, together with its own digest, so that outdated
 * or incomplete files are not used. It has the rights of the program. Therefore it is used only if everyone who could have written it
 * could also change the program: folder and file belong to the user or to the program's owner, are not links, and no other user may
 * write to them. Otherwise, and where nothing can be written, the program runs without a cache.
 */
type Main = (url: string, load: (chunk: string) => Promise<unknown>) => void;

// First: an older Node lacks functions that are used below, and its own error message does not help.
const NEEDED = '20.18, 22.3 or newer';
const { getBuiltinModule } = process as Partial<NodeJS.Process>;
if (getBuiltinModule === undefined || (URL as Partial<typeof URL>).parse === undefined) {
  process.stderr.write(`countersign: Node ${NEEDED} is needed; this is Node ${process.versions.node}\n`);
  process.exit(2);
}

// Not imported: an import prepares the whole module, for example streams, which takes a tenth of the time of an empty process.
const { hash } = process.getBuiltinModule('node:crypto');
const { closeSync, constants, fstatSync, lstatSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } =
  process.getBuiltinModule('node:fs');
const { join } = process.getBuiltinModule('node:path');
const vm = process.getBuiltinModule('node:vm');
// Node 20 has none.
const { enableCompileCache: cacheModules } = process.getBuiltinModule('node:module') as Partial<
  Pick<typeof NodeModule, 'enableCompileCache'>
>;

const DIGEST_BYTES = 32;
const folder = join(import.meta.dirname, '.cache');
const sha256 = (bytes: Uint8Array | string): Buffer => hash('sha256', bytes, 'buffer');

function start(): void {
  const file = join(import.meta.dirname, 'program', 'main.js');
  const source = readFileSync(file, 'utf8');
  const command = /^[a-z-]{1,20}$/.exec(process.argv[2] ?? '')?.[0] ?? 'other';
  const cached = join(folder, [command, process.version, process.arch, hash('sha256', source)].join('-'));
  const isOwn = isOwnFolder();
  const code = isOwn ? readCached(cached) : undefined;
  const script = new vm.Script(source, { filename: file, ...(code === undefined ? {} : { cachedData: code }) });
  if (isOwn && (code === undefined || script.cachedDataRejected)) {
    process.on('exit', (status) => {
      if (status === 0) store(cached, script);
    });
  }
  const url = new URL('program/main.js', import.meta.url);
  (script.runInThisContext() as Main)(url.href, (chunk) => {
    // For the parts that are loaded later, the compile cache of Node is good enough.
    if (isOwn) cacheModules?.(folder);
    return import(new URL(chunk, url).href);
  });
}

/** Creates the folder if it is missing. Windows has no such modes: there, a folder inherits the rights of the program's folder. */
function isOwnFolder(): boolean {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch {
    // It exists already, or cannot be created.
  }
  try {
    const stat = lstatSync(folder);
    return stat.isDirectory() && isOwn(stat);
  } catch {
    return false;
  }
}

function isOwn({ uid, mode }: Stats): boolean {
  const user = process.geteuid?.();
  if (user === undefined) return true;
  return (uid === user || uid === lstatSync(import.meta.filename).uid) && (mode & 0o022) === 0;
}

function readCached(path: string): Buffer | undefined {
  try {
    const file = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    try {
      const stat = fstatSync(file);
      if (!stat.isFile() || !isOwn(stat)) return undefined;
      const bytes = readFileSync(file);
      const code = bytes.subarray(DIGEST_BYTES);
      return sha256(code).equals(bytes.subarray(0, DIGEST_BYTES)) ? code : undefined;
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
}

/** An error here is ignored: the command has already done its work. */
function store(path: string, script: Script): void {
  try {
    const code = script.createCachedData();
    const fresh = `${path}.${String(process.pid)}`;
    rmSync(fresh, { force: true });
    writeFileSync(fresh, Buffer.concat([sha256(code), code]), { mode: 0o600, flag: 'wx' });
    renameSync(fresh, path);
  } catch {
    // A read-only installation.
  }
}

process.exitCode = 2;
try {
  start();
} catch (error) {
  // Node would end with status 1, which means "denied".
  console.error('countersign could not be started:', error);
  process.exitCode = 2;
}
