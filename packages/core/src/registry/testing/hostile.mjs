// Reads from a hostile server in a separate process, and prints how much memory that took: node hostile.mjs CORE ORIGIN WHAT [OCTOKIT]
// CORE: folder of the built core. OCTOKIT: the module that calls GitHub's API instead of core's own code.
import { readFileSync } from 'node:fs';

const [core, origin, what, octokit] = process.argv.slice(2);
const from = (room) => import(`${core}/${room}/index.js`);
const { createNet } = await from('net');
const { createRegistry } = await from('registry');
const { findEvidence } = await from('evidence');

const { octokitApi: openGithub } = octokit ? await import(octokit) : {};

const timeout = 1_500;
const started = Date.now();
const abort = new AbortController();
setTimeout(() => abort.abort(), timeout).unref();
const env = { GITHUB_API_URL: `${origin}/api` };
const log = { debug() {}, info() {}, warn() {}, error() {}, secret() {}, group: (_, body) => body() };
const common = {
  clock: () => new Date(),
  budget: { leftMs: () => started + timeout - Date.now(), spend: (wait) => wait(), reserveMs: 0 },
  emit() {},
  signal: abort.signal,
  log,
  env,
  random: (length) => crypto.getRandomValues(new Uint8Array(length)),
  sleep: (ms) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, ms);
      abort.signal.addEventListener('abort', () => (clearTimeout(timer), reject(abort.signal.reason)), { once: true });
    }),
};
const run = {
  ...common,
  cwd: '/nonexistent',
  exec: () => Promise.reject(new Error('none')),
  net: createNet({ ...common, capability: 'all' }),
};
const digest = 'a'.repeat(64);
const host = new URL(origin).host;
const image = {
  kind: 'image',
  name: `${host}/acme/app`,
  registry: host,
  repository: 'acme/app',
  reference: '',
  tag: undefined,
  digest: `sha256:${digest}`,
  digests: { sha256: digest },
  mediaType: '',
  size: 1,
  platforms: [],
};
/** CPU time of this process, in milliseconds. */
function cpuTime() {
  const { user, system } = process.cpuUsage();
  return Math.round((user + system) / 1000);
}
/** In bytes. On Linux `maxRSS` includes the memory of the parent process; VmHWM is only this process. */
function peakMemory() {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024;
  } catch {
    return process.resourceUsage().maxRSS * 1024;
  }
}

let outcome;
try {
  if (what === 'resolve') await createRegistry(run).resolve(`${host}/acme/app:1`);
  else {
    const subject = what === 'github' ? { kind: 'digest', name: 'x', digests: { sha256: digest }, origin: 'x:1' } : image;
    const options =
      what === 'github' ? { places: ['github:acme/app'], openGithub } : { places: [], registry: createRegistry(run) };
    const found = await findEvidence(run, subject, options);
    outcome = {
      bundles: found.items.filter(({ kind }) => kind === 'bundle').length,
      unreadable: found.items.filter(({ kind }) => kind !== 'bundle').length,
      incomplete: found.incomplete.map(({ code }) => code),
    };
  }
} catch (error) {
  outcome = { incomplete: [error.code ?? String(error)] };
}
console.log(JSON.stringify({ ...outcome, ms: cpuTime(), peak: peakMemory() }));
process.exit(0);
