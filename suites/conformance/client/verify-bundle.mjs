// `verify-bundle --bundle FILE (--certificate-identity ID --certificate-oidc-issuer URL | --key PEM) [--trusted-root FILE] FILE_OR_DIGEST`
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { readBundle } from '../../../packages/core/lib/bundles/index.js';
import { publicKeyFromPem } from '../../../packages/core/lib/crypto/index.js';
import { readEmbeddedRoot, readTrustedRoot } from '../../../packages/core/lib/trust/index.js';
import { DEFAULT_THRESHOLDS, verifyBundle } from '../../../packages/core/lib/verification/index.js';

/** A file with its bytes, or only a digest; the suite gives one in place of the other. */
function readArtifact(fileOrDigest) {
  const [, sha256] = /^sha256:([0-9a-f]{64})$/.exec(fileOrDigest) ?? [];
  if (sha256 !== undefined && !existsSync(fileOrDigest)) return { digests: { sha256 } };
  const bytes = readFileSync(fileOrDigest);
  return { digests: { sha256: createHash('sha256').update(bytes).digest('hex') }, bytes };
}

export async function run(values, fileOrDigest) {
  const byKey = values.key !== undefined;
  const byIdentity = values['certificate-identity'] !== undefined && values['certificate-oidc-issuer'] !== undefined;
  if (values.bundle === undefined || byKey === byIdentity)
    throw new Error('needs --bundle, and either --key or an identity with its issuer');
  if (values.staging) throw new Error('the staging instance has no embedded root: give --trusted-root');
  const rootFile = values['trusted-root'];
  const bundle = readBundle(readFileSync(values.bundle), values.bundle);
  await verifyBundle({
    bundle,
    artifact: readArtifact(fileOrDigest),
    root: rootFile === undefined ? readEmbeddedRoot() : readTrustedRoot(readFileSync(rootFile), rootFile),
    // The suite's policy: the key, or exactly this identity of exactly this issuer.
    expected: byKey
      ? { kind: 'key', keys: [publicKeyFromPem(readFileSync(values.key, 'utf8'), values.key)] }
      : { kind: 'certificate', identity: values['certificate-identity'], issuer: values['certificate-oidc-issuer'] },
    thresholds: DEFAULT_THRESHOLDS[bundle.material.kind],
    now: new Date(),
  });
}
