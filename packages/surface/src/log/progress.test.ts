import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { createProgress } from './progress.js';

/** A library that writes down what it is told. */
function library() {
  const told: string[] = [];
  const line = {
    set text(text: string) {
      told.push(text);
    },
    get text() {
      return told.at(-1) ?? '';
    },
    clear: () => told.push('(clear)'),
  };
  let loads = 0;
  const load = () => {
    loads += 1;
    return Promise.resolve(line);
  };
  return { told, load, loads: () => loads };
}
const loaded = (): Promise<void> => wait(0);

describe('createProgress', () => {
  it('loads the library once, when there is something to show', async () => {
    const { load, loads, told } = library();
    const progress = createProgress(load);
    progress.above(() => told.push('a line'));
    expect(loads()).toBe(0);
    progress.show('1 of 2');
    progress.show('2 of 2');
    await loaded();
    expect([loads(), ...told]).toEqual([1, 'a line', '2 of 2']);
    progress.end();
  });

  it('prints lines above: the line is removed first, and drawn again below', async () => {
    const { load, told } = library();
    const progress = createProgress(load);
    progress.show('1 of 2');
    await loaded();
    progress.above(() => told.push('a line'));
    expect(told.slice(0, 4)).toEqual(['1 of 2', '(clear)', 'a line', '1 of 2']);
    progress.end();
  });

  it('shows nothing after its end, not even if the library comes later', async () => {
    const early = library();
    const progress = createProgress(early.load);
    progress.show('1 of 2');
    progress.end();
    await loaded();
    progress.show('2 of 2');
    expect(early.told).toEqual([]);

    const { load, told } = library();
    const other = createProgress(load);
    other.show('1 of 2');
    await loaded();
    other.end();
    const before = told.length;
    other.show('2 of 2');
    other.above(() => told.push('a line'));
    expect(told.slice(before - 1)).toEqual(['(clear)', '(clear)', 'a line']);
  });

  it('goes on without a line if the library cannot be loaded', async () => {
    const printed: string[] = [];
    const progress = createProgress(() => Promise.reject(new Error('missing')));
    progress.show('1 of 2');
    await loaded();
    progress.above(() => printed.push('a line'));
    progress.end();
    expect(printed).toEqual(['a line']);
  });
});
