import { subjectLabel, type ImageSubject } from '../artifacts/index.js';
import { CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import { COSIGN_SIGN_V1, writeStatement } from '../statements/index.js';
import { manifestsOf } from '../subjects/index.js';
import { inWorkingFolder, imageBundleName, planBundlePaths } from './bundle-paths.js';
import { openCredentials, signingTokens } from './credentials.js';
import { openSigningContext, signStatement } from './make-signature.js';
import type { SignImagesOptions } from './options.js';
import { SIGNATURES_AT_ONCE } from './sign-files.js';
import { pushAll, writeBundle, writeShared } from './store-signatures.js';
import type { SigningReport } from './types.js';
import { workThrough } from './work.js';

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
  const { sources, services } = await openCredentials(run, options, signingTokens(run, options), manifests.length);
  const places = manifests.map((image) => inWorkingFolder(run, imageBundleName(image)));
  const paths = planBundlePaths(run, options, places, sources, manifests);
  const context = openSigningContext(run, services, options);
  const tasks = manifests.flatMap((image, place) =>
    sources.map((source, index) => ({
      subject: subjectLabel(image),
      work: async () => {
        const payload = imageStatement(image, options.annotations);
        return writeBundle(run, paths, paths.of(place, index), await signStatement(context, source, payload, [image]));
      },
    })),
  );
  run.emit({ event: 'to-sign', count: tasks.length });
  const { done, failures } = await workThrough(tasks, SIGNATURES_AT_ONCE, options.failFast);
  await writeShared(run, paths, done);
  const signed = await pushAll(run, done, {
    registry: options.registry,
    repository: options.signatureRepository,
    keepFiles: options.outputDir !== undefined || options.bundlePath !== undefined,
  });
  return { signed, failures };
}

function imageStatement(image: ImageSubject, annotations: Readonly<Record<string, string>> = {}): Uint8Array {
  const digest = { sha256: image.digests.sha256 ?? image.digest.replace(/^sha256:/, '') };
  return writeStatement({
    subjects: [{ name: '', digest, ...(Object.keys(annotations).length > 0 ? { annotations: { ...annotations } } : {}) }],
    predicateType: COSIGN_SIGN_V1,
    predicate: {},
  });
}
