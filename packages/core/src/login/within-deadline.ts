import type { Run } from '../run/index.js';
import { loginError } from './failures.js';

/** Waits for a person, no longer than the run may wait: the time counts as waiting, without which the deadline would not pass. @throws CountersignError LOGIN_FAILED when the deadline passes */
export async function withinDeadline<T>(
  { signal, budget }: Run,
  answer: Promise<T>,
  { message, hint }: { readonly message: string; readonly hint: string },
): Promise<T> {
  let stop: (() => void) | undefined;
  const ended = new Promise<never>((_resolve, reject) => {
    stop = () => {
      reject(loginError(message, { expected: 'a login before the deadline of the run', found: 'none', hint }));
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await budget.spend(() => Promise.race([answer, ended]));
  } finally {
    if (stop !== undefined) signal.removeEventListener('abort', stop);
  }
}
