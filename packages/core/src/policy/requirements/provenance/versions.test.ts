import { describe, expect, it } from '@jest/globals';
import { isVersion, readVersionExpectation } from './versions.js';

describe('versioned tags', () => {
  const table: readonly [string, readonly string[], readonly string[]][] = [
    ['v2.4.1', ['v2', 'v2.4', 'v2.4.1', 'v2.4.1+build7'], ['v3', 'v2.5', 'v2.4.0', 'v2.4.1-rc1']],
    ['v2.4', ['v2', 'v2.4', 'v2.4.0'], ['v2.4.1', 'v2.3']],
    ['v2.4.1-rc1', ['v2', 'v2.4', 'v2.4.1-rc1'], ['v2.4.1', 'v2.4.1-rc2']],
    ['v2.4.1-rc.1', ['v2.4.1-rc.1', 'v2.4.1-rc.1+a.b'], ['v2.4.1-rc.2', 'v2.4.1-rc']],
    ['v2', ['v2', 'v2.0', 'v2.0.0'], ['v2.1', 'v1', 'v20']],
    ['v2.4.1+build9', ['v2.4.1'], ['v2.4.2']],
    ['release-2.4', [], ['v2', 'v2.4']],
    ['2.4.1', [], ['v2']],
    ['v02.4.1', [], ['v2']],
    ['v2.4.1\n', [], ['v2']],
  ];
  it.each(
    table.flatMap(([tag, yes, no]) => [
      ...yes.map((one) => [tag, one, true] as const),
      ...no.map((one) => [tag, one, false] as const),
    ]),
  )('tag %j for %j: %s', (tag, expected, matches) => {
    expect(isVersion(tag, expected, 'allow')).toBe(matches);
  });

  it('can refuse pre-releases that the policy does not name', () => {
    expect(isVersion('v2.4.1-rc1', 'v2', 'deny')).toBe(false);
    expect(isVersion('v2.4.1-rc1', 'v2.4.1-rc1', 'deny')).toBe(true);
    expect(isVersion('v2.4.1', 'v2', 'deny')).toBe(true);
  });

  it.each(['2.4.1', 'v', 'v2.', 'v2-rc1', 'v2.4.1-', 'v2.4.1-01', 'v1e3', 'main'])(
    '%j is not a valid version requirement',
    (text) => {
      expect(readVersionExpectation(text)).toBeUndefined();
    },
  );
});
