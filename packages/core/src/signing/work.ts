import pLimit from 'p-limit';
import { asCountersignError, CountersignError } from '../errors/index.js';
import type { SigningReport } from './types.js';

interface Task<T> {
  /** The name of the subject for a failure. */
  readonly subject: string;
  readonly work: () => Promise<T>;
  /** Done in spite of `failFast`: it makes nothing new. */
  readonly always?: boolean;
}

interface Worked<T> {
  /** In the order of the tasks. */
  readonly done: readonly T[];
  readonly failures: SigningReport['failures'];
}

/**
 * Runs tasks, `atOnce` at the same time. A failure does not stop the others; with `failFast`, running tasks end and the others are
 * reported as not tried, except those with `always`.
 */
export async function workThrough<T>(tasks: readonly Task<T>[], atOnce: number, failFast = false): Promise<Worked<T>> {
  const limit = pLimit(atOnce);
  let first: CountersignError | undefined;
  const results = await Promise.all(
    tasks.map(({ subject, work, always }) =>
      limit(async () => {
        if (failFast && always !== true && first !== undefined) return { subject, error: notTried(first) };
        try {
          return { value: await work() };
        } catch (thrown) {
          const error = asCountersignError(thrown);
          first ??= error;
          return { subject, error };
        }
      }),
    ),
  );
  return {
    done: results.flatMap((result) => ('value' in result ? [result.value] : [])),
    failures: results.flatMap((result) => ('value' in result ? [] : [result])),
  };
}

function notTried(first: CountersignError): CountersignError {
  return new CountersignError(first.code, 'not tried, because fail-fast stopped the run at its first failure', {
    expected: 'no failure before this one',
    found: first.message,
    hint: 'Fix the first failure, or turn fail-fast off.',
    cause: first,
  });
}
