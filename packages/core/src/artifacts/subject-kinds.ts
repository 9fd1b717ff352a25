import type { JsonObject } from '../wire/index.js';
import { digest } from './kinds/digest.js';
import type { KindFacts, OnDisk } from './kinds/facts.js';
import { file } from './kinds/file.js';
import { image } from './kinds/image.js';
import type { FileSubject, ImageSubject, Subject } from './types.js';

/** Every kind of subject: a new one is a member of the union, a file in `kinds`, and a line here. */
export const SUBJECT_KINDS = {
  file,
  digest,
  image,
} as const satisfies { readonly [K in Subject['kind']]: KindFacts<Extract<Subject, { kind: K }>> };

/** What is known of a subject's kind. */
export function kindFacts(subject: Subject): KindFacts<Subject> {
  return SUBJECT_KINDS[subject.kind] as KindFacts<Subject>;
}

/** How messages, logs and reports call a subject. */
export function subjectLabel(subject: Subject): string {
  return kindFacts(subject).label(subject);
}

/** The same for whoever reads a decision: of a digest they must know that the bytes may be anything that has it. */
export function judgedLabel(subject: Subject): string {
  return `${subjectLabel(subject)}${kindFacts(subject).bytesSeen ? '' : ' (bytes not seen)'}`;
}

/** The subject's own digest as people write it: `sha256:<hex>`. */
export function digestText(subject: Subject): string {
  return kindFacts(subject).digest(subject);
}

/** The subject, if it is one file whose bytes were read. */
export function fileOf(subject: Subject): FileSubject | undefined {
  return kindFacts(subject).file(subject);
}

/** The subject, if it lives in a registry. */
export function imageOf(subject: Subject): ImageSubject | undefined {
  return kindFacts(subject).image(subject);
}

/** The subject, if it has a path on this machine, whether it was read or not. */
export function onDisk(subject: Subject): OnDisk | undefined {
  return kindFacts(subject).onDisk(subject);
}

/** Those of the subjects that live in a registry. */
export function imagesOf(subjects: readonly Subject[]): readonly ImageSubject[] {
  return subjects.flatMap((subject) => imageOf(subject) ?? []);
}

/** Absolute paths that the subject was read from, as named and where links lead. */
export function readFrom(subject: Subject): readonly string[] {
  return kindFacts(subject).readFrom(subject);
}

/** The subject as the JSON report has it. */
export function subjectReport(subject: Subject): JsonObject {
  const { kind, name, digests } = subject;
  return { kind, name, digests: { ...digests }, ...kindFacts(subject).report(subject) };
}
