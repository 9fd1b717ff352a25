import { existsSync } from 'node:fs';
import { byKind, hashFiles, realPathOf, type DigestAlgorithm, type OnDisk, type Subject } from '@countersign/core/artifacts';
import { CountersignError } from '@countersign/core/errors';
import type { Run } from '@countersign/core/run';
import { listedPlaces } from '@countersign/core/evidence';
import type { GateResult } from '@countersign/surface/gate';

/** What the gate said, before reports are written. */
export type Judged = Pick<GateResult, 'decision' | 'pinnedImages' | 'exitStatus'>;

/** A path where a judged file lies. */
export interface Place {
  readonly subject: Subject;
  readonly path: string;
  /** With links resolved, as far as that can be done. */
  readonly real: string | undefined;
  /** Bears the name of a judged file, which lies elsewhere: looked at only where a command names it. */
  readonly isNamesake?: true;
}

/**
 * Where the bytes of subjects are: a file's path; for a line of a checksum file whose file was not read, beside it and in the working
 * folder, if there. What is called in the working folder as a line calls a file that was read may be another file, a README of its own.
 */
export function judgedPlaces(run: Pick<Run, 'cwd'>, subjects: readonly Subject[]): readonly Place[] {
  const at = (subject: Subject, path: string): Place => ({ subject, path, real: realOf(path) });
  const listedHere = (subject: OnDisk): readonly string[] => listedPlaces(run, subject).filter((path) => existsSync(path));
  return subjects.flatMap((subject) =>
    byKind<readonly Place[]>(subject, {
      file: (file) => {
        const namesakes = listedHere(file).filter((path) => path !== file.path);
        return [at(file, file.path), ...namesakes.map((path) => ({ ...at(file, path), isNamesake: true as const }))];
      },
      digest: (line) => listedHere(line).map((path) => at(line, path)),
      image: () => [],
    }),
  );
}

function realOf(path: string): string | undefined {
  try {
    return realPathOf(path);
  } catch {
    return undefined;
  }
}

/** Hashes files of the same algorithms together, as fast as can be: what is hashed first waits longest for the command. */
export async function filesOf(run: Run, places: readonly Place[], at: (place: Place) => void): Promise<void> {
  const groups = new Map<string, Place[]>();
  for (const place of places) {
    const key = algorithmsOf(place.subject).join();
    groups.set(key, [...(groups.get(key) ?? []), place]);
  }
  for (const group of groups.values()) {
    const [first] = group;
    if (first === undefined) continue;
    at(first);
    const hashed = await hashFiles(
      group.map(({ path }) => path),
      { algorithms: algorithmsOf(first.subject), signal: run.signal },
    );
    for (const [index, place] of group.entries()) {
      at(place);
      compare(place.subject, hashed[index]?.digests ?? {});
    }
  }
}

/** @throws CountersignError FILE_CHANGED unless every digest that was judged is that of the file now */
export async function requireSame(run: Run, place: Place): Promise<void> {
  await filesOf(run, [place], () => undefined);
}

const algorithmsOf = ({ digests }: Subject): readonly DigestAlgorithm[] =>
  (['sha256', 'sha384', 'sha512'] as const).filter((algorithm) => digests[algorithm] !== undefined);

function compare(subject: Subject, now: Subject['digests']): void {
  const algorithms = algorithmsOf(subject);
  const differs = algorithms.find((algorithm) => now[algorithm] !== subject.digests[algorithm]);
  if (algorithms.length > 0 && differs === undefined) return;
  throw new CountersignError('FILE_CHANGED', `${subject.name} is not the file that was verified`, {
    expected: differs === undefined ? 'a digest' : `${differs}:${subject.digests[differs] ?? ''}`,
    found: differs === undefined ? 'none' : `${differs}:${now[differs] ?? ''}`,
    hint: 'Something writes to this file while it is being deployed; find out what.',
  });
}
