/**
 * Installs the programs we are judged by, by name and version, into a cache outside the repository:
 * `node interop/peers.mjs [NAME…]`. What is there already is left alone, so that a second run takes no time.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const CACHE = process.env.COUNTERSIGN_PEERS ?? join(homedir(), '.cache', 'countersign-peers');

const go = (name, version, module, link = name) => ({ kind: 'go', name, version, module, link });

/** Versions are part of the paths, so that a new version is a new installation. */
export const PEERS = [
  go('cosign', 'v3.1.2', 'github.com/sigstore/cosign/v3/cmd/cosign'),
  go('fulcio', 'v1.8.8', 'github.com/sigstore/fulcio'),
  go('rekor-tiles', 'v2.3.0', 'github.com/sigstore/rekor-tiles/v2/cmd/rekor-server/posix', 'rekor23/posix'),
  go('timestamp-server', 'v2.1.3', 'github.com/sigstore/timestamp-authority/v2/cmd/timestamp-server'),
  go('crane', 'v0.22.1', 'github.com/google/go-containerregistry/cmd/crane'),
  { kind: 'python', name: 'sigstore', version: '4.5.0', module: 'sigstore', link: '../py' },
];

/** @returns {string | undefined} the program's path if it is installed */
export function peer(name) {
  const found = PEERS.find((one) => one.name === name);
  if (!found) throw new Error(`no peer called ${name}`);
  const path = programPath(found);
  return existsSync(path) ? path : undefined;
}

function programPath({ kind, name, version, module }) {
  const folder = join(CACHE, `${name}-${version}`);
  if (kind === 'python') return join(folder, 'bin', name);
  return join(
    folder,
    module
      .split('/')
      .filter((part) => !/^v\d+$/.test(part))
      .at(-1),
  );
}

function run(command, args, env = {}) {
  const result = spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, ...env } });
  return !result.error && result.status === 0;
}

/** Tests look in `bin`, whatever the version. */
function link(one) {
  const at = join(CACHE, 'bin', one.link);
  mkdirSync(dirname(at), { recursive: true });
  rmSync(at, { recursive: true, force: true });
  symlinkSync(one.kind === 'python' ? dirname(dirname(programPath(one))) : programPath(one), at);
  return true;
}

function install(one) {
  const path = programPath(one);
  if (existsSync(path)) return link(one);
  const folder = join(CACHE, `${one.name}-${one.version}`);
  mkdirSync(folder, { recursive: true });
  console.error(`installing ${one.name} ${one.version}`);
  const done =
    one.kind === 'go'
      ? run('go', ['install', `${one.module}@${one.version}`], { GOBIN: folder })
      : run('python3', ['-m', 'venv', folder]) &&
        run(join(folder, 'bin', 'pip'), ['install', '--quiet', `${one.module}==${one.version}`]);
  if (!done || !existsSync(path)) {
    rmSync(folder, { recursive: true, force: true });
    return false;
  }
  return link(one);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const wanted = process.argv.slice(2);
  const missing = PEERS.filter((one) => (wanted.length === 0 || wanted.includes(one.name)) && !install(one));
  for (const one of missing) console.error(`could not install ${one.name} ${one.version}`);
  if (missing.length > 0) process.exit(process.env.CI ? 2 : 0);
}
