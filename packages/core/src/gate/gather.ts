import { bytesOf, fileOf, imageOf, pinnedImage, type Subject } from '../artifacts/index.js';
import type { Bundle, Evidence } from '../bundles/index.js';
import { asCountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import { findEvidence, searchedPlaces, type EvidenceOptions } from '../evidence/index.js';
import type { Registry } from '../registry/index.js';
import { indexesAbove } from '../subjects/index.js';
import type { ArtifactInput } from '../verification/index.js';
import type { GateOptions } from './options.js';
import { sayFound } from './say-evidence.js';

/** The evidence for a subject, with the artifact that it must be for: the subject itself, or an index that lists it. */
export interface Gathered {
  readonly subject: Subject;
  readonly over: readonly { readonly artifact: Subject; readonly evidence: Evidence }[];
  /** All places that were searched for evidence for the subject itself. */
  readonly searched: readonly string[];
}

/**
 * Finds all evidence for a subject. Evidence for an index counts for the manifests below it, at any depth.
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

/** The input of the verification for an artifact. Only a signature over the file itself may need its bytes read again. */
export function artifactInput(subject: Subject, { content }: Bundle): ArtifactInput {
  const file = fileOf(subject);
  const bytes = file === undefined ? undefined : content.kind === 'message' ? bytesOf(file) : file.bytes;
  return { digests: subject.digests, bytes };
}
