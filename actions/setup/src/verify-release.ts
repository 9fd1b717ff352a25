import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { CountersignError } from '@countersign/core/errors';
import { runGate, type GateAnswer } from '@countersign/core/gate';
import type { Run } from '@countersign/core/run';
import { namesTrustFile } from '@countersign/core/trust';
import { sha256Digest } from '@countersign/core/wire';
import type { ReleaseFiles } from './obtain-release.js';
import type { Release } from './release.js';

/** The inputs that name another root; see `readTrust`. */
export interface Trust {
  readonly trustedRoot: string | undefined;
  readonly trustDigest: readonly string[];
}

/**
 * The trusted root that the inputs name. It changes who may issue certificates, and so who can claim the identity that is compiled in.
 * A file could be replaced by an earlier step, so its digest must be named in the workflow too.
 * @throws CountersignError INPUT_MISSING
 */
export function readTrust(run: Run, { trustedRoot, trustDigest }: Trust): Trust {
  if (trustedRoot === undefined) return { trustedRoot, trustDigest };
  if (namesTrustFile(trustedRoot) && trustDigest.length === 0) {
    throw new CountersignError('INPUT_MISSING', 'trusted-root needs trust-digest here', {
      expected: 'trust-digest: sha256:<hex> of the file',
      found: 'a file that an earlier step could have replaced',
      hint: 'Control of the trusted root is control of the program that is put on PATH.',
    });
  }
  run.log.warn(
    'trusted-root is set: the release is verified with this root, not with that of the public-good instance of Sigstore.',
  );
  return { trustedRoot: absolute(run, trustedRoot), trustDigest };
}

function absolute(run: Run, root: string): string {
  if (!namesTrustFile(root)) return root;
  const [, mirror = '', file = root] = /^(https?:.*?#root=)(.+)$/is.exec(root) ?? [];
  return `${mirror}${resolve(run.cwd, file)}`;
}

/**
 * Lets the gate judge the bytes of a release, with the identity that is compiled in. `allowed` is about exactly these bytes: the gate reads
 * a copy of them in a folder that only this user can write, and the digest that it has judged is compared.
 */
export async function verifyRelease(run: Run, release: Release, files: ReleaseFiles, trust: Trust): Promise<GateAnswer> {
  const folder = mkdtempSync(join(run.env['RUNNER_TEMP'] || tmpdir(), 'countersign-verify-'));
  try {
    writeFileSync(join(folder, release.archive), files.archive);
    writeFileSync(join(folder, release.bundle), files.bundle);
    const judged = await runGate(
      { ...run, cwd: folder },
      { paths: [release.archive], bundle: release.bundle, oneLine: release.signer, ...trust },
    );
    if (judged.decision.outcome === 'allowed') assertJudged(judged, sha256Digest(files.archive));
    return judged;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function assertJudged({ decision }: GateAnswer, expected: string): void {
  const found = decision.subjects.map((subject) => (subject.kind === 'file' ? `sha256:${subject.digests.sha256 ?? ''}` : ''));
  if (found.length === 1 && found[0] === expected) return;
  throw new CountersignError('FILE_CHANGED', 'the release file changed while it was verified', {
    expected,
    found: found.join(', '),
  });
}
