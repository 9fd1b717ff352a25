import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startSandbox, type Sandbox } from '@countersign/sandbox';
import { countersign, type Ended } from '../../testing/program.js';

/** What `keys generate` and `sign-blob` print is used as it is printed: the command that signs, the policy, the command that verifies. */

let sandbox: Sandbox;
let top = '';
beforeAll(async () => {
  sandbox = await startSandbox();
  top = mkdtempSync(join(tmpdir(), 'countersign-printed-'));
});
afterAll(async () => {
  await sandbox.stop();
  rmSync(top, { recursive: true });
});

const printed = ({ stderr }: Ended, line: RegExp): string => line.exec(stderr)?.[1] ?? '';

it.each(['ecdsa-sha2-256-nistp256', 'ed25519', 'ed25519-ph', 'rsa-sign-pss-2048-sha256', 'ml-dsa-65'])(
  '%s',
  async (algorithm) => {
    const cwd = join(top, algorithm);
    mkdirSync(cwd);
    writeFileSync(join(cwd, 'FILE'), algorithm);
    copyFileSync(sandbox.files.trustedRoot, join(cwd, 'root.json'));
    const run = (words: readonly string[]): Promise<Ended> => countersign(words, { cwd, env: { PASSWORD: 'long enough' } });
    const made = await run([
      ...['keys', 'generate', '--output', 'release.key', '--algorithm', algorithm],
      ...['--key-password', 'env://PASSWORD'],
    ]);
    expect(made).toMatchObject({ status: 0 });
    const sign = printed(made, /^ {2}sign: +countersign (.*)$/m).split(' ');
    const services = ['--trusted-root', 'root.json', '--signing-config', sandbox.files.signingConfig];
    const signed = await run([...sign, ...services]);
    expect([signed.status, signed.stderr]).toEqual([0, expect.stringContaining('signed FILE with file:release.key')]);
    const trust = printed(made, /^ {2}its trust: +(\{[^}]*\})/m).replace('sigstore: public-good', 'root: root.json');
    writeFileSync(
      join(cwd, 'policy.yaml'),
      `apiVersion: countersign.dev/v1beta1
kind: Policy
trust: {keys: ${trust === '' ? '{root: root.json}' : trust}}
signers:
  ${printed(made, /^ {2}in a policy: +(.*)$/m)}
rules: [{name: all, match: {paths: [FILE]}, require: [{signature: {by: release}}]}]
`,
    );
    expect(await run(['verify', 'FILE', '--policy', 'policy.yaml'])).toMatchObject({ status: 0 });
    const verify = printed(signed, /^verify with: countersign (.*)$/m).split(' ');
    expect(verify).toContain('release.pub');
    expect(await run(verify)).toMatchObject({ status: 0 });
    writeFileSync(join(cwd, 'FILE'), 'another');
    expect(await run(verify)).toMatchObject({ status: 1 });
  },
  120_000,
);
