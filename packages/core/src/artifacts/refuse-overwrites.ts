import { CountersignError } from '../errors/index.js';
import { placesOf } from './places.js';

/** A file that a run writes. */
export interface Output {
  /** Its name in messages: `the report json=out.json`. */
  readonly what: string;
  /** Absolute. */
  readonly path: string;
}

/**
 * Rejects outputs that would overwrite an input of the run or another output. Resolved paths are compared, because links can give one
 * file several names.
 * @param inputs absolute paths; they need not exist
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
        hint: 'Write it to another path, outside of the folders that are signed, verified or deployed.',
      });
    }
    for (const place of places) taken.set(place, what);
  }
}
