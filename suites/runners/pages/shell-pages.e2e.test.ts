import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSandbox, type Sandbox } from '@countersign/sandbox';
import { peer } from '../../peers.mjs';
import { applied, missingLines, readSteps } from './read-page.mjs';

/**
 * The start pages for a shell (docs/start), block after block in an empty folder: files are written, commands run, and their output has what
 * the page shows. Commands that need what only a real server has are named, with the reason; the other pages run in suites/runners.
 */
const { policyOnSandbox } = (await import(join(import.meta.dirname, '..', 'workflow.mjs'))) as {
  policyOnSandbox: (content: string, options: { readonly sandbox: Sandbox }) => string;
};
const { buildAndPush } = (await import(join(import.meta.dirname, '..', 'images.mjs'))) as {
  buildAndPush: (tag: string, platforms: string) => Promise<string>;
};
const cli = fileURLToPath(new URL('../../../packages/cli/dist/index.js', import.meta.url));

let sandbox: Sandbox;
let bin: string;
beforeAll(async () => {
  sandbox = await startSandbox();
  bin = mkdtempSync(join(tmpdir(), 'countersign-page-bin-'));
});
afterAll(async () => {
  await sandbox.stop();
  rmSync(bin, { recursive: true, force: true });
});

interface Page {
  readonly page: string;
  /** What the page writes → what stands for it here. */
  readonly replace: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  /** Flags that the program gets in addition, by command: which Sigstore instance it is. */
  readonly flags: Readonly<Record<string, readonly string[]>>;
  /** Part of a command block → why it is not run. */
  readonly notRun: Readonly<Record<string, string>>;
  /** A module that the program loads first. */
  readonly preload?: string;
  /** A folder with further programs. */
  readonly programs?: string;
}

/** The program in PATH: a script, as an installed one is. */
function install(flags: Page['flags'], preload?: string): string {
  const folder = mkdtempSync(join(bin, 'bin-'));
  const cases = Object.entries(flags).map(([command, more]) => `${command}) shift; set -- ${command} ${more.join(' ')} "$@" ;;`);
  const script = [
    '#!/bin/sh',
    'case $1 in',
    ...cases,
    'esac',
    `exec '${process.execPath}' ${preload === undefined ? '' : `--import '${preload}' `}'${cli}' "$@"`,
    '',
  ].join('\n');
  writeFileSync(join(folder, 'countersign'), script);
  chmodSync(join(folder, 'countersign'), 0o755);
  return folder;
}

function shell(
  command: string,
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<{ status: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn('sh', ['-ec', command], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', reject);
    child.on('close', (status) => {
      resolve({ status, output });
    });
  });
}

const other = (text: string, replace: Page['replace']): string =>
  Object.entries(replace).reduce((all, [from, to]) => all.replaceAll(from, to), text);

/** Runs a page; the number of command blocks that ran. */
async function follow({ page, replace, env, flags, notRun, preload, programs = '' }: Page, cwd: string): Promise<number> {
  const all = { PATH: [install(flags, preload), programs, process.env['PATH'] ?? ''].join(delimiter), HOME: cwd, ...env };
  const used = new Set<string>();
  let [last, ran] = ['', 0];
  for (const step of readSteps(page)) {
    const text = other(step.text, replace);
    if (step.kind === 'run') {
      const reason = Object.keys(notRun).find((part) => step.text.includes(part));
      if (reason !== undefined) used.add(reason);
      if (reason !== undefined) continue;
      const { status, output } = await shell(text, cwd, all);
      expect({ page, command: text, output, refused: status !== 0 }).toMatchObject({
        refused: output.includes('decision: denied'),
      });
      if (output.includes('decision: denied')) expect(output.split('decision: denied').at(-1)).not.toContain('deploying');
      last = output;
      ran += 1;
    } else if (step.kind === 'output')
      expect({ page, output: last, missing: missingLines(text, last) }).toMatchObject({ missing: [] });
    else if (step.kind === 'file' || step.kind === 'diff') {
      const path = join(cwd, step.file);
      mkdirSync(dirname(path), { recursive: true });
      const content = step.kind === 'file' ? text : applied(readFileSync(path, 'utf8'), text);
      writeFileSync(path, /^ {4}(?:github|gitlab):$/m.test(content) ? policyOnSandbox(content, { sandbox }) : content);
    }
  }
  expect([...used].sort()).toEqual(Object.keys(notRun).sort());
  return ran;
}

