/**
 * What the product costs beside a yardstick that runs in the same minute on the same machine, as ratios:
 * `npm run bench`. Times in brackets are only for orientation.
 */
import { spawnSync } from 'node:child_process';
import { createHash, randomFillSync } from 'node:crypto';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hashFile } from '../packages/core/lib/artifacts/index.js';
import { startSandbox } from '../packages/sandbox/lib/index.js';
import { interleave, median, timeProcess } from './measure.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const cli = join(root, 'packages', 'cli', 'dist', 'index.js');
const gate = join(root, 'actions', 'verify-gate', 'dist', 'index.js');
const rows = [];
const row = (what, ratio, target, note) => rows.push({ what, ratio, target, note });

const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-'));
const requests = { fulcio: 0, rekor: 0 };
const sandbox = await startSandbox({
  log: (line) => {
    if (/^fulcio POST/.test(line)) requests.fulcio += 1;
    if (/^rekor POST/.test(line)) requests.rekor += 1;
  },
});
const job = { PATH: process.env.PATH, HOME: folder, ...sandbox.github({ repository: 'acme/app' }) };
const instance = ['--trusted-root', sandbox.files.trustedRoot, '--signing-config', sandbox.files.signingConfig];
const node = process.execPath;

/** The sandbox answers from this process, so whoever needs it must not block: signing runs are spawned asynchronously. */
async function signing(args) {
  const { spawn } = await import('node:child_process');
  const started = process.hrtime.bigint();
  await new Promise((resolve, reject) => {
    const child = spawn(node, [cli, 'sign-blob', ...args, ...instance], {
      env: job,
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let errors = '';
    child.stderr.on('data', (chunk) => (errors += chunk));
    child.on('close', (status) => (status === 0 ? resolve() : reject(new Error(errors))));
  });
  return Number(process.hrtime.bigint() - started) / 1e6;
}

try {
  const one = join(folder, 'one.txt');
  writeFileSync(one, 'one small file\n');
  await signing(['one.txt']);
  const certificate = JSON.parse(readFileSync(`${one}.sigstore.json`, 'utf8')).verificationMaterial.certificate.rawBytes;
  const { X509Certificate } = await import('node:crypto');
  const identity = new X509Certificate(Buffer.from(certificate, 'base64')).subjectAltName.replace(/^URI:/, '');
  const policy = ['--certificate-identity', identity, '--certificate-oidc-issuer', sandbox.issuers.github];

  // start to exit
  const verify = [cli, 'verify', one, ...policy, '--trusted-root', sandbox.files.trustedRoot];
  const action = {
    ...job,
    INPUT_PATHS: one,
    'INPUT_CERTIFICATE-IDENTITY': identity,
    'INPUT_CERTIFICATE-OIDC-ISSUER': sandbox.issuers.github,
    'INPUT_TRUSTED-ROOT': sandbox.files.trustedRoot,
    GITHUB_OUTPUT: join(folder, 'output'),
    GITHUB_STEP_SUMMARY: join(folder, 'summary'),
  };
  writeFileSync(action.GITHUB_OUTPUT, '');
  writeFileSync(action.GITHUB_STEP_SUMMARY, '');
  const empty = join(folder, 'empty.mjs');
  writeFileSync(empty, '');
  const starts = interleave(
    {
      empty: { command: node, args: [empty], env: job, cwd: folder },
      verify: { command: node, args: verify, env: job, cwd: folder },
      gate: { command: node, args: [gate], env: action, cwd: folder },
    },
    25,
  );
  const orientation = (ms) => `(${ms.toFixed(0)} ms; empty process ${starts.empty.toFixed(0)} ms)`;
  row(
    '`countersign verify` of one file / an empty Node process',
    starts.verify / starts.empty,
    '≤ 2',
    orientation(starts.verify),
  );
  row('`verify-gate` bundle, one file / an empty Node process', starts.gate / starts.empty, '≤ 3.5', orientation(starts.gate));

  // 100 files
  mkdirSync(join(folder, 'many'));
  for (let at = 0; at < 100; at += 1) writeFileSync(join(folder, 'many', `${at}.bin`), `file ${at}\n`);
  const single = median([await signing(['one.txt', '--output-dir', 'a']), await signing(['one.txt', '--output-dir', 'b'])]);
  requests.fulcio = 0;
  requests.rekor = 0;
  const hundred = await signing(['many/*.bin']);
  row(
    'sign 100 files / sign one file',
    hundred / single,
    '',
    `(${hundred.toFixed(0)} ms; ${requests.fulcio} certificate, ${requests.rekor} log entries)`,
  );
  const verifyMany = interleave(
    {
      one: { command: node, args: verify, env: job, cwd: folder },
      hundred: {
        command: node,
        args: [cli, 'verify', 'many/*.bin', ...policy, '--trusted-root', sandbox.files.trustedRoot],
        env: job,
        cwd: folder,
      },
    },
    5,
  );
  const each = (verifyMany.hundred - verifyMany.one) / 99;
  row(
    'verify 100 files / verify one file',
    verifyMany.hundred / verifyMany.one,
    '',
    `(${each.toFixed(1)} ms for each further file)`,
  );

  // hashing, against what the same OpenSSL does on memory of the same size
  const size = 1 << 30;
  const chunk = randomFillSync(Buffer.alloc(1 << 22));
  const write = (path) => {
    const file = openSync(path, 'w');
    for (let written = 0; written < size; written += chunk.length) writeSync(file, chunk);
    closeSync(file);
  };
  const big = ['big-1', 'big-2'].map((name) => join(folder, name));
  big.forEach(write);
  const time = async (work) => {
    const started = process.hrtime.bigint();
    await work();
    return Number(process.hrtime.bigint() - started) / 1e6;
  };
  const memory = () => {
    const hash = createHash('sha256');
    for (let done = 0; done < size; done += chunk.length) hash.update(chunk);
    hash.digest();
  };
  await hashFile(big[0]);
  const samples = { memory: [], file: [] };
  for (let round = 0; round < 3; round += 1) {
    samples.memory.push(await time(memory));
    samples.file.push(await time(() => hashFile(big[0])));
  }
  row('SHA-256 of a 1 GiB file / of 1 GiB in memory (speed)', median(samples.memory) / median(samples.file), '≥ 0.8', '');
  const openssl = spawnSync('openssl', ['version']).status === 0;
  if (openssl) {
    const both = interleave(
      {
        ours: { command: node, args: ['--input-type=module', '-e', hashing(big)], env: process.env },
        openssl: { command: 'openssl', args: ['dgst', '-sha256', ...big], env: process.env },
      },
      3,
    );
    row('SHA-256 of two 1 GiB files / `openssl dgst` (time)', both.ours / both.openssl, '', `(${both.ours.toFixed(0)} ms)`);
  }
  timeProcess({ command: node, args: [empty] });
} finally {
  await sandbox.stop();
  rmSync(folder, { recursive: true, force: true });
}

function hashing(files) {
  const artifacts = new URL('../packages/core/lib/artifacts/index.js', import.meta.url).href;
  return `import {hashFiles} from ${JSON.stringify(artifacts)}; await hashFiles(${JSON.stringify(files)});`;
}

console.log(`| measured | ratio | target | |\n|---|---|---|---|`);
for (const { what, ratio, target, note } of rows) console.log(`| ${what} | ${ratio.toFixed(2)} | ${target} | ${note} |`);
