import { bytesOf, fileOf, imageOf, MAX_WHOLE_BYTES, pinnedImage, type Subject } from '../artifacts/index.js';
import type { Bundle } from '../bundles/index.js';
import type { PublicKey } from '../crypto/index.js';
import { asCountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import { findEvidence, searchedPlaces, type Evidence, type EvidenceOptions } from '../evidence/index.js';
import type { Registry } from '../registry/index.js';
import { indexesAbove } from '../subjects/index.js';
import { keysToTry, type ArtifactInput } from '../verification/index.js';
import type { GateOptions } from './options.js';
import { emitFound } from './emit-evidence.js';
import type { SubjectEvidence } from './subject-evidence.js';

/**
 * Finds all evidence for a subject. Evidence for an index counts for the manifests below it, at any depth.
 *
 * @param ofIndexes evidence for indexes that was already found in this run: the platforms of one image share it
 */
export async function gather(
  run: Run,
  subject: Subject,
  options: GateOptions,
  registry: Registry,
  ofIndexes: Map<string, Promise<Evidence>>,
  apis: readonly string[] = [],
): Promise<SubjectEvidence> {
  const own = evidenceFor(run, subject, options, registry, apis);
  const image = imageOf(subject);
  const above = (image === undefined ? [] : indexesAbove(image)).map((index) => {
    const key = pinnedImage(index);
    const known = ofIndexes.get(key) ?? evidenceFor(run, index, options, registry, apis);
    ofIndexes.set(key, known);
    return { artifact: index, evidence: known };
  });
  const all = await Promise.all(
    [{ artifact: subject, evidence: own }, ...above].map(async ({ artifact, evidence }) => ({
      artifact,
      evidence: await evidence,
    })),
  );
  const found: SubjectEvidence = {
    subject,
    items: all.flatMap(({ artifact, evidence }) => evidence.items.map((item) => ({ artifact, item }))),
    incomplete: all.flatMap(({ evidence }) => evidence.incomplete),
    searched: searchedPlaces(run, subject, evidenceOptions(options)),
  };
  emitFound(run, found);
  return found;
}

/** An error, except wrong use, is a place that could not be searched. */
async function evidenceFor(
  run: Run,
  subject: Subject,
  options: GateOptions,
  registry: Registry,
  githubApis: readonly string[],
): Promise<Evidence> {
  try {
    return await findEvidence(run, subject, {
      ...evidenceOptions(options),
      githubApis,
      registry,
    });
  } catch (thrown) {
    const error = asCountersignError(thrown);
    if (error.exitStatus === 3) throw error;
    return { items: [], incomplete: [error] };
  }
}

function evidenceOptions({ evidence = [], signatureRepository, bundle, openGithub }: GateOptions): EvidenceOptions {
  return {
    places: evidence,
    openGithub,
    ...(signatureRepository === undefined ? {} : { signatureRepository }),
    ...(bundle === undefined ? {} : { bundle }),
  };
}

/**
 * The input of the verification for an artifact. Only a signature over the file itself may need its bytes read again; a large file is
 * read only for a key that signs whole messages.
 */
export function artifactInput(subject: Subject, bundle: Bundle, keys: readonly PublicKey[]): ArtifactInput {
  const file = fileOf(subject);
  if (file === undefined) return { digests: subject.digests, bytes: undefined };
  if (bundle.content.kind !== 'message') return { digests: subject.digests, bytes: file.bytes };
  const whole = keysToTry(bundle, keys).some(({ hash }) => hash === undefined);
  return { digests: subject.digests, bytes: bytesOf(file, whole ? MAX_WHOLE_BYTES : undefined) };
}
