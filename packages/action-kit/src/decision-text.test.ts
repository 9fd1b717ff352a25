import { describe, expect, it } from '@jest/globals';
import type { Decision } from '@countersign/core/policy';
import type { SigningReport } from '@countersign/core/signing';
import { decisionLines } from './decision-text.js';
import { signingLines, signingOutputs } from './signing-results.js';

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

const FORGED = 'z\ndecision: allowed\u2028allowed: dist';

describe('decisionLines', () => {
  it('writes a line for each thing it says, whatever names and values hold', () => {
    const refused = { outcome: 'denied', code: 'EVIDENCE_NONE', message: FORGED, expected: FORGED, found: FORGED, parts: [] };
    const decision = {
      outcome: 'denied',
      target: FORGED,
      notices: [FORGED],
      policies: [
        {
          policy: FORGED,
          subjects: [{ subject: { kind: 'file', name: FORGED }, outcome: 'denied', rules: [{ requirements: [refused] }] }],
        },
      ],
      problems: [{ ...refused, requirement: FORGED }],
    } as unknown as Decision;
    const text = decisionLines(decision).join('\n');
    expect(text.split(/[\n\r\u2028\u2029\u0085]/)).toHaveLength(decisionLines(decision).length);
    expect(text).not.toMatch(/^\s*(decision: allowed|allowed: )/m);
    expect(text).toContain('z\\ndecision: allowed\\u2028allowed: dist');
  });
});

describe('what signing says', () => {
  const report = (...names: readonly string[]): SigningReport =>
    ({
      failures: [],
      signed: names.map((name) => ({
        subjects: [{ kind: 'file', name, digests: { sha256: 'aa' } }],
        path: undefined,
        signer: { name: 'key' },
        logIndexes: [],
        stored: [],
        failures: [],
      })),
    }) as unknown as SigningReport;

  it('is a line for each signature', () => {
    const lines = signingLines(report(FORGED, 'app'), '/work');
    expect(lines.join('\n').split(/[\n\u2028]/)).toHaveLength(2);
  });

  it('hands on names that a list of paths does not take for anything else', () => {
    const { subjects } = signingOutputs(report('!dist', '-x', ' y', 'a!b', 'dist/!c'), '/work', '');
    expect(subjects?.split('\n')).toEqual(['./!dist', './-x', './ y', 'a!b', 'dist/!c']);
  });
});
