import { digestText, fileOf, onDisk, type FileSubject, type Subject } from '../artifacts/index.js';
import { CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';

/** Removes subjects with a path that were already collected, from paths or from checksum files: each name is signed or verified once. */
export class EachOnce {
  private readonly byName = new Map<string, Subject>();
  private readonly byPlace = new Map<string, FileSubject>();

  constructor(private readonly run: Pick<Run, 'emit'>) {}

  /**
   * The subjects that were not collected before. Images have no path: their source compares them by digest.
   * @throws CountersignError SUBJECT_DUPLICATE for two subjects with one name, or one file with two digests
   */
  onlyNew(subjects: readonly Subject[]): readonly Subject[] {
    return subjects.filter((subject) => onDisk(subject) === undefined || this.isNew(subject));
  }

  private isNew(subject: Subject): boolean {
    const file = fileOf(subject);
    const place = file === undefined ? undefined : (file.realPath ?? file.path);
    const same = place === undefined ? undefined : this.byPlace.get(place);
    const other = same ?? this.byName.get(subject.name);
    if (other === undefined) {
      this.byName.set(subject.name, subject);
      if (file !== undefined && place !== undefined) this.byPlace.set(place, file);
      return true;
    }
    if (same === undefined || digestText(same) !== digestText(subject)) throw twice(subject.name);
    if (same.name !== subject.name) this.run.emit({ event: 'one-file', artifact: subject.name, other: same.name });
    return false;
  }
}

function twice(name: string): CountersignError {
  return new CountersignError('SUBJECT_DUPLICATE', `"${name}" is named twice`, {
    expected: 'names that differ',
    found: name,
    hint: 'Name each artifact once, in paths or in one checksum file.',
  });
}
