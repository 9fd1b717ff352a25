import { execFile, type ExecFileException } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SerializedBundle } from '@sigstore/bundle';
import { readFileSync } from 'node:fs';
import { startSandbox, type RekorChoice, type Sandbox, type SandboxOptions } from './index.js';
import { sampler } from '../../../scripts/sample.mjs';
import { peer } from './testing/peers.js';
import { signMessage, verifiedIdentity } from './testing/sigstore-js.js';

const cosign = peer('cosign');
const crane = peer('crane');
const python = peer('../py/bin/sigstore');
const SAN = 'https://github.com/acme/app/.github/workflows/release.yml@refs/heads/main';

const missing = (program: string | undefined, title: string): string =>
  program === undefined ? `${title} (skipped: not installed)` : title;
const suite = (program: string | undefined): typeof describe | typeof describe.skip =>
  program === undefined ? describe.skip : describe;

interface Outcome {
  readonly ok: boolean;
  readonly output: string;
}

const home = mkdtempSync(join(tmpdir(), 'sandbox-e2e-'));
const path = (...names: string[]): string => join(home, ...names);
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** Runs a program with an empty home, so that it does not use trust material of the machine. */
async function run(program: string | undefined, args: readonly string[], env: Record<string, string> = {}): Promise<Outcome> {
  const environment = {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    XDG_DATA_HOME: path('data'),
    XDG_CACHE_HOME: path('cache'),
    ...env,
  };
  return new Promise((resolve) => {
    execFile(program ?? '', [...args], { env: environment, timeout: 60_000 }, (error: ExecFileException | null, stdout, stderr) =>
      resolve({ ok: error === null, output: `${stdout}${stderr}` }),
    );
  });
}
async function succeed(program: string | undefined, args: readonly string[], env: Record<string, string> = {}): Promise<string> {
  const { ok, output } = await run(program, args, env);
  if (!ok) throw new Error(`${program ?? ''} ${args.join(' ')}\n${output}`);
  return output;
}

const files = {
  good: path('good.txt'),
  bad: path('bad.txt'),
};
writeFileSync(files.good, 'hello, world');
writeFileSync(files.bad, 'hello, worle');

const CHOICES: readonly RekorChoice[] = ['v2', 'v1', 'both'];
/** Starting Python takes seconds, six times for each choice. */
const inPython = sampler('sigstore-python with the sandbox')(CHOICES);

describe.each(CHOICES)('with Rekor %s', (rekor) => {
  let sandbox: Sandbox;
  let token: string;
  const bundle = (name: string): string => path(`${rekor}-${name}.json`);
  const identity = (): string[] => ['--certificate-identity', SAN, '--certificate-oidc-issuer', sandbox.issuers.github];
  const root = (): string[] => ['--trusted-root', sandbox.files.trustedRoot];

  const cosignVerifies = async (file: string, name: string): Promise<Outcome> =>
    run(cosign, ['verify-blob', '--bundle', bundle(name), ...root(), ...identity(), file]);
  const pythonVerifies = async (file: string, name: string): Promise<Outcome> => {
    const who = ['--cert-identity', SAN, '--cert-oidc-issuer', sandbox.issuers.github];
    return run(python, [
      '--trust-config',
      sandbox.files.clientTrustConfig,
      'verify',
      'identity',
      '--bundle',
      bundle(name),
      ...who,
      file,
    ]);
  };
  const js = (file: string, name: string): string | undefined =>
    verifiedIdentity(sandbox.trustedRoot, JSON.parse(readFileSync(bundle(name), 'utf8')) as SerializedBundle, readFileSync(file));

  beforeAll(async () => {
    sandbox = await startSandbox({ rekor });
    token = await sandbox.token('github');
  });
  afterAll(async () => sandbox.stop());

  suite(cosign)(missing(cosign, 'cosign'), () => {
    it('signs with the sandbox; cosign and @sigstore/verify accept it', async () => {
      const config = ['--signing-config', sandbox.files.signingConfig, ...root()];
      await succeed(cosign, ['sign-blob', '--bundle', bundle('cosign'), ...config, '--identity-token', token, '-y', files.good]);
      expect(await cosignVerifies(files.good, 'cosign')).toMatchObject({ ok: true });
      expect(await cosignVerifies(files.bad, 'cosign')).toMatchObject({ ok: false });
      expect(js(files.good, 'cosign')).toBe(SAN);
    });

    it('attests with the sandbox and accepts it, for this artifact only', async () => {
      writeFileSync(path('predicate.json'), '{"passed":true}');
      const type = ['--type', 'https://example.com/test/v1'];
      const config = ['--signing-config', sandbox.files.signingConfig, ...root(), '--identity-token', token, '-y'];
      const predicate = ['--predicate', path('predicate.json'), ...type];
      await succeed(cosign, ['attest-blob', '--bundle', bundle('attested'), ...config, ...predicate, files.good]);
      const verify = ['verify-blob-attestation', '--bundle', bundle('attested'), ...type, ...root(), ...identity()];
      expect(await run(cosign, [...verify, files.good])).toMatchObject({ ok: true });
      expect(await run(cosign, [...verify, files.bad])).toMatchObject({ ok: false });
      expect(js(files.good, 'attested')).toBe(SAN);
    });

    it('signs with its own key', async () => {
      const key = path(`key-${rekor}`);
      await succeed(cosign, ['generate-key-pair', '--output-key-prefix', key], { COSIGN_PASSWORD: '' });
      const config = ['--signing-config', sandbox.files.signingConfig, ...root(), '-y'];
      const sign = ['sign-blob', '--key', `${key}.key`, '--bundle', bundle('key'), ...config, files.good];
      await succeed(cosign, sign, { COSIGN_PASSWORD: '' });
      const verify = ['verify-blob', '--key', `${key}.pub`, '--bundle', bundle('key'), ...root()];
      expect(await run(cosign, [...verify, files.good])).toMatchObject({ ok: true });
      expect(await run(cosign, [...verify, files.bad])).toMatchObject({ ok: false });
    });

    it('accepts bundles of sigstore-js', async () => {
      const how = { sandbox, token, rekor: rekor === 'v1' ? ('v1' as const) : ('v2' as const) };
      writeFileSync(bundle('js'), JSON.stringify(await signMessage(how, readFileSync(files.good))));
      expect(await cosignVerifies(files.good, 'js')).toMatchObject({ ok: true });
      expect(await cosignVerifies(files.bad, 'js')).toMatchObject({ ok: false });
    });

    it('trusts the sandbox through its TUF repository', async () => {
      const fresh = path(`home-${rekor}`);
      mkdirSync(fresh, { recursive: true });
      const env = { HOME: fresh };
      await succeed(cosign, ['initialize', '--mirror', sandbox.urls.tuf, '--root', sandbox.files.tufRoot], env);
      const verify = ['verify-blob', '--bundle', bundle('cosign'), ...identity()];
      expect(await run(cosign, [...verify, files.good], env)).toMatchObject({ ok: true });
      expect(await run(cosign, [...verify, files.bad], env)).toMatchObject({ ok: false });
    });
  });

  suite(inPython.includes(rekor) ? python : undefined)(missing(python, 'sigstore-python'), () => {
    it('signs with the sandbox; sigstore-python, cosign and @sigstore/verify accept it', async () => {
      const config = ['--trust-config', sandbox.files.clientTrustConfig];
      await succeed(python, [...config, 'sign', '--identity-token', token, '--bundle', bundle('python'), files.good]);
      expect(await pythonVerifies(files.good, 'python')).toMatchObject({ ok: true });
      expect(await pythonVerifies(files.bad, 'python')).toMatchObject({ ok: false });
      expect(js(files.good, 'python')).toBe(SAN);
      if (cosign !== undefined) {
        expect(await cosignVerifies(files.good, 'python')).toMatchObject({ ok: true });
        expect(await pythonVerifies(files.good, 'cosign')).toMatchObject({ ok: true });
      }
    });

    it('trusts the sandbox through its TUF repository', async () => {
      await succeed(python, ['--instance', sandbox.urls.tuf, 'trust-instance', sandbox.files.tufRoot]);
      const who = ['--cert-identity', SAN, '--cert-oidc-issuer', sandbox.issuers.github];
      const verify = ['--instance', sandbox.urls.tuf, 'verify', 'identity', '--bundle', bundle('python'), ...who];
      expect(await run(python, [...verify, files.good])).toMatchObject({ ok: true });
      expect(await run(python, [...verify, files.bad])).toMatchObject({ ok: false });
    });
  });
});

