import { expect, it } from '@jest/globals';
import { CountersignError } from '../errors/index.js';
import type { Checks } from './checks.js';
import { requireThresholds } from './thresholds.js';

const none = {
  logs: { proven: [], unknown: [] },
  timestamps: { distinct: 0, unknown: 0, times: [] },
  scts: 0,
} as unknown as Parameters<typeof requireThresholds>[1];

/** The first check that fails ends it, as in a verification. */
const checks = {
  require: (_name: string, holds: boolean, error: () => CountersignError) => {
    if (!holds) throw error();
  },
} as unknown as Checks;

it.each([
  [{ logEntries: 1, timestamps: 0, scts: 0, times: 0 }, 'entries of at least 1 log in the trusted root'],
  [{ logEntries: 2, timestamps: 0, scts: 0, times: 0 }, 'entries of at least 2 different logs in the trusted root'],
  [{ logEntries: 0, timestamps: 1, scts: 0, times: 0 }, 'timestamps of at least 1 authority in the trusted root'],
  [{ logEntries: 0, timestamps: 0, scts: 2, times: 0 }, 'SCTs of at least 2 different CT logs in the trusted root'],
  [{ logEntries: 0, timestamps: 0, scts: 0, times: 1 }, 'at least 1 source of verified time'],
])('%j is not met by nothing: one or several, in words', (thresholds, expected) => {
  let thrown: unknown;
  try {
    requireThresholds(thresholds, none, checks);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(CountersignError);
  expect(thrown).toMatchObject({ expected });
});
