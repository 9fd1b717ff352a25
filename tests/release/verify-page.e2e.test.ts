import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSandbox, type Sandbox } from '@countersign/sandbox';
import { bundle, countersign, runProcess } from '../../packages/cli/src/testing/program.js';
import { makeRelease, RELEASE, root, temporary } from './made.js';

const { filled } = (await import('../../scripts/release/references.mjs' as string)) as {
  filled: (text: string, release: typeof RELEASE) => string;
};
const { peer } = (await import('../../suites/peers.mjs' as string)) as { peer: (name: string) => string | undefined };
const cosign = peer('cosign');
const { folder, remove } = temporary('verify-page');
const release = join(folder, 'release');
const programs = join(folder, 'bin');
let sandbox: Sandbox;

/** The shell block of a section of docs/how-to/verify-our-releases.md, as a release has it. */
function block(section: string): string {
  const page = filled(readFileSync(join(root, 'docs/how-to/verify-our-releases.md'), 'utf8'), RELEASE);
  const text = new RegExp(`^## ${section}\\n[\\s\\S]*?\`\`\`sh\\n([\\s\\S]*?)\`\`\``, 'm').exec(page)?.[1];
  if (text === undefined) throw new Error(`no block in ${section}`);
  return text.replaceAll('https://token.actions.githubusercontent.com', sandbox.issuers.github);
}

const script = (name: string, line: string): void => {
  writeFileSync(join(programs, name), `#!/bin/sh\n${line}\n`, { mode: 0o755 });
};
const bash = (text: string, cwd = folder): ReturnType<typeof runProcess> =>
  runProcess('bash', ['-euc', text], { cwd, env: { PATH: `${programs}${delimiter}${process.env['PATH'] ?? ''}` } });

beforeAll(async () => {
  sandbox = await startSandbox();
  makeRelease(release);
  const tag = `refs/tags/v${RELEASE.version}`;
  const workflow = `countersign/countersign/.github/workflows/release.yml@${tag}`;
  const job = sandbox.github({
    repository: 'countersign/countersign',
    ref: tag,
    ref_type: 'tag',
    workflow_ref: workflow,
    job_workflow_ref: workflow,
  });
  const trust = ['--trusted-root', sandbox.files.trustedRoot, '--signing-config', sandbox.files.signingConfig];
  const files = readdirSync(release).map((name) => `release/${name}`);
  // What the release workflow does.
  for (const args of [
    ['sign-blob', ...files],
    ['attest-provenance', ...files, '--bundle-path', 'release/provenance.sigstore.jsonl'],
  ])
    expect(await countersign([...args, ...trust], { cwd: folder, env: job })).toMatchObject({ status: 0 });
  const policy = readFileSync(join(root, '.github/release.policy.yaml'), 'utf8');
  writeFileSync(
    join(folder, 'release.policy.yaml'),
    policy.replace('    github:\n', `    github:\n      issuer: ${sandbox.issuers.github}\n`),
  );
  mkdirSync(programs);
  script('curl', `cp "${release}/$(basename "$2")" .`);
  script('cosign', `exec "${cosign ?? 'cosign'}" "$@" --trusted-root "${sandbox.files.trustedRoot}"`);
  script('countersign', `exec "${process.execPath}" "${bundle}" "$@" --trusted-root "${sandbox.files.trustedRoot}"`);
});

afterAll(async () => {
  await sandbox.stop();
  remove();
});

describe('how our releases are verified', () => {
  (cosign === undefined ? it.skip : it)('with cosign: allowed, and refused for another tag and for other bytes', async () => {
    const cwd = join(folder, 'downloads');
    mkdirSync(cwd);
    const text = block('With cosign');
    expect(text).toContain(`VERSION=${RELEASE.version}\n`);
    const allowed = await bash(text, cwd);
    expect([allowed.status, allowed.stderr.match(/Verified OK/g)?.length]).toEqual([0, 2]);
    expect((await bash(text.replace('refs/tags/v$VERSION', 'refs/tags/v1.0.0'), cwd)).status).not.toBe(0);
    const changed = text.replace('\nSIGNER=', '\necho more >> "$FILE"\nSIGNER=');
    expect((await bash(changed, cwd)).status).not.toBe(0);
  });

  it('with Countersign: allowed by the policy of the release, and denied for other bytes', async () => {
    const text = block('With Countersign');
    expect(await bash(text)).toMatchObject({ status: 0, stderr: expect.stringContaining('decision: allowed') as unknown });
    appendFileSync(join(release, `countersign-${RELEASE.version}.tar.gz`), 'more');
    expect(await bash(text)).toMatchObject({ status: 1, stderr: expect.stringContaining('SUBJECT_MISMATCH') as unknown });
  });

  it('the page and the workflow name the same signer and the same files', () => {
    const page = filled(readFileSync(join(root, 'docs/how-to/verify-our-releases.md'), 'utf8'), RELEASE);
    const named = readdirSync(release).filter((name) => /\.(?:tgz|tar\.gz)$/.test(name));
    expect(named.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
    const workflow = readFileSync(join(root, '.github/workflows/release.yml'), 'utf8');
    expect(workflow).toContain('bundle-path: release/provenance.sigstore.jsonl');
  });
});
