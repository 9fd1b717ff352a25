import { imageOf, imagesOf, pinnedImage, type Subject } from '../artifacts/index.js';
import { CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import { describeBuild } from '../provenance/index.js';
import { MAX_SUBJECTS, SLSA_PROVENANCE_V1, writeStatement, type StatementSubject } from '../statements/index.js';
import { builtManifestsOf } from '../subjects/index.js';
import { commonFolder, imageBundleName } from './bundle-paths.js';
import { signingTokens } from './credentials.js';
import type { AttestProvenanceOptions } from './options.js';
import { planSignatures } from './plan/plan-signatures.js';
import { refuseHiddenImages } from './refuse-other-claims.js';
import { signPlanned } from './sign-planned.js';
import type { SigningReport } from './types.js';

/** File name of a provenance bundle, without suffix. */
const NAME = 'provenance';

/**
 * Attests how the subjects were built: one SLSA provenance v1 statement about all of them (an index with every image and index below
 * it), one bundle for each key, written to a file and stored with each image.
 * @throws CountersignError if the statement cannot be made; failed pushes are in the report
 */
export async function attestProvenance(run: Run, options: AttestProvenanceOptions): Promise<SigningReport> {
  const images = builtManifestsOf(imagesOf(options.subjects));
  const subjects: Subject[] = [...options.subjects.filter((subject) => imageOf(subject) === undefined), ...images];
  if (subjects.length === 0) {
    throw new CountersignError('NO_MATCH', 'there is nothing to attest', {
      expected: 'at least one subject',
      found: 'none',
      hint: 'Check paths, checksums and images.',
    });
  }
  if (subjects.length > MAX_SUBJECTS) {
    throw new CountersignError('INPUT_INVALID', `one statement cannot contain ${subjects.length} subjects; nothing was signed`, {
      expected: `at most ${MAX_SUBJECTS}`,
      found: `${subjects.length}`,
      hint: 'Attest them in several runs.',
    });
  }
  const { registry } = options;
  if (images.length > 0 && registry === undefined) {
    throw new CountersignError('INTERNAL', 'images were given without a registry client');
  }
  refuseHiddenImages(subjects);
  const tokens = signingTokens(run, options);
  // Before the certificate is requested, because its log entry is public and cannot be removed: the run must be describable.
  const facts = await describeBuild(run, {
    tokens,
    issuers: options.signingConfig?.oidcProviders.map(({ url }) => url) ?? [],
    component: options.component,
    inputs: options.inputs,
  });
  const payload = writeStatement({
    subjects: statementSubjects(subjects, options.annotations),
    predicateType: SLSA_PROVENANCE_V1,
    predicate: facts.predicate,
  });
  const onlyImages = images.length === subjects.length;
  const [firstImage] = images;
  const name = onlyImages && firstImage !== undefined ? `${imageBundleName(firstImage)}.${NAME}` : NAME;
  const place = { name, beside: `${commonFolder(run, subjects)}/${name}` };
  const item = {
    subjects,
    label: subjects.length === 1 ? (subjects[0]?.name ?? '') : `${subjects.length} subjects`,
    content: { kind: 'statement', payload } as const,
    place,
  };
  const push =
    registry === undefined || images.length === 0
      ? undefined
      : {
          registry,
          repository: options.signatureRepository,
          keepFiles: !onlyImages || options.outputDir !== undefined || options.bundlePath !== undefined,
        };
  const work = { items: [item], subjects, push, certificate: facts.certificate };
  return signPlanned(run, options, await planSignatures(run, options, work, tokens));
}

/**
 * Names of subjects must differ within a statement. An image has its own name; platform manifests, and images with the same name, have
 * names with the digest.
 */
function statementSubjects(subjects: readonly Subject[], annotations: Readonly<Record<string, string>> = {}): StatementSubject[] {
  const extra = Object.keys(annotations).length > 0 ? { annotations: { ...annotations } } : {};
  const own = imagesOf(subjects).flatMap(({ parent, name }) => (parent === undefined ? [name] : []));
  const shared = new Set(own.filter((name, index) => own.indexOf(name) !== index));
  return subjects.map((subject) => {
    const image = imageOf(subject);
    const byDigest = image !== undefined && (image.parent !== undefined || shared.has(image.name));
    return { name: byDigest ? pinnedImage(image) : subject.name, digest: { ...subject.digests }, ...extra };
  });
}
