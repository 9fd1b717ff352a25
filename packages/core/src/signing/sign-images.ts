import { subjectLabel, type ImageSubject } from '../artifacts/index.js';
import { CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import { COSIGN_SIGN_V1, writeStatement } from '../statements/index.js';
import { manifestsOf } from '../subjects/index.js';
import { inWorkingFolder, imageBundleName } from './bundle-paths.js';
import { signingTokens } from './credentials.js';
import type { SignImagesOptions } from './options.js';
import { planSignatures } from './plan/plan-signatures.js';
import type { WorkItem } from './plan/types.js';
import { signPlanned } from './sign-planned.js';
import type { SigningReport } from './types.js';

/**
 * Signs images by digest: for the index, every manifest below it and every key a bundle as cosign 3 writes it (a statement
 * with the digest, an empty name and an empty predicate of type `https://sigstore.dev/cosign/sign/v1`), stored as a referrer.
 * Every bundle is on disk before the first push; its file is removed only if its push succeeded and no output path was set.
 * @throws CountersignError for errors of the whole run; errors of one image are in the report
 */
export async function signImages(run: Run, options: SignImagesOptions): Promise<SigningReport> {
  const manifests = manifestsOf(options.images);
  if (manifests.length === 0) {
    throw new CountersignError('NO_MATCH', 'there is no image to sign', {
      expected: 'at least one image',
      found: 'none',
      hint: 'Name an image in images.',
    });
  }
  const items = manifests.map((image): WorkItem => ({
    subjects: [image],
    label: subjectLabel(image),
    content: { kind: 'statement', payload: imageStatement(image, options.annotations) },
    place: inWorkingFolder(run, imageBundleName(image)),
  }));
  const push = {
    registry: options.registry,
    repository: options.signatureRepository,
    keepFiles: options.outputDir !== undefined || options.bundlePath !== undefined,
  };
  const tokens = signingTokens(run, options);
  return signPlanned(run, options, await planSignatures(run, options, { items, subjects: manifests, push }, tokens));
}

function imageStatement(image: ImageSubject, annotations: Readonly<Record<string, string>> = {}): Uint8Array {
  const digest = { sha256: image.digests.sha256 ?? image.digest.replace(/^sha256:/, '') };
  return writeStatement({
    subjects: [{ name: '', digest, ...(Object.keys(annotations).length > 0 ? { annotations: { ...annotations } } : {}) }],
    predicateType: COSIGN_SIGN_V1,
    predicate: {},
  });
}
