import { bytesOf, digestText, fileOf, imageOf, pinnedImage, type Subject } from '../artifacts/index.js';
import type { Bundle, EvidenceItem } from '../bundles/index.js';
import { asCountersignError, type CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import { findEvidence, searchedPlaces, type EvidenceOptions } from '../evidence/index.js';
import type { Registry } from '../registry/index.js';
import { indexesAbove } from '../subjects/index.js';
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
  registry: Registry,
  searched: Map<string, Promise<Searched>>,
  apis: readonly string[] = [],
): Promise<Gathered> {
  const image = imageOf(subject);
  const indexes = image === undefined ? [] : indexesAbove(image);
  const [own, ...above] = await Promise.all([
    search(run, subject, options, registry, apis),
    ...indexes.map((index) => {
      const key = pinnedImage(index);
      const known = searched.get(key) ?? search(run, index, options, registry, apis);
      searched.set(key, known);
      return known;
    }),
  ]);
  const all = [own, ...above];
  const gathered: Gathered = {
    subject,
    found: all.flatMap(({ found }) => found),
    searched: searchedPlaces(run, subject, evidenceOptions(options)),
    incomplete: all.flatMap(({ incomplete }) => incomplete),
  };
  sayGathered(run, gathered);
  return gathered;
}

function sayGathered({ emit }: Run, { subject, found, searched, incomplete }: Gathered): void {
  const artifact = subject.name;
  const gaps = [
    ...found.flatMap(({ item }) => (item.kind === 'unreadable' ? [item] : [])),
    ...incomplete.map((error) => ({ error })),
  ];
  for (const gap of gaps) {
    const { code, message } = gap.error;
    emit({ event: 'not-judged', artifact, code, problem: message, ...('origin' in gap ? { origin: gap.origin.location } : {}) });
  }
  const bundles = found.filter(({ item }) => item.kind === 'bundle').length;
  emit({ event: 'found', artifact, digest: digestText(subject), count: bundles, names: searched });
}

async function search(
  run: Run,
  subject: Subject,
  options: GateOptions,
  registry: Registry,
  githubApis: readonly string[],
): Promise<Searched> {
  try {
    const { items, incomplete } = await findEvidence(run, subject, {
      ...evidenceOptions(options),
      githubApis,
      registry,
    });
    return { found: items.map((item) => ({ item, artifact: subject })), incomplete };
  } catch (thrown) {
    const error = asCountersignError(thrown);
    if (error.exitStatus === 3) throw error;
    return { found: [], incomplete: [error] };
  }
}

function evidenceOptions({ evidence = [], signatureRepository, bundle }: GateOptions): EvidenceOptions {
  return {
    places: evidence,
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
