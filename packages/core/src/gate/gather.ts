import { bytesOf, fileOf, imageOf, pinnedImage, type Subject } from '../artifacts/index.js';
import type { Bundle } from '../bundles/index.js';
import { asCountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import { findEvidence, searchedPlaces, type Evidence, type EvidenceOptions } from '../evidence/index.js';
import type { Registry } from '../registry/index.js';
import { indexesAbove } from '../subjects/index.js';
import type { ArtifactInput } from '../verification/index.js';
import type { GateOptions } from './options.js';
import { sayFound } from './say-evidence.js';

/** Evidence for a subject, by the artifact that it is judged against: the subject itself, and each index that lists it. */
export interface Gathered {
  readonly subject: Subject;
  readonly over: readonly { readonly artifact: Subject; readonly evidence: Evidence }[];
  /** All places that were asked for what is signed over the subject itself. */
  readonly searched: readonly string[];
}

/**
 * Everything that may speak for a subject. What is signed over an index speaks for the manifests that lie below it, at any
 * depth.
 *
 * @param searched searches of indexes already made in this run: the platforms of one image share them
 */
export async function gather(
  run: Run,
  subject: Subject,
  options: GateOptions,
  registry: Registry,
  searched: Map<string, Promise<Evidence>>,
  apis: readonly string[] = [],
): Promise<Gathered> {
  const own = search(run, subject, options, registry, apis);
  const image = imageOf(subject);
  const above = (image === undefined ? [] : indexesAbove(image)).map((index) => {
    const key = pinnedImage(index);
    const known = searched.get(key) ?? search(run, index, options, registry, apis);
    searched.set(key, known);
    return { artifact: index, evidence: known };
  });
  const over = await Promise.all(
    [{ artifact: subject, evidence: own }, ...above].map(async ({ artifact, evidence }) => ({
      artifact,
      evidence: await evidence,
    })),
  );
  const places = searchedPlaces(run, subject, evidenceOptions(options));
  sayFound(
    run,
    subject,
    over.map(({ evidence }) => evidence),
    places,
  );
  return { subject, over, searched: places };
}

async function search(
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

/** Only a signature over the artifact itself may need bytes that were not kept. */
export function artifactInput(subject: Subject, { content }: Bundle): ArtifactInput {
  const file = fileOf(subject);
  const bytes = file === undefined ? undefined : content.kind === 'message' ? bytesOf(file) : file.bytes;
  return { digests: subject.digests, bytes };
}
