import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSandbox, type Sandbox } from '@countersign/sandbox';
import { policyOnSandbox } from '../workflow.mjs';
import { sampler } from '../../../scripts/sample.mjs';

/** docs/how-to/triggers.md: under each policy of the page, the runs of its table are signed with the sandbox's tokens, and judged. */
const root = fileURLToPath(new URL('../../../', import.meta.url));
const cli = join(root, 'packages', 'cli', 'dist', 'index.js');
const page = readFileSync(join(root, 'docs', 'how-to', 'triggers.md'), 'utf8');

/** Every policy of the page with the runs of the table that follows it. */
const policies = [...page.matchAll(/```yaml\n(apiVersion[\s\S]*?)```\n([\s\S]*?)(?=\n## |\n```yaml|$)/g)].map(
  ([, policy = '', after = '']) => ({
    name: /metadata: \{ name: (\S+) \}/.exec(policy)?.[1] ?? '',
    policy,
    runs: [...after.matchAll(/^\| `(\w+)` of `(refs\/[^`]+)`\s*\| (allowed|denied)\s*\|$/gm)].map(
      ([, event = '', ref = '', decision = '']) => ({ event, ref, decision }),
    ),
  }),
);

let sandbox: Sandbox;
let folder: string;
beforeAll(async () => {
  sandbox = await startSandbox();
  folder = mkdtempSync(join(tmpdir(), 'countersign-triggers-'));
});
afterAll(async () => {
  await sandbox.stop();
  rmSync(folder, { recursive: true, force: true });
});

function countersign(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<{ status: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [cli, ...args], { cwd, env: { PATH: process.env['PATH'] ?? '', ...env } });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', reject);
    child.on('close', (status) => {
      resolve({ status, output });
    });
  });
}

async function jobOf(platform: string, event: string, ref: string): Promise<Readonly<Record<string, string>>> {
  if (!platform.startsWith('gitlab')) return sandbox.github({ event_name: event, ref });
  const [, kind, name = ''] = /^refs\/(heads|tags)\/(.+)$/.exec(ref) ?? [];
  return sandbox.gitlab({ pipeline_source: event, ref: name, ref_type: kind === 'tags' ? 'tag' : 'branch' });
}

it('the page has policies, each with runs that are allowed and runs that are denied', () => {
  expect(policies.length).toBe(8);
  for (const { name, runs } of policies)
    expect([name, new Set(runs.map(({ decision }) => decision))]).toEqual([name, new Set(['allowed', 'denied'])]);
});

/** One run of each policy that is allowed, and one that is denied; whole runs have all. */
const some = sampler('runs of the policies of the page');
const sampled = (runs: (typeof policies)[number]['runs']) =>
  ['allowed', 'denied'].flatMap((decision) => some(runs.filter((run) => run.decision === decision)));

describe.each(policies)('$name', ({ name, policy, runs }) => {
  it.each(sampled(runs))('$event of $ref is $decision', async ({ event, ref, decision }) => {
    const cwd = mkdtempSync(join(folder, 'run-'));
    mkdirSync(join(cwd, 'dist'));
    writeFileSync(join(cwd, 'dist', 'app.txt'), 'Hello\n');
    writeFileSync(join(cwd, 'release.policy.yaml'), policyOnSandbox(policy, { sandbox }));
    const trust = ['--trusted-root', sandbox.files.trustedRoot];
    const job = await jobOf(name, event, ref);
    const signed = await countersign(
      ['sign-blob', 'dist/app.txt', ...trust, '--signing-config', sandbox.files.signingConfig],
      cwd,
      job,
    );
    expect(signed).toMatchObject({ status: 0 });
    const judged = await countersign(['verify', 'dist/app.txt', '--policy', 'release.policy.yaml', ...trust], cwd, {});
    expect(judged).toMatchObject({
      status: decision === 'allowed' ? 0 : 1,
      output: expect.stringContaining(`decision: ${decision}`) as unknown,
    });
  });
});
