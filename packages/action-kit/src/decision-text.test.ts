import { expect, it } from '@jest/globals';
import type { Decision } from '@countersign/core/policy';
import { decisionLines } from './decision-text.js';

it('says of a digest that its bytes were not seen', () => {
  const subject = { kind: 'digest', name: 'app.tgz', digests: { sha256: 'a'.repeat(64) }, origin: 'SUMS:1' } as const;
  const one = { subject, outcome: 'allowed', rules: [], unmatched: undefined, candidates: [], unreadable: [] } as const;
  const decision: Decision = {
    outcome: 'allowed',
    time: new Date(0),
    target: undefined,
    policies: [{ policy: 'gate', digest: 'sha256:00', outcome: 'allowed', subjects: [one], problems: [] }],
    subjects: [subject],
    problems: [],
  };
  expect(decisionLines(decision)).toContain('allowed: app.tgz (bytes not seen) (policy gate)');
});
