import { imageOf, imagesOf, pinnedImage, type Subject } from '../artifacts/index.js';
import type { Certificate } from '../crypto/index.js';
import { CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import { describeBuild, type BuildFacts } from '../provenance/index.js';
import { MAX_SUBJECTS, SLSA_PROVENANCE_V1, writeStatement, type StatementSubject } from '../statements/index.js';
import { builtManifestsOf } from '../subjects/index.js';
import { commonFolder, imageBundleName, planBundlePaths } from './bundle-paths.js';
import { openCredentials, signingTokens, type CredentialSource } from './credentials.js';
import { openSigningContext, signStatement } from './make-signature.js';
import type { AttestProvenanceOptions } from './options.js';
import { refuseHiddenImages } from './refuse-other-claims.js';
import { SIGNATURES_AT_ONCE } from './sign-files.js';
import { pushAll, unstored, writeBundle, writeShared } from './store-signatures.js';
import type { SigningReport } from './types.js';
import { workThrough } from './work.js';

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
  const { sources, services } = await openCredentials(run, options, tokens);
  await assertSameJob(facts, sources);
  const payload = writeStatement({
    subjects: statementSubjects(subjects, options.annotations),
    predicateType: SLSA_PROVENANCE_V1,
    predicate: facts.predicate,
  });
  const onlyImages = images.length === subjects.length;
  const [firstImage] = images;
  const name = onlyImages && firstImage !== undefined ? `${imageBundleName(firstImage)}.${NAME}` : NAME;
  const place = { name, beside: `${commonFolder(run, subjects)}/${name}` };
  const paths = planBundlePaths(run, options, [place], sources, subjects);
  const context = openSigningContext(run, services, options);
  const tasks = sources.map((source, index) => ({
    subject: subjects.length === 1 ? (subjects[0]?.name ?? '') : `${subjects.length} subjects`,
    work: async () => writeBundle(run, paths, paths.of(0, index), await signStatement(context, source, payload, subjects)),
  }));
  run.emit({ event: 'to-sign', count: tasks.length });
  const { done, failures } = await workThrough(tasks, SIGNATURES_AT_ONCE, options.failFast);
  await writeShared(run, paths, done);
  if (registry === undefined || images.length === 0) return { signed: done.map(unstored), failures };
  const signed = await pushAll(run, done, {
    registry,
    repository: options.signatureRepository,
    keepFiles: !onlyImages || options.outputDir !== undefined || options.bundlePath !== undefined,
  });
  return { signed, failures };
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

/**
 * The certificate must be of the job that the provenance describes. Verifiers compare them later, so they are compared before anything
 * is signed.
 */
async function assertSameJob(facts: BuildFacts, sources: readonly CredentialSource[]): Promise<void> {
  for (const source of sources) {
    const { certificate } = await source.current();
    if (certificate === undefined) continue;
    const expected = Object.entries(facts.certificate) as [keyof BuildFacts['certificate'], string][];
    const different = expected.find(([name, value]) => certificate.fulcio[name] !== value);
    if (different === undefined) continue;
    const [name, value] = different;
    throw contradiction(name, value, certificate);
  }
}

function contradiction(name: keyof BuildFacts['certificate'], value: string, { fulcio }: Certificate): CountersignError {
  return new CountersignError(
    'SIGNATURE_NOT_PROVEN',
    `certificate and provenance have different values of ${name}; nothing was signed`,
    {
      expected: value,
      found: fulcio[name] ?? 'nothing',
      hint: 'Certificate and provenance must be of the same job. Check that the server URL of the job is the one in the certificate.',
    },
  );
}
