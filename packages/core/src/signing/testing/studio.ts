import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox, type Sandbox, type SandboxOptions } from '@countersign/sandbox';
import { collectFiles, type FileSubject } from '../../artifacts/index.js';
import type { Environment } from '../../run/index.js';
import { testRun, type TestRun, type TestRunOptions } from '../../net/testing/test-run.js';
import { readSigningConfig, readTrustedRoot, type SigningConfig } from '../../trust/index.js';
import { DEFAULT_THRESHOLDS, verifyBundle, type Thresholds } from '../../verification/index.js';
import type { Prove, SignOptions } from '../options.js';

/** A sandbox, a working folder and what a signing run needs; real services, real verification. */
export interface Studio {
  readonly sandbox: Sandbox;
  readonly folder: string;
  readonly signingConfig: SigningConfig;
  run(env: Environment, options?: TestRunOptions): TestRun;
  /** Writes files into the working folder and reads them as subjects. */
  files(contents: Readonly<Record<string, string | Uint8Array>>): Promise<readonly FileSubject[]>;
  prove(thresholds?: Partial<Thresholds>): Prove;
  options(thresholds?: Partial<Thresholds>): SignOptions;
  close(): Promise<void>;
}

export async function openStudio(sandboxOptions: SandboxOptions = {}): Promise<Studio> {
  const sandbox = await startSandbox(sandboxOptions);
  const folder = mkdtempSync(join(tmpdir(), 'countersign-signing-'));
  const root = readTrustedRoot(readFileSync(sandbox.files.trustedRoot), 'sandbox');
  const signingConfig = readSigningConfig(readFileSync(sandbox.files.signingConfig), 'sandbox');
  const run: Studio['run'] = (env, options = {}) => testRun({ env, cwd: folder, ...options });
  const prove: Studio['prove'] =
    (thresholds = {}) =>
    (bundle, artifact, expected) =>
      verifyBundle({
        bundle,
        artifact,
        root,
        expected,
        thresholds: { ...DEFAULT_THRESHOLDS[bundle.material.kind], ...thresholds },
        now: new Date(),
      });
  return {
    sandbox,
    folder,
    signingConfig,
    run,
    prove,
    async files(contents) {
      for (const [name, content] of Object.entries(contents)) writeFileSync(join(folder, name), content);
      return collectFiles(run({}), { paths: Object.keys(contents) });
    },
    options: (thresholds) => ({
      signingConfig,
      transparencyLog: 'required',
      trustedLogs: root.transparencyLogs,
      isPublic: false,
      verify: prove(thresholds),
      verifyFallback: prove({ ...thresholds, logEntries: 0 }),
    }),
    async close() {
      await sandbox.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
