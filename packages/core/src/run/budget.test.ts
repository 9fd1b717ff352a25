import { describe, expect, it } from '@jest/globals';
import { createBudget } from './budget.js';

/** A budget on a clock that moves only by hand. */
function staged(totalMs: number) {
  let now = 1_000;
  const budget = createBudget(totalMs, () => now);
  const pass = (ms: number) => void (now += ms);
  /** A wait that ends when it is told to. */
  const begin = (): (() => Promise<void>) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const wait = budget.spend(() => promise);
    return async () => {
      resolve();
      await wait;
    };
  };
  return { budget, pass, begin };
}

describe('the budget for waiting', () => {
  it('does not count work: after twelve minutes of hashing, all of it is left', () => {
    const { budget, pass } = staged(600_000);
    pass(720_000);
    expect(budget.leftMs()).toBe(600_000);
  });

  it('counts a wait while it lasts and after it', async () => {
    const { budget, pass, begin } = staged(10_000);
    const end = begin();
    pass(3_000);
    expect(budget.leftMs()).toBe(7_000);
    await end();
    pass(50_000);
    expect(budget.leftMs()).toBe(7_000);
    const second = begin();
    pass(8_000);
    expect(budget.leftMs()).toBe(-1_000);
    await second();
    expect(budget.leftMs()).toBe(-1_000);
  });

  it('counts waits at the same time once', async () => {
    const { budget, pass, begin } = staged(10_000);
    const ends = [begin(), begin()];
    pass(1_000);
    ends.push(begin());
    pass(1_000);
    await ends[0]?.();
    pass(1_000);
    await Promise.all(ends.map((end) => end()));
    pass(1_000);
    expect(budget.leftMs()).toBe(7_000);
  });

  it('counts a wait that fails', async () => {
    const { budget, pass } = staged(10_000);
    const wait = budget.spend(() => {
      pass(4_000);
      return Promise.reject(new Error('no'));
    });
    await expect(wait).rejects.toThrow('no');
    expect(budget.leftMs()).toBe(6_000);
  });

  it.each([
    [600_000, 60_000],
    [3_600_000, 60_000],
    [90_000, 18_000],
    [1_000, 200],
  ])('keeps of %i ms a reserve of %i ms for registries', (total, reserve) => {
    expect(createBudget(total, () => 0).reserveMs).toBe(reserve);
  });

  it('tells once that it is used up, and only during a wait', async () => {
    let told = 0;
    const budget = createBudget(
      20,
      () => performance.now(),
      () => (told += 1),
    );
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(told).toBe(0);
    await budget.spend(() => new Promise((resolve) => setTimeout(resolve, 60)));
    expect([told, budget.leftMs() < 0]).toEqual([1, true]);
  });
});
