import type { JsonObject } from '../wire/index.js';
import { digest } from './kinds/digest.js';
import type { KindFacts, OnDisk } from './kinds/facts.js';
import { file } from './kinds/file.js';
import { image } from './kinds/image.js';
import type { FileSubject, ImageSubject, Subject } from './types.js';

/** Every kind of subject. A new kind is a member of the union `Subject`, a file in `kinds`, and a line here. */
export const SUBJECT_KINDS = {
  file,
  digest,
  image,
} as const satisfies { readonly [K in Subject['kind']]: KindFacts<Extract<Subject, { kind: K }>> };

/** The facts about a subject's kind. */
export function kindFacts(subject: Subject): KindFacts<Subject> {
  return SUBJECT_KINDS[subject.kind] as KindFacts<Subject>;
}

/** The name of a subject in messages, logs and reports. */
export function subjectLabel(subject: Subject): string {
  return kindFacts(subject).label(subject);
}

/** The name of a subject in decisions, which must say if its bytes were not read. */
export function judgedLabel(subject: Subject): string {
  return `${subjectLabel(subject)}${kindFacts(subject).bytesSeen ? '' : ' (bytes not seen)'}`;
}

/** The subject's digest for messages: `sha256:<hex>`. */
export function digestText(subject: Subject): string {
  return kindFacts(subject).digest(subject);
}

/** The subject, if it is one file whose bytes were read. */
export function fileOf(subject: Subject): FileSubject | undefined {
  return kindFacts(subject).file(subject);
}

/** The subject, if it is in a registry. */
export function imageOf(subject: Subject): ImageSubject | undefined {
  return kindFacts(subject).image(subject);
}

/** The subject, if it has a path on this machine, whether it was read or not. */
export function onDisk(subject: Subject): OnDisk | undefined {
  return kindFacts(subject).onDisk(subject);
}

/** The subjects that are in a registry. */
export function imagesOf(subjects: readonly Subject[]): readonly ImageSubject[] {
  return subjects.flatMap((subject) => imageOf(subject) ?? []);
}

/** Absolute paths that the subject was read from, as named and with links resolved. */
export function readFrom(subject: Subject): readonly string[] {
  return kindFacts(subject).readFrom(subject);
}

/** The subject in the JSON report. */
export function subjectReport(subject: Subject): JsonObject {
  const { kind, name, digests } = subject;
  return { kind, name, digests: { ...digests }, ...kindFacts(subject).report(subject) };
}
