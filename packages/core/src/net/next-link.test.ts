import { describe, expect, it } from '@jest/globals';
import { CountersignError } from '../errors/index.js';
import { nextLink } from './next-link.js';

const next = (link: string | undefined): string | undefined =>
  nextLink({ headers: link === undefined ? {} : { link } }, 'registry.example', 'REGISTRY_ANSWER_INVALID');

describe('nextLink', () => {
  it.each([
    ['</v2/x?n=2>; rel="next"', '/v2/x?n=2'],
    ['<https://a.example/2>;rel=next', 'https://a.example/2'],
    ['<https://a.example/1>; rel="prev", <https://a.example/3>; rel="next"', 'https://a.example/3'],
    ['<https://a.example/1>; rel="prev"', undefined],
    [undefined, undefined],
  ])('reads %j', (link, target) => {
    expect(next(link)).toBe(target);
  });

  it.each(['<', '<>;', '<> ', '<a>; rel=', ' ', '>'])('refuses a long header of %j and reads a short one at once', (unit) => {
    const before = process.cpuUsage();
    let error: unknown;
    try {
      next(unit.repeat(60_000));
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(CountersignError);
    expect(error).toMatchObject({ code: 'REGISTRY_ANSWER_INVALID', expected: 'at most 4096 characters' });
    for (let round = 0; round < 100; round += 1) expect(next(unit.repeat(4096 / unit.length))).toBeUndefined();
    const { user, system } = process.cpuUsage(before);
    expect(user + system).toBeLessThan(2_000_000);
  });
});
