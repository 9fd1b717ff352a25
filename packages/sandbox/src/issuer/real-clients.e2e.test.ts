import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSandbox, type Sandbox } from '../index.js';
import { peer } from '../testing/peers.js';

const cosign = peer('cosign');
const python = peer('../py/bin/sigstore');

let sandbox: Sandbox;
const folder = mkdtempSync(join(tmpdir(), 'countersign-clients-'));
const artifact = join(folder, 'artifact');
const bundle = join(folder, 'bundle.json');

beforeAll(async () => {
  sandbox = await startSandbox();
  writeFileSync(artifact, 'hello');
});
afterAll(async () => {
  await sandbox.stop();
  rmSync(folder, { recursive: true });
});

type Environment = Readonly<Record<string, string>>;

/** Runs a client with only a job's environment; fails with its output. */
async function run(program: string, args: readonly string[], environment: Environment = {}): Promise<string> {
  const child = spawn(program, args, { cwd: folder, env: { PATH: process.env['PATH'] ?? '', HOME: folder, ...environment } });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (status !== 0) throw new Error(`${program} ended with ${status}:\n${output}`);
  return output;
}

async function cosignSign(environment: Environment, more: readonly string[] = []): Promise<void> {
  const { signingConfig, trustedRoot } = sandbox.files;
  const services = ['--signing-config', signingConfig, '--trusted-root', trustedRoot];
  await run(cosign ?? '', ['sign-blob', '--bundle', bundle, ...services, ...more, '-y', artifact], environment);
}

async function pythonSign(environment: Environment): Promise<void> {
  const args = ['--trust-config', sandbox.files.clientTrustConfig, 'sign', '--overwrite', '--bundle', bundle, artifact];
  await run(python ?? '', args, environment);
}

async function cosignVerify(identity: string, issuer: string): Promise<string> {
  const expected = ['--certificate-identity', identity, '--certificate-oidc-issuer', issuer];
  return run(cosign ?? '', [
    'verify-blob',
    '--bundle',
    bundle,
    '--trusted-root',
    sandbox.files.trustedRoot,
    ...expected,
    artifact,
  ]);
}

(cosign ? describe : describe.skip)('cosign gets a token without help', () => {
  it('in a GitHub job', async () => {
    await cosignSign(sandbox.github({ repository: 'octo/tool' }));
    const identity = 'https://github.com/octo/tool/.github/workflows/release.yml@refs/heads/main';
    expect(await cosignVerify(identity, sandbox.issuers.github)).toContain('Verified OK');
    await expect(cosignVerify(`${identity}-evil`, sandbox.issuers.github)).rejects.toThrow(
      'no matching CertificateIdentity found',
    );
  });

  it('in a GitLab job', async () => {
    await cosignSign(await sandbox.gitlab());
    const identity = 'https://gitlab.com/acme/app//.gitlab-ci.yml@refs/heads/main';
    expect(await cosignVerify(identity, sandbox.issuers.gitlab)).toContain('Verified OK');
  });
});

/** A program that opens addresses, as `xdg-open`, and follows redirects; cosign waits for its end, and then for the answer. */
function browserIn(name: string): Environment {
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, name), '#!/bin/sh\ncurl -sSL -o /dev/null "$1" >/dev/null 2>&1 &\n', { mode: 0o755 });
  return { PATH: `${bin}:${process.env['PATH'] ?? ''}`, DISPLAY: ':0' };
}

(cosign ? describe : describe.skip)('a person logs in with cosign', () => {
  it('through a browser', async () => {
    // Without a terminal, cosign would choose the other login.
    await cosignSign(browserIn('xdg-open'), ['--fulcio-auth-flow', 'normal']);
    expect(await cosignVerify('developer@example.com', sandbox.issuers.oidc)).toContain('Verified OK');
  });

  it('on another device', async () => {
    const { signingConfig, trustedRoot } = sandbox.files;
    const args = [
      'sign-blob',
      '--bundle',
      bundle,
      '--signing-config',
      signingConfig,
      '--trusted-root',
      trustedRoot,
      '-y',
      artifact,
    ];
    const child = spawn(cosign ?? '', [...args, '--fulcio-auth-flow', 'device'], {
      cwd: folder,
      env: { PATH: process.env['PATH'] ?? '', HOME: folder },
    });
    let output = '';
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const page = /in your browser at: (\S+)/.exec(output)?.[1];
      if (page !== undefined) void fetch(page);
    };
    for (const stream of [child.stdout, child.stderr]) stream.on('data', read);
    const status = await new Promise((resolve) => child.once('close', resolve));
    expect([status, status === 0 ? '' : output]).toEqual([0, '']);
    expect(await cosignVerify('developer@example.com', sandbox.issuers.oidc)).toContain('Verified OK');
  });
});

(cosign && python ? describe : describe.skip)('sigstore-python gets a token without help', () => {
  it('in a GitHub job', async () => {
    await pythonSign(sandbox.github());
    const identity = 'https://github.com/acme/app/.github/workflows/release.yml@refs/heads/main';
    expect(await cosignVerify(identity, sandbox.issuers.github)).toContain('Verified OK');
  });

  it('through a browser', async () => {
    await pythonSign({ BROWSER: 'curl -sSL -o /dev/null %s' });
    expect(await cosignVerify('developer@example.com', sandbox.issuers.oidc)).toContain('Verified OK');
  });
});