describe('the start pages for a shell', () => {
  it('a laptop', async () => {
    const cwd = mkdtempSync(join(bin, 'laptop-'));
    const ran = await follow(
      {
        page: 'docs/start/laptop.md',
        replace: {},
        env: {},
        flags: {},
        notRun: {
          'verify dist/app.txt --policy': 'the file comes from a pipeline of the reader; suites/runners runs that pipeline',
          '--certificate-oidc-issuer https://token.actions': 'the same',
          '--evidence github:acme/app': 'asks GitHub',
          'countersign sign-blob app.txt --key release.pem\n': 'writes to the public log',
          'countersign sign-blob app.txt --output-dir signed': 'a person logs in: the test below',
          '--certificate-identity you@example.com': 'the same',
        },
      },
      cwd,
    );
    expect(ran).toBe(2);
  });

  it('a laptop, where a person logs in', async () => {
    const cwd = mkdtempSync(join(bin, 'person-'));
    writeFileSync(join(cwd, 'app.txt'), 'Hello');
    const browser = join(cwd, 'browser');
    writeFileSync(browser, '#!/bin/sh\nexec curl -sSL -o /dev/null "$1"\n', { mode: 0o755 });
    const root = ['--trusted-root', sandbox.files.trustedRoot];
    const flags = {
      'sign-blob': [...root, '--signing-config', sandbox.files.signingConfig, '--login', 'browser'],
      verify: root,
    };
    const env = { PATH: [install(flags), process.env['PATH'] ?? ''].join(delimiter), HOME: cwd, BROWSER: browser };
    const replace = { 'you@example.com': 'developer@example.com', 'https://github.com/login/oauth': sandbox.issuers.oidc };
    const blocks = readSteps('docs/start/laptop.md').filter(
      ({ kind, text }) => kind === 'run' && /sign-blob app\.txt --output-dir|you@example\.com/.test(text),
    );
    expect(blocks).toHaveLength(2);
    for (const { text } of blocks) expect(await shell(other(text, replace), cwd, env)).toMatchObject({ status: 0 });
  });

  it('another CI system, with the token of a plain OpenID issuer', async () => {
    const cwd = mkdtempSync(join(bin, 'other-ci-'));
    const root = ['--trusted-root', sandbox.files.trustedRoot];
    const signing = [...root, '--signing-config', sandbox.files.signingConfig];
    const ran = await follow(
      {
        page: 'docs/start/other-ci.md',
        replace: { 'https://jenkins.example.com/oidc': sandbox.issuers.oidc },
        env: {
          SIGSTORE_ID_TOKEN: await sandbox.token('oidc', { sub: 'https://jenkins.example.com/job/app/' }),
          RELEASE_KEY: generateKeyPairSync('ec', { namedCurve: 'P-256' })
            .privateKey.export({ type: 'pkcs8', format: 'pem' })
            .toString(),
        },
        flags: { 'sign-blob': signing, verify: root },
        notRun: {},
      },
      cwd,
    );
    expect(ran).toBe(4);
  });
});

describe('the pages for those who come from other tools, in a job of acme/app on main', () => {
  it.each([
    ['from-cosign', {}, 5],
    ['from-github-attestations', { 'github:acme/app': 'asks GitHub' }, 1],
    ['from-slsa-github-generator', {}, 2],
    ['from-docker-content-trust', {}, 2],
  ])('%s', async (name, notRun, blocks) => {
    const cwd = mkdtempSync(join(bin, `${name}-`));
    writeFileSync(join(cwd, 'app.tgz'), 'the package');
    const image = `${sandbox.registry.host}/${name}/app`;
    await buildAndPush(`${image}:1.0`, 'linux/amd64,linux/arm64');
    const root = ['--trusted-root', sandbox.files.trustedRoot];
    const signing = [...root, '--signing-config', sandbox.files.signingConfig];
    const replace = { 'ghcr.io/acme/app': image, 'https://token.actions.githubusercontent.com': sandbox.issuers.github };
    // `--repository` alone means the issuer of github.com.
    const verify = name === 'from-github-attestations' ? [...root, '--certificate-oidc-issuer', sandbox.issuers.github] : root;
    const flags = { 'sign-blob': signing, 'sign-image': signing, 'attest-provenance': signing, verify };
    const page = `docs/how-to/${name}.md`;
    expect(await follow({ page, replace, env: sandbox.github(), flags, notRun }, cwd)).toBe(blocks);
  });
});

/** Writes every connection and every question for a name into a file, before it is made. */
const RECORDER = (file: string): string => `
import { appendFileSync } from 'node:fs';
import dns from 'node:dns';
import net from 'node:net';
const note = (what) => appendFileSync(${JSON.stringify(file)}, what + '\\n');
const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function (...all) {
  const { host, port, path } = all.flat().find((one) => typeof one === 'object' && one !== null) ?? {};
  note(process.argv[2] + ' ' + (path ?? host + ':' + port));
  return connect.apply(this, all);
};
for (const name of ['lookup', 'resolve', 'resolve4', 'resolve6']) {
  const ask = dns[name];
  dns[name] = (...all) => (note(process.argv[2] + ' ' + name + ' ' + all[0]), ask(...all));
}
`;

it('the page about signing without network: nothing but the registry and the own timestamp authority is connected to', async () => {
  const cwd = mkdtempSync(join(bin, 'air-gap-'));
  const connections = join(bin, 'connections');
  const preload = join(bin, 'recorder.mjs');
  writeFileSync(preload, RECORDER(connections));
  writeFileSync(connections, '');
  copyFileSync(sandbox.files.trustedRoot, join(cwd, 'trusted_root.json'));
  const image = `${sandbox.registry.host}/air-gap/app`;
  await buildAndPush(`${image}:1.0`, 'linux/amd64');
  const hasCosign = peer('cosign') !== undefined;
  const page: Page = {
    page: 'docs/how-to/air-gap.md',
    replace: { 'registry.example.com/acme/app': image, 'https://tsa.example.com': sandbox.urls.tsa },
    env: {},
    programs: dirname(peer('cosign') ?? ''),
    flags: {},
    notRun: hasCosign ? {} : { 'cosign verify-blob': 'cosign is not installed' },
    preload,
  };
  expect(await follow(page, cwd)).toBe(hasCosign ? 9 : 8);
  const seen = readFileSync(connections, 'utf8').trim().split('\n');
  const [registry, authority] = [sandbox.registry.host, new URL(sandbox.urls.tsa).host];
  // The images of the page, and the timestamp of the last signature; the recorder does record.
  expect(seen).toContain(`sign-image ${registry}`);
  expect(seen).toContain(`sign-blob ${authority}`);
  expect(
    seen.filter((line) => ![`sign-image ${registry}`, `verify ${registry}`, `sign-blob ${authority}`].includes(line)),
  ).toEqual([]);
  // Reports of every format say what is missing.
  for (const report of ['report.json', 'report.xml', 'report.md'])
    expect(readFileSync(join(cwd, report), 'utf8')).toMatch(/without an entry in a transparency log[\s\S]*without a proven time/);
});
