import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildBundle } from '@countersign/core/bundles';
import { hash } from '@countersign/core/crypto';
import { ephemeralSigner } from '@countersign/core/keys';
import { openServices } from '@countersign/core/services';
import type { Studio } from '../../packages/core/src/signing/testing/studio.js';

/** Who signs a release; by default what the action expects. */
export interface ReleaseSigner {
  readonly repository?: string;
  readonly workflow?: string;
  readonly ref: string;
  readonly issuer?: string;
}

/**
 * A bundle over the bytes, as the release workflow would make it. The authority of the sandbox certifies an issuer that is not its own:
 * who controls the root can do that.
 */
export async function signRelease(studio: Studio, bytes: Uint8Array, signer: ReleaseSigner): Promise<Uint8Array> {
  const { repository = 'countersign/countersign', workflow = '.github/workflows/release.yml', ref } = signer;
  const { sandbox } = studio;
  const workflowRef = `${repository}/${workflow}@${ref}`;
  const token = await sandbox.token('github', {
    ...{ repository, repository_owner: repository.split('/')[0], ref, ref_type: ref.startsWith('refs/tags/') ? 'tag' : 'branch' },
    ...{ workflow_ref: workflowRef, job_workflow_ref: workflowRef },
  });
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
  const { extensions, ...identity } = sandbox.services.fulcio.identity(claims);
  const issuer = signer.issuer ?? 'https://token.actions.githubusercontent.com';
  const run = studio.run({});
  const key = await ephemeralSigner(run);
  const [leaf = Buffer.alloc(0)] = sandbox.services.fulcio.issue(
    { ...identity, extensions: { ...extensions, issuer } },
    key.publicKey.spki,
  );
  const digest = { algorithm: 'sha256', value: hash('sha256', bytes) } as const;
  const signature = await key.sign({ kind: 'message', message: bytes });
  const services = openServices(run, studio.signingConfig, { keyless: true, transparencyLog: 'required' });
  const witnessed = await services.witness({
    content: { kind: 'message', digest: digest.value },
    signature,
    verifier: { kind: 'certificate', der: leaf },
    key: { details: key.details, hash: key.hash },
  });
  const material = { kind: 'certificate', chain: [leaf] } as const;
  return buildBundle({ material, content: { kind: 'message', digest, signature }, ...witnessed }).serialized;
}

/** A `.tar.gz` of these files; a text `-> PATH` is a symbolic link. */
export function archiveOf(files: Readonly<Record<string, string>>): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-archive-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    const target = /^-> (.+)$/.exec(content)?.[1];
    if (target === undefined) writeFileSync(join(folder, name), content);
    else symlinkSync(target, join(folder, name));
  }
  const tar = execFileSync('tar', ['-c', '--format=ustar', '-P', ...Object.keys(files)], { cwd: folder, maxBuffer: 2 ** 28 });
  rmSync(folder, { recursive: true });
  return gzipSync(tar);
}
