import { describe, expect, it } from '@jest/globals';
import type { Decision } from '@countersign/core/policy';
import type { SigningReport } from '@countersign/core/signing';
import type { Log } from '@countersign/core/run';
import { decisionLines, firstReason } from './decision-text.js';
import type { GateResult } from './gate-result.js';
import { annotateDecision } from './gate-results.js';
import { SIGNING_OUTPUTS } from './pieces/signing-outputs.js';
import { bundleEntries, signingLines } from './signing-results.js';

it('notes that the bytes of a digest were not seen', () => {
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

describe('a refusal', () => {
  const one = (name: string, outcome: string, code?: string): unknown => ({
    subject: { kind: 'file', name },
    outcome,
    rules: [{ requirements: [{ outcome, code, message: `why ${name}`, parts: [] }] }],
  });
  const of = (outcome: string, subjects: readonly unknown[], problems: readonly unknown[] = []): Decision =>
    ({ outcome, policies: [{ policy: 'gate', subjects }], problems }) as unknown as Decision;

  it('has the number of refused artifacts first, then each with its reasons, then the allowed ones', () => {
    const subjects = [one('a', 'allowed'), one('b', 'undecided', 'SERVICE_UNAVAILABLE'), one('c', 'denied', 'KEY_REVOKED')];
    const decision = of('denied', subjects);
    expect(decisionLines(decision)).toEqual([
      'denied: 1 of 3 artifacts: c',
      'denied: c (policy gate)',
      '  KEY_REVOKED: why c',
      'undecided: b (policy gate)',
      '  SERVICE_UNAVAILABLE: why b',
      'allowed: a (policy gate)',
      'decision: denied',
    ]);
    expect(firstReason(decision)?.code).toBe('KEY_REVOKED');
  });

  it('counts an artifact that several policies refuse once, and names three', () => {
    const subjects = ['a', 'b', 'c', 'd', 'a'].map((name) => one(name, 'denied', 'EVIDENCE_NONE'));
    expect(decisionLines(of('denied', subjects))[0]).toBe('denied: 4 of 4 artifacts: a, b, c and 1 more');
    expect(decisionLines(of('denied', [one('a', 'denied')]))[0]).toBe('denied: 1 of 1 artifact: a');
  });

  it('without a refused artifact names the problem, and never begins with "allowed"', () => {
    const problem = { requirement: 'checksums SUMS', outcome: 'denied', code: 'SUBJECT_MISMATCH', message: 'another', parts: [] };
    const decision = of('denied', [one('a', 'allowed')], [problem]);
    expect(decisionLines(decision)).toEqual([
      'denied: checksums SUMS',
      'denied: checksums SUMS',
      '  SUBJECT_MISMATCH: another',
      'allowed: a (policy gate)',
      'decision: denied',
    ]);
    expect(firstReason(decision)?.code).toBe('SUBJECT_MISMATCH');
  });

  it('has an annotation with the name of the artifact', () => {
    const said: string[] = [];
    const log = { info: () => undefined, error: (text: string) => said.push(text) } as unknown as Log;
    const decision = of('denied', [one('a', 'allowed'), one('dist/c', 'denied', 'KEY_REVOKED')]);
    annotateDecision(log, {
      decision,
      exitStatus: 1,
      pinnedImages: [],
      reportPaths: [],
      say: () => undefined,
    } as unknown as GateResult);
    expect(said).toEqual(['denied: 1 of 2 artifacts: dist/c\nwhy dist/c']);
  });
});

const FORGED = 'z\ndecision: allowed\u2028allowed: dist';

describe('decisionLines', () => {
  it('has one line per fact, whatever names and values contain', () => {
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

describe('the results of signing', () => {
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

  it('have one log line per signature', () => {
    const lines = signingLines(report(FORGED, 'app'), '/work');
    expect(lines.join('\n').split(/[\n\u2028]/)).toHaveLength(2);
  });

  it('contain names that are valid as lines of paths', () => {
    const entries = bundleEntries(report('!dist', '-x', ' y', 'a!b', 'dist/!c'), '/work');
    expect(SIGNING_OUTPUTS.subjects.lines({ entries, verifyCommand: '' })).toEqual(['./!dist', './-x', './ y', 'a!b', 'dist/!c']);
  });
});
