import { bytesOf, type ImageSubject, type Subject } from '../artifacts/index.js';
import type { Bundle, EvidenceItem } from '../bundles/index.js';
import { asCountersignError, type CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import { findEvidence, searchedPlaces, type EvidenceOptions } from '../evidence/index.js';
import type { Registry } from '../registry/index.js';
import type { ArtifactInput } from '../verification/index.js';
import type { GateOptions } from './options.js';

/** One candidate with the artifact that it is judged against: the subject itself, or the index that lists it. */
export interface Found {
  readonly item: EvidenceItem;
  readonly artifact: Subject;
}

export interface Gathered {
  readonly subject: Subject;
  readonly found: readonly Found[];
  /** All places that were asked for what is signed over the subject itself. */
  readonly searched: readonly string[];
  readonly incomplete: readonly CountersignError[];
}

/** What the places that were asked hold about one artifact. */
export type Searched = Pick<Gathered, 'found' | 'incomplete'>;

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
  registry: () => Promise<Registry>,
  searched: Map<string, Promise<Searched>>,
  apis: readonly string[] = [],
): Promise<Gathered> {
  const indexes = subject.kind === 'image' ? indexesOf(subject) : [];
  const [own, ...above] = await Promise.all([
    search(run, subject, options, registry, apis),
    ...indexes.map((index) => {
      const key = `${index.name}@${index.digest}`;
      const known = searched.get(key) ?? search(run, index, options, registry, apis);
      searched.set(key, known);
      return known;
    }),
  ]);
  const all = [own, ...above];
  return {
    subject,
    found: all.flatMap(({ found }) => found),
    searched: searchedPlaces(run, subject, evidenceOptions(options)),
    incomplete: all.flatMap(({ incomplete }) => incomplete),
  };
}

async function search(
  run: Run,
  subject: Subject,
  options: GateOptions,
  registry: () => Promise<Registry>,
  githubApis: readonly string[],
): Promise<Searched> {
  try {
    const { items, incomplete } = await findEvidence(run, subject, {
      ...evidenceOptions(options),
      githubApis,
      ...(subject.kind === 'image' ? { registry: await registry() } : {}),
    });
    return { found: items.map((item) => ({ item, artifact: subject })), incomplete };
  } catch (thrown) {
    const error = asCountersignError(thrown);
    if (error.exitStatus === 3) throw error;
    return { found: [], incomplete: [error] };
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

/** The indexes above a manifest as subjects; only name and digest matter for finding and judging evidence. */
function indexesOf({ parent, ...manifest }: ImageSubject): readonly ImageSubject[] {
  return (parent?.indexes ?? []).map((index) => ({
    ...manifest,
    ...index,
    digests: { sha256: index.digest.replace(/^sha256:/, '') },
    platforms: [],
    others: [],
  }));
}

/** Only a signature over the artifact itself may need bytes that were not kept. */
export function artifactInput(subject: Subject, { content }: Bundle): ArtifactInput {
  const bytes = subject.kind !== 'file' ? undefined : content.kind === 'message' ? bytesOf(subject) : subject.bytes;
  return { digests: subject.digests, bytes };
}
