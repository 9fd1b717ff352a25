import { asCountersignError } from '../errors/index.js';
import type { Run } from './run.js';

/** What is left to undo, by run: its budget, which copies of a `Run` share. */
const LEFT = new WeakMap<Run['budget'], (() => Promise<void>)[]>();

/** Remembers what must be undone when the run ends, whether it succeeds or not: a login is revoked. */
export function atEnd({ budget }: Pick<Run, 'budget'>, undo: () => Promise<void>): void {
  const left = LEFT.get(budget);
  if (left === undefined) LEFT.set(budget, [undo]);
  else left.push(undo);
}

/** Undoes what `atEnd` was told, the last first. A failure is a warning: the result of the run is known. May be called several times. */
export async function endRun({ budget, log }: Pick<Run, 'budget' | 'log'>): Promise<void> {
  const left = LEFT.get(budget)?.splice(0) ?? [];
  for (const undo of left.reverse()) {
    try {
      await undo();
    } catch (thrown) {
      const { code, message, found } = asCountersignError(thrown);
      log.warn(found === undefined ? message : `${message}: ${found}`, { code });
    }
  }
}
