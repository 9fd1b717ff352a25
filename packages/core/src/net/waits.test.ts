import { afterEach, expect, it, jest } from '@jest/globals';
import { createWaits } from './waits.js';

afterEach(() => void jest.restoreAllMocks());

it('a clock that is set back while the run waits makes no timer that is longer than a timer can be', () => {
  const timer = jest.spyOn(globalThis, 'setTimeout');
  const times = [new Date('2030-01-01'), new Date('2026-01-01')];
  const clock = () => times.shift() ?? new Date('2026-01-01');
  const wait = createWaits({ clock, emit: () => undefined }, 5_000)('a registry', 'r.test');
  const [, delay = Infinity] = timer.mock.calls[0] ?? [];
  wait.end();
  // Node would run the timer of four years at once, and again.
  expect(delay).toBeLessThanOrEqual(60_000);
});
