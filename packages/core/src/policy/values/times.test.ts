import { describe, expect, it } from '@jest/globals';
import { describeDuration, readDuration, readMoment } from './times.js';

describe('moments and durations of a policy', () => {
  it.each([
    ['2027-06-30', '2027-06-30T00:00:00.000Z'],
    ['2028-02-29', '2028-02-29T00:00:00.000Z'],
    ['2027-06-30T12:30:01Z', '2027-06-30T12:30:01.000Z'],
  ])('%s is %s', (text, expected) => {
    expect(readMoment(text)).toEqual(new Date(expected));
  });

  it.each([
    '2027-02-29',
    '2027-13-01',
    '2027-6-3',
    '27-06-30',
    '2027-06-30T12:00:00',
    '2027-06-30T24:00:00Z',
    '2027-06-30T12:00:60Z',
    '2027-06-30T12:00:00+00:00',
    'tomorrow',
    '2027-06-30\n',
  ])('%j is not a moment', (text) => {
    expect(readMoment(text)).toBeInstanceOf(Error);
  });

  it.each([
    ['14d', 1_209_600_000],
    ['36h', 129_600_000],
    ['90m', 5_400_000],
    ['30s', 30_000],
  ])('%s is %d milliseconds, and back', (text, expected) => {
    expect(readDuration(text)).toBe(expected);
    expect(readDuration(describeDuration(expected))).toBe(expected);
  });

  it.each(['', '0d', '1w', '1', 'd', '-1d', '1.5d', '1d2h', '1D', '1 d', '1000000d'])('%j is not a duration', (text) => {
    expect(readDuration(text)).toBeInstanceOf(Error);
  });
});
