import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSandbox, type Sandbox } from '@countersign/sandbox';
import { countersign, type Ended } from './testing/program.js';

/** The built command line with a helper that is a real program, and a registry that wants its password. */
let sandbox: Sandbox;
let cwd: string;
let env: Readonly<Record<string, string>>;
beforeAll(async () => {
  sandbox = await startSandbox({ registry: { auth: 'basic' } });
  cwd = mkdtempSync(join(tmpdir(), 'countersign-helper-'));
  for (const name of ['bin', 'docker']) mkdirSync(join(cwd, name));
  const script = `#!/bin/sh
env > "${join(cwd, 'given')}"
cat > /dev/null
case $HELPER in broken) echo "cannot reach the token service"; exit 2 ;; esac
[ -n "$REGISTRY_TOKEN" ] || { echo "credentials not found in native keychain"; exit 1; }
printf '{"Username":"%s","Secret":"%s"}' "$REGISTRY_NAME" "$REGISTRY_TOKEN"
`;
  writeFileSync(join(cwd, 'bin', 'docker-credential-ci'), script, { mode: 0o755 });
  writeFileSync(join(cwd, 'docker', 'config.json'), JSON.stringify({ credHelpers: { [sandbox.registry.host]: 'ci' } }));
  env = { DOCKER_CONFIG: join(cwd, 'docker'), PATH: [join(cwd, 'bin'), process.env['PATH'] ?? ''].join(delimiter) };
});
afterAll(async () => {
  await sandbox.stop();
  rmSync(cwd, { recursive: true, force: true });
});

const verify = (more: Readonly<Record<string, string>>): Promise<Ended> =>
  countersign(
    [
      'verify',
      `oci://${sandbox.registry.host}/acme/app:v1`,
      '--trusted-root',
      sandbox.files.trustedRoot,
      '--owner',
      'acme',
      '--timeout',
      '20s',
    ],
    { cwd, env: { ...env, GITHUB_TOKEN: 'gh-canary-1', SIGSTORE_ID_TOKEN: 'id-canary-2', ...more } },
  );

describe('a credential helper', () => {
  it('gets the variables of the user, and not our secrets', async () => {
    const { username = '', password = '' } = sandbox.registry as { username?: string; password?: string };
    const { stderr } = await verify({ REGISTRY_TOKEN: password, REGISTRY_NAME: username });
    // The registry has accepted the login: it has no such image.
    expect(stderr).toContain('REGISTRY_NOT_FOUND');
    expect(stderr).not.toContain(password);
    const given = readFileSync(join(cwd, 'given'), 'utf8');
    expect(given).toContain(`REGISTRY_TOKEN=${password}`);
    expect(given).not.toMatch(/canary/);
  });

  it.each([
    ['has none', {}, /docker-credential-ci has no credentials for \S+: credentials not found in native keychain/],
    ['fails', { HELPER: 'broken' }, /docker-credential-ci failed[\s\S]*exit status 2: cannot reach the token service/],
  ])('that %s is named, with the variables that it did not get', async (_, more, said) => {
    const { status, stderr } = await verify(more);
    expect([status, stderr]).toEqual([2, expect.stringMatching(said)]);
    expect(stderr).toContain('did not get these variables of the environment: GITHUB_TOKEN, SIGSTORE_ID_TOKEN.');
    expect(stderr).not.toMatch(/canary/);
  });
});
