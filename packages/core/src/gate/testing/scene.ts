import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Subject } from '../../artifacts/index.js';
import { buildBundle } from '../../bundles/index.js';
import { hash } from '../../crypto/index.js';
import type { Environment } from '../../run/index.js';
import type { TestRun, TestRunOptions } from '../../net/testing/test-run.js';
import { readStatement, writeStatement, type Statement } from '../../statements/index.js';
import { signFiles } from '../../signing/index.js';
import { openCredentials } from '../../signing/credentials.js';
import { signStatement } from '../../signing/make-signature.js';
import { openStudio, type Studio } from '../../signing/testing/studio.js';
import { runGate, type GateOptions, type GateResult } from '../index.js';

/** A working folder with a policy, the Sigstore whose root it names, and signers. */
export interface Scene {
  readonly studio: Studio;
  readonly folder: string;
  job(repository: string, changes?: Readonly<Record<string, string>>): Environment;
  write(files: Readonly<Record<string, string | Uint8Array>>): void;
  sign(env: Environment, files: readonly string[], with_?: Studio): Promise<void>;
  /** Signs any statement with the identity of `env`, as an attacker inside a job can. */
  forge(env: Environment, statement: Statement, subjects: readonly Subject[], path: string): Promise<void>;
  /** Signs any bytes as a message, without looking at them. */
  signBytes(env: Environment, bytes: Uint8Array, path: string): Promise<void>;
  run(options?: TestRunOptions): TestRun;
  gate(options: GateOptions, run?: TestRun): Promise<GateResult>;
}

/** A folder of its own for each scene; the Sigstore is shared. */
export function openScene(studio: Studio): Scene {
  const folder = mkdtempSync(join(studio.folder, 'scene-'));
  copyFileSync(studio.sandbox.files.trustedRoot, join(folder, 'root.json'));
  const run: Scene['run'] = (options = {}) => studio.run({}, { cwd: folder, ...options });
  const write: Scene['write'] = (files) => {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  };
  return {
    studio,
    folder,
    run,
    write,
    job: (repository, changes = {}) =>
      studio.sandbox.github({
        repository,
        ref: 'refs/tags/v1.4.0',
        ref_type: 'tag',
        workflow_ref: `${repository}/.github/workflows/release.yml@refs/tags/v1.4.0`,
        job_workflow_ref: `${repository}/.github/workflows/release.yml@refs/tags/v1.4.0`,
        ...changes,
      }),
    async sign(env, files, who = studio) {
      const { collectFiles } = await import('../../artifacts/index.js');
      const at = who.run(env, { cwd: folder });
      const report = await signFiles(at, { ...who.options(), subjects: await collectFiles(at, { paths: files }) });
      if (report.failures.length > 0) throw report.failures[0]?.error;
    },
    async forge(env, statement, subjects, path) {
      const at = studio.run(env, { cwd: folder });
      const { sources, services } = await openCredentials(at, studio.options());
      const [source] = sources;
      if (source === undefined) throw new Error('nobody to sign');
      const payload = writeStatement({ ...statement, subjects: [...statement.subjects] });
      const made = await signStatement({ run: at, services, prove: studio.prove() }, source, payload, subjects);
      writeFileSync(join(folder, path), made.serialized);
    },
    async signBytes(env, bytes, path) {
      const { sources, services } = await openCredentials(studio.run(env, { cwd: folder }), studio.options());
      const credential = await sources[0]?.current();
      if (credential === undefined) throw new Error('nobody to sign');
      const { signer, verifier, material } = credential;
      const signature = await signer.sign({ kind: 'message', message: bytes });
      const value = hash('sha256', bytes);
      const witnessed = await services.witness({
        content: { kind: 'message', digest: value },
        signature,
        verifier,
        key: { details: signer.details, hash: signer.hash },
      });
      const content = { kind: 'message', digest: { algorithm: 'sha256', value }, signature } as const;
      writeFileSync(join(folder, path), buildBundle({ material, content, ...witnessed }).serialized);
    },
    gate: (options, at = run()) => runGate(at, options),
  };
}

/** The statement inside a bundle file. */
export function statementIn(path: string): Statement {
  const bundle = JSON.parse(readFileSync(path, 'utf8')) as { readonly dsseEnvelope: { readonly payload: string } };
  return readStatement(new Uint8Array(Buffer.from(bundle.dsseEnvelope.payload, 'base64')));
}

export { openStudio };
