import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSandbox, type Sandbox } from '@countersign/sandbox';
import { countersign } from './testing/program.js';
import { hasTerminal, onTerminal, screenAfter } from './testing/terminal.js';

/** The built command line as a person at a terminal sees it, and as a pipe or a CI system gets it. */
const COUNT = 12;
const ESCAPE = '\u001b';
const COLOUR = /\u001b\[3[0-9]m/;

let sandbox: Sandbox;
let cwd: string;
let services: readonly string[];
let github: Readonly<Record<string, string>>;
let verify: readonly string[];

beforeAll(async () => {
  sandbox = await startSandbox();
  cwd = mkdtempSync(join(tmpdir(), 'countersign-terminal-'));
  mkdirSync(join(cwd, 'dist'));
  for (let index = 1; index <= COUNT; index += 1)
    writeFileSync(join(cwd, 'dist', `${String(index)}.tgz`), `package ${String(index)}`);
  services = ['--trusted-root', sandbox.files.trustedRoot, '--signing-config', sandbox.files.signingConfig];
  const workflow = { workflow_ref: 'acme/app/.github/workflows/release.yml@refs/heads/main' };
  // A person with the variables of a job, but not in CI.
  github = Object.fromEntries(Object.entries(sandbox.github(workflow)).filter(([name]) => !/^(?:GITHUB_ACTIONS|CI)$/.test(name)));
  const identity = 'https://github.com/acme/app/.github/workflows/release.yml@refs/heads/main';
  verify = [
    ...['verify', 'dist/*.tgz', '--trusted-root', sandbox.files.trustedRoot],
    ...['--certificate-identity', identity, '--certificate-oidc-issuer', sandbox.issuers.github],
  ];
  const signed = await countersign(['sign-blob', 'dist/*.tgz', ...services], { cwd, env: github });
  if (signed.status !== 0) throw new Error(signed.stderr);
  // In a pipe: a line for each file when it is signed, the counts at the end, and nothing that moves.
  expect(signed.stderr.match(/^signed dist\/\d+\.tgz$/gm)).toHaveLength(COUNT);
  expect(signed.stderr).toContain(`\n${String(COUNT)} signed\n`);
  expect(signed.stderr).not.toContain(ESCAPE);
  expect(signed.stderr).not.toContain(`of ${String(COUNT)}`);
});
afterAll(async () => {
  await sandbox.stop();
  rmSync(cwd, { recursive: true, force: true });
});

describe('--help', () => {
  const headings = (text: string): readonly string[] => text.match(/^[A-Z][a-z ]+(?=:$)/gm) ?? [];

  it.each<readonly [string, readonly string[]]>([
    ['', ['Example', 'Sign and attest', 'Verify', 'Read and explain', 'Try and set up']],
    [
      'verify',
      [
        'Artifacts',
        'Requirements and evidence',
        'Keys',
        'Trust and network',
        'Bundles and registries',
        'Decision and reports',
        'Run and log',
      ],
    ],
    ...['sign-blob', 'sign-image', 'attest-provenance'].map(
      (name) => [name, ['Artifacts', 'Keys', 'Trust and network', 'Bundles and registries', 'Run and log']] as const,
    ),
    ['inspect', ['Examples', 'Flags']],
  ])('countersign %s lists commands and flags by purpose', async (name, wanted) => {
    const { status, stdout } = await countersign([...(name === '' ? [] : [name]), '--help'], { cwd });
    const found = headings(stdout).filter(
      (one) => name === '' || (wanted as readonly string[]).includes('Flags') || !/^Examples?$|^Only on/.test(one),
    );
    expect([status, ...found]).toEqual([0, ...wanted]);
    const [, ...groups] = stdout.split(/^[A-Z][a-z ]+:\n/m);
    for (const group of groups) expect(group).toMatch(/^ {2}\S/);
  });
});

(hasTerminal ? describe : describe.skip)('a pseudo-terminal', () => {
  it('gets a progress line while files are signed, with a line for each as it comes, and nothing of it stays', async () => {
    const { status, text } = await onTerminal(['sign-blob', 'dist/*.tgz', ...services], { cwd, env: github });
    expect([status, text]).toEqual([0, expect.stringContaining(`of ${String(COUNT)} signatures`)]);
    const screen = screenAfter(text);
    expect(screen.filter((line) => /^signed dist\/\d+\.tgz$/.test(line))).toHaveLength(COUNT);
    expect(screen.filter((line) => line.includes('signatures'))).toEqual([]);
    expect(screen.slice(-2)).toEqual([`${String(COUNT)} signed`, '']);
    // The cursor is never hidden: a run that is stopped leaves the terminal as it was.
    expect(text).not.toContain(`${ESCAPE}[?25l`);
  });

  it('gets colours, and the same lines as a pipe', async () => {
    const { status, text } = await onTerminal(verify, { cwd });
    expect([status, text]).toEqual([0, expect.stringContaining(`decision: ${ESCAPE}[32mallowed${ESCAPE}[39m`)]);
    const piped = await countersign(verify, { cwd });
    expect(piped.stderr).not.toContain(ESCAPE);
    expect(screenAfter(text)).toEqual(piped.stderr.split('\n'));
  });

  it.each([
    ['NO_COLOR', { NO_COLOR: '1' }, COLOUR],
    ['TERM=dumb', { TERM: 'dumb' }, /\u001b/],
    ['CI=true', { CI: 'true' }, /\u001b/],
  ])('gets no colours with %s', async (_, env, forbidden) => {
    const { status, text } = await onTerminal(verify, { cwd, env });
    expect([status, text]).toEqual([0, expect.stringContaining('decision: allowed')]);
    expect(text).not.toMatch(forbidden);
  });

  it.each([
    ['in CI', [], { CI: 'true' }],
    ['in a JSON log', ['--log-format', 'json'], {}],
    ['where only warnings are printed', ['--log-level', 'warn'], {}],
  ])('gets no progress line %s', async (_, flags, env) => {
    const { status, text } = await onTerminal(['sign-blob', 'dist/*.tgz', ...services, ...flags], {
      cwd,
      env: { ...github, ...env },
    });
    expect([status, text]).toEqual([0, expect.not.stringContaining(`of ${String(COUNT)} signatures`)]);
  });

  it('gets nothing of a JSON document that goes to a file', async () => {
    const { status, text } = await onTerminal([...verify, '--json'], { cwd, redirected: '>decision.json' });
    expect([status, text]).toEqual([0, expect.stringMatching(COLOUR)]);
    expect(JSON.parse(readFileSync(join(cwd, 'decision.json'), 'utf8'))).toMatchObject({ decision: 'allowed' });
  });

  it('gets help without control characters', async () => {
    const { text } = await onTerminal(['verify', '--help'], { cwd });
    expect(text).toBe((await countersign(['verify', '--help'], { cwd })).stdout);
  });
});
