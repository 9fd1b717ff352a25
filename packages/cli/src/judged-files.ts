import { existsSync } from 'node:fs';
import { byKind, hashFiles, realPathOf, type DigestAlgorithm, type OnDisk, type Subject } from '@countersign/core/artifacts';
import { CountersignError } from '@countersign/core/errors';
import type { Run } from '@countersign/core/run';
import { listedPlaces } from '@countersign/core/evidence';
import type { GateResult } from '@countersign/surface/gate-result';

/** The decision of the gate, before reports are written. */
export type Judged = Pick<GateResult, 'decision' | 'pinnedImages' | 'exitStatus'>;

/** A path that has, or should have, the bytes of a subject. */
export interface Place {
  readonly subject: Subject;
  readonly path: string;
  /** With links resolved; undefined if that fails. */
  readonly real: string | undefined;
  /** Only the name is that of a judged file, which is elsewhere: this file is checked only if a command names it. */
  readonly hasOnlyName?: true;
}

/**
 * Where the bytes of subjects are: the path of a file; for a line of a checksum file whose file was not read, existing files beside the
 * checksum file and in the working folder. If the file of a line was read, a file of that name in the working folder may be another one,
 * for example a README.
 */
export function judgedPlaces(run: Pick<Run, 'cwd'>, subjects: readonly Subject[]): readonly Place[] {
  const at = (subject: Subject, path: string): Place => ({ subject, path, real: realPathIfAny(path) });
  const listedHere = (subject: OnDisk): readonly string[] => listedPlaces(run, subject).filter((path) => existsSync(path));
  return subjects.flatMap((subject) =>
    byKind<readonly Place[]>(subject, {
      file: (file) => {
        const sameNames = listedHere(file).filter((path) => path !== file.path);
        return [at(file, file.path), ...sameNames.map((path) => ({ ...at(file, path), hasOnlyName: true as const }))];
      },
      digest: (line) => listedHere(line).map((path) => at(line, path)),
      image: () => [],
    }),
  );
}

/** A path with links resolved; undefined if that fails. */
export function realPathIfAny(path: string): string | undefined {
  try {
    return realPathOf(path);
  } catch {
    return undefined;
  }
}

/**
 * Hashes files again, those with the same algorithms together. This must be fast, because a file could be changed between its hash and
 * the start of the command.
 * @param onPlace called with the file that is hashed or compared next
 * @throws CountersignError FILE_CHANGED unless every digest that was judged is the digest of the file now
 */
export async function requireSameFiles(run: Run, places: readonly Place[], onPlace: (place: Place) => void): Promise<void> {
  const groups = new Map<string, Place[]>();
  for (const place of places) {
    const key = algorithmsOf(place.subject).join();
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [place]);
    else group.push(place);
  }
  for (const group of groups.values()) {
    const [first] = group;
    if (first === undefined) continue;
    onPlace(first);
    const hashed = await hashFiles(
      group.map(({ path }) => path),
      { algorithms: algorithmsOf(first.subject), signal: run.signal },
    );
    for (const [index, place] of group.entries()) {
      onPlace(place);
      compare(place.subject, hashed[index]?.digests ?? {});
    }
  }
}

/** The same for one file. @throws CountersignError FILE_CHANGED */
export async function requireSameFile(run: Run, place: Place): Promise<void> {
  await requireSameFiles(run, [place], () => undefined);
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
    hint: 'A program writes to this file while it is being deployed. Find out which one.',
  });
}
