import { expect, it } from '@jest/globals';
import { CountersignError } from './index.js';

it('no text of an error is longer than a reason may be, and a cut is seen', () => {
  const long = 'x'.repeat(1024 * 1024);
  const { message, expected, found, hint } = new CountersignError('INTERNAL', long, { expected: long, found: long, hint: long });
  for (const text of [message, expected, found, hint]) {
    expect(text).toHaveLength(4096);
    expect(text?.endsWith('x…')).toBe(true);
  }
  expect(new CountersignError('INTERNAL', 'short').found).toBeUndefined();
});
