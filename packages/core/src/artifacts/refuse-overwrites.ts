import { CountersignError } from '../errors/index.js';
import { realPathOf, realPlace } from './places.js';

/** A file that a run writes. */
export interface Output {
  /** How messages call it: `the report json=out.json`. */
  readonly what: string;
  /** Absolute. */
  readonly path: string;
}

/**
 * Refuses outputs that would take the place of what a run reads, or of each other. Places are compared and not names: a link, or a
 * folder that is one, leads to the same file.
 * @param inputs absolute paths; one that does not exist takes no place
 * @throws CountersignError INPUT_INVALID
 */
export function refuseOverwrites(outputs: readonly Output[], inputs: Iterable<string>): void {
  if (outputs.length === 0) return;
  const taken = new Map<string, string>();
  for (const path of inputs) for (const place of placesOf(path)) taken.set(place, path);
  for (const { what, path } of outputs) {
    const places = [...placesOf(path)];
    const other = places.map((place) => taken.get(place)).find((one) => one !== undefined);
    if (other !== undefined) {
      throw new CountersignError('INPUT_INVALID', `${what} would overwrite ${other}`, {
        expected: 'a path of its own',
        found: path,
        hint: 'Write it to another path, outside of the folders that are signed, judged or deployed.',
      });
    }
    for (const place of places) taken.set(place, what);
  }
}

/** Where a file would be written, and where it leads if it is a link. */
function placesOf(path: string): ReadonlySet<string> {
  return new Set([realPlace(path), ifReadable(path) ?? realPlace(path)]);
}

/** What cannot be resolved cannot be written either; whoever writes it says why. */
function ifReadable(path: string): string | undefined {
  try {
    return realPathOf(path);
  } catch {
    return undefined;
  }
}