const registries: [string, NonNullable<SandboxOptions['registry']>][] = [
  ['with the referrers API', { referrers: true }],
  ['without it, with token auth', { referrers: false, auth: 'token' }],
  ['that only sends the header, with basic auth', { referrers: 'header-only', auth: 'basic' }],
  ['that redirects blobs, with token auth', { referrers: true, auth: 'token', redirectBlobs: true }],
];
suite(crane && cosign)(missing(crane && cosign, 'crane and cosign'), () => {
  it.each(registries)('push, copy, sign and verify images in a registry %s', async (_name, registry) => {
    const sandbox = await startSandbox({ registry });
    const env: Record<string, string> = { ...sandbox.environment() };
    const image = `${sandbox.registry.host}/acme/app`;
    try {
      await succeed('tar', ['-cf', path('layer.tar'), '-C', home, 'good.txt']);
      await succeed(crane, ['append', '--insecure', '--oci-empty-base', '-f', path('layer.tar'), '-t', `${image}:v1`], env);
      const digest = (await succeed(crane, ['digest', '--insecure', `${image}:v1`], env)).trim();
      await succeed(crane, ['copy', '--insecure', `${image}:v1`, `${sandbox.registry.host}/acme/copy:v1`], env);
      await succeed(crane, ['validate', '--insecure', '--remote', `${sandbox.registry.host}/acme/copy:v1`], env);

      const trust = ['--trusted-root', sandbox.files.trustedRoot, '--allow-http-registry'];
      const identity = ['--certificate-identity', SAN, '--certificate-oidc-issuer', sandbox.issuers.github];
      const verify = async (reference: string): Promise<Outcome> =>
        run(cosign, ['verify', ...trust, ...identity, reference], env);
      expect(await verify(`${image}@${digest}`)).toMatchObject({ ok: false });
      const config = ['--signing-config', sandbox.files.signingConfig, '--identity-token', await sandbox.token('github'), '-y'];
      await succeed(cosign, ['sign', ...trust, ...config, `${image}@${digest}`], env);
      expect(await verify(`${image}@${digest}`)).toMatchObject({ ok: true });

      const tags = (await succeed(crane, ['ls', '--insecure', image], env)).trim().split('\n');
      const fallback = digest.replace(':', '-');
      expect(tags.includes(fallback)).toBe(registry.referrers !== true);
    } finally {
      await sandbox.stop();
    }
  });
});
