import { describe, expect, it } from '@jest/globals';
import { setImmediate } from 'node:timers/promises';
import { inOrder } from './in-order.js';

describe('inOrder', () => {
  it('gives results in the order of the items, whichever ends first, and never works on more than asked', async () => {
    let working = 0;
    let most = 0;
    const results = await inOrder([3, 1, 2, 0, 4], 2, async (turns) => {
      working += 1;
      most = Math.max(most, working);
      for (let turn = 0; turn < turns; turn += 1) await setImmediate();
      working -= 1;
      return turns * 10;
    });
    expect(results).toEqual([30, 10, 20, 0, 40]);
    expect(most).toBe(2);
  });

  it('begins nothing after a failure, and throws it', async () => {
    const begun: number[] = [];
    const work = inOrder([0, 1, 2, 3, 4, 5], 2, async (item) => {
      begun.push(item);
      await setImmediate();
      if (item === 1) throw new Error('the second');
      return item;
    });
    await expect(work).rejects.toThrow('the second');
    await setImmediate();
    expect(begun.length).toBeLessThan(5);
  });

  it('of nothing is nothing', async () => {
    expect(await inOrder([], 8, () => Promise.reject(new Error('never')))).toEqual([]);
  });
});
