import { expect, it } from '@jest/globals';
import { failure, testRun } from '../net/testing/test-run.js';
import { createBudget } from '../run/index.js';
import { withinDeadline } from './within-deadline.js';

it('the time in which a person does nothing is time that the run waits, so that its deadline ends it', async () => {
  const stop = new AbortController();
  const budget = createBudget(
    1,
    () => performance.now(),
    () => stop.abort(),
  );
  const run = { ...testRun({ signal: stop.signal }), budget };
  const never = new Promise<never>(() => undefined);
  const error = await failure(withinDeadline(run, never, { message: 'nothing came', hint: 'Try again.' }));
  expect(error).toMatchObject({ code: 'LOGIN_FAILED', message: 'nothing came', hint: 'Try again.' });
});
