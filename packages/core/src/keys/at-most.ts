import { CountersignError } from '../errors/index.js';

/**
 * Runs at most `most` pieces of work at a time. After a failure with KEY_INVALID (a refused PIN), all that were not started fail in the same
 * way: tokens lock after a few wrong PINs.
 */
export function atMost(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  let refusal: CountersignError | undefined;
  return async (work) => {
    if (running >= most) await new Promise<void>((start) => waiting.push(start));
    else running += 1;
    try {
      if (refusal !== undefined) throw refusal;
      return await work();
    } catch (error) {
      if (error instanceof CountersignError && error.code === 'KEY_INVALID') refusal = error;
      throw error;
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
