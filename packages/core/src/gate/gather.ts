import { bytesOf, contentOf, type FileContent, type ImageSubject, type Subject } from '../artifacts/index.js';
import type { Bundle, EvidenceItem } from '../bundles/index.js';
import { asCountersignError, type CountersignError, type Run } from '../errors/index.js';
import { findEvidence } from '../evidence/index.js';
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
  /** What a file is besides a file, read when there is evidence to judge; or why that can't be said. */
  readonly holds: FileContent | { readonly error: CountersignError } | undefined;
  readonly incomplete: readonly CountersignError[];
}

/** Everything that may speak for a subject. What is signed over an index speaks for the platforms that it lists. */
export async function gather(
  run: Run,
  subject: Subject,
  options: GateOptions,
  registry: () => Promise<Registry>,
): Promise<Gathered> {
  const index = subject.kind === 'image' && subject.parent !== undefined ? indexOf(subject, subject.parent.digest) : undefined;
  const own = await search(run, subject, options, registry);
  const parents = index === undefined ? undefined : await search(run, index, options, registry);
  return {
    subject,
    found: [...own.found, ...(parents?.found ?? [])],
    holds: own.found.length === 0 ? undefined : await contentOr(run, subject),
    incomplete: [...own.incomplete, ...(parents?.incomplete ?? [])],
  };
}

async function contentOr(run: Run, subject: Subject): Promise<Gathered['holds']> {
  if (subject.kind !== 'file') return undefined;
  try {
    return await contentOf(run, subject);
  } catch (thrown) {
    return { error: asCountersignError(thrown) };
  }
}

async function search(
  run: Run,
  subject: Subject,
  options: GateOptions,
  registry: () => Promise<Registry>,
): Promise<Pick<Gathered, 'found' | 'incomplete'>> {
  try {
    const { items, incomplete } = await findEvidence(run, subject, {
      places: options.evidence ?? [],
      ...(subject.kind === 'image' ? { registry: await registry() } : {}),
      ...(options.signatureRepository === undefined ? {} : { signatureRepository: options.signatureRepository }),
      ...(options.bundle === undefined ? {} : { bundle: options.bundle }),
    });
    return { found: items.map((item) => ({ item, artifact: subject })), incomplete };
  } catch (thrown) {
    const error = asCountersignError(thrown);
    if (error.exitStatus === 3) throw error;
    return { found: [], incomplete: [error] };
  }
}

/** The index as a subject; only its name and digest matter for finding and judging evidence. */
function indexOf({ parent, ...platform }: ImageSubject, digest: string): ImageSubject {
  return {
    ...platform,
    digest,
    digests: { sha256: digest.replace(/^sha256:/, '') },
    ...(parent === undefined ? {} : { platforms: [] }),
  };
}

/** Only a signature over the artifact itself may need bytes that were not kept. */
export function artifactInput(subject: Subject, { content }: Bundle): ArtifactInput {
  const bytes = subject.kind !== 'file' ? undefined : content.kind === 'message' ? bytesOf(subject) : subject.bytes;
  return { digests: subject.digests, bytes };
}
