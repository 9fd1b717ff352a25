import { createHash, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCertificateAuthority, type CertificateAuthority } from '../../../../sandbox/src/fulcio/index.js';
import { listen, type RunningServer, type SandboxRequest } from '../../../../sandbox/src/http/router.js';
import { createIssuer, type Issuer, type IssuerKeys } from '../../../../sandbox/src/issuer/index.js';
import type { KeyWithChain } from '../../../../sandbox/src/x509/index.js';
import { signFiles, signImages } from '@countersign/core/signing';
import { createRegistry } from '@countersign/core/registry';
import { startFakeVault, type FakeVault } from '../../../../core/src/keys/testing/fake-vault.js';
import { fakeKey } from '../../../../core/src/keys/testing/fake-vault-transit.js';
import { pushImage } from '../../../../core/src/signing/testing/image.js';
import { openStudio, type Studio } from '../../../../core/src/signing/testing/studio.js';
import { VAULT_TOKEN } from './credentials.js';

/** What all cells share: a sandbox without faults, signed things for the gate, and a host to which no service belongs. */
export interface Stage {
  readonly studio: Studio;
  /** A bundle of `ARTIFACT`, and one of another file. */
  readonly bundles: { readonly own: string; readonly other: string };
  /** Answers of the logs to the request for another signature. */
  readonly entries: { readonly rekor: Buffer; readonly rekorV1: Buffer };
  /** A server of keys, with the key of VAULT_KEY. */
  readonly vault: FakeVault;
  /** SHA-256 of the first root of the TUF repository. */
  readonly tufPin: string;
  /** A host that is not the service's: where redirects lead. */
  readonly elsewhere: { readonly url: string; readonly seen: SandboxRequest[] };
  issuerAt(baseUrl: string): Promise<Issuer>;
  authorityFor(issuer: Issuer): CertificateAuthority;
  /** A new folder for one cell. */
  folder(): string;
  close(): Promise<void>;
}

export const ARTIFACT = { name: 'app.tgz', content: 'the package' };
/** The repository of the image; its signature is in the registry of the sandbox. */
export const IMAGE = 'acme/app';
/** The job that signs, by the claims of its token. */
export const JOB = {
  repository: 'acme/app',
  ref: 'refs/tags/v1.4.0',
  ref_type: 'tag',
  workflow_ref: 'acme/app/.github/workflows/release.yml@refs/tags/v1.4.0',
  job_workflow_ref: 'acme/app/.github/workflows/release.yml@refs/tags/v1.4.0',
} as const;

export async function openStage(): Promise<Stage> {
  const stateDir = mkdtempSync(join(tmpdir(), 'countersign-outages-'));
  const studio = await openStudio({ rekor: 'both', stateDir });
  const { sandbox } = studio;
  const kept = <T>(name: string): T => JSON.parse(readFileSync(join(stateDir, 'keys', name), 'utf8')) as T;
  const issuerKeys = kept<IssuerKeys>('issuers.json');
  const authorityKeys = kept<KeyWithChain>('fulcio.json');
  const clock = (): Date => new Date();
  const elsewhere: SandboxRequest[] = [];
  const host: RunningServer = await listen();
  host.use((request) => {
    elsewhere.push(request);
    return { status: 200, body: 'somewhere else' };
  });

  const answers = new Map<string, Buffer>();
  for (const service of ['rekor', 'rekorV1'] as const)
    sandbox.faults.add({
      service,
      method: 'POST',
      alter: (answer) => {
        answers.set(service, Buffer.from(answer.body ?? ''));
        return answer;
      },
    });
  const sign = async (majorApiVersion: number, name: string, content: string): Promise<string> => {
    const transparencyLogs = studio.signingConfig.transparencyLogs.filter((log) => log.majorApiVersion === majorApiVersion);
    const signingConfig = { ...studio.signingConfig, transparencyLogs };
    const subjects = await studio.files({ [name]: content });
    const { signed } = await signFiles(studio.run(sandbox.github(JOB)), { ...studio.options(), signingConfig, subjects });
    return Buffer.from(signed[0]?.serialized ?? '').toString();
  };
  const own = await sign(2, ARTIFACT.name, ARTIFACT.content);
  const other = await sign(2, 'other.tgz', 'another package');
  await sign(1, 'third.tgz', 'a third package');
  sandbox.faults.clear();

  await pushImage(sandbox.registry.host, IMAGE, 'v1', 'layer');
  const run = studio.run(sandbox.github(JOB));
  const registry = createRegistry(run);
  const images = [await registry.resolve(`${sandbox.registry.host}/${IMAGE}:v1`)];
  const { failures } = await signImages(run, { ...studio.options(), images, registry });
  if (failures[0] !== undefined) throw failures[0].error;

  const vault = await startFakeVault();
  vault.keys.set('transit/release', fakeKey('ecdsa-p256'));
  vault.tokens.set(VAULT_TOKEN, { ends: Number.POSITIVE_INFINITY, type: 'service' });

  return {
    studio,
    vault,
    bundles: { own, other },
    entries: { rekor: answers.get('rekor') ?? Buffer.alloc(0), rekorV1: answers.get('rekorV1') ?? Buffer.alloc(0) },
    tufPin: createHash('sha256').update(readFileSync(sandbox.files.tufRoot)).digest('hex'),
    elsewhere: { url: host.url.replace('127.0.0.1', 'localhost'), seen: elsewhere },
    issuerAt: (baseUrl) => createIssuer({ clock, keys: issuerKeys, baseUrl }),
    authorityFor: (issuer) =>
      createCertificateAuthority({
        clock,
        keys: authorityKeys,
        issuers: [{ kind: 'github', issuer: issuer.issuers.github, keySet: issuer.keySets.github }],
        log: sandbox.services.ct,
      }),
    folder: () => mkdtempSync(join(studio.folder, 'cell-')),
    close: async () => {
      await host.close();
      await vault.close();
      await studio.close();
      rmSync(stateDir, { recursive: true, force: true });
    },
  };
}

/** DER of a new public key. */
export function anotherKey(): Uint8Array {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'der' });
}
