import type { Subject } from '../artifacts/index.js';

/** How messages and reports name a subject. */
export function subjectLabel(subject: Subject): string {
  if (subject.kind !== 'image') return subject.name;
  const platform = subject.parent === undefined ? '' : ` (${subject.parent.platform})`;
  return `${subject.name}@${subject.digest}${platform}`;
}
