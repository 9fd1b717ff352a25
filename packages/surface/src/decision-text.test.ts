import { describe, expect, it } from '@jest/globals';
import type { Decision } from '@countersign/core/policy';
import type { SigningReport } from '@countersign/core/signing';
import type { Log } from '@countersign/core/run';
import { decisionLines, firstReason } from './decision-text.js';
import type { GateResult } from './gate-result.js';
import { annotateDecision } from './gate-results.js';
import { SIGNING_OUTPUTS } from './pieces/signing-outputs.js';
import { bundleEntries, signingCounts, signingLines, signingSummary } from './signing-results.js';

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
    rules: [{ requirements: [{ outcome, code, message: `why ${name}`, parts: [], evidence: [] }] }],
    candidates: [],
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
      '1 allowed, 1 denied, 1 undecided',
      'decision: denied',
    ]);
    expect(firstReason(decision)?.code).toBe('KEY_REVOKED');
  });

  it('is explained once for artifacts that are refused for the same reason', () => {
    const subjects = ['a.tgz', 'b.tgz', 'c.tgz'].map((name) => one(name, 'denied', 'EVIDENCE_NONE'));
    expect(decisionLines(of('denied', [...subjects, one('d.tgz', 'denied', 'KEY_REVOKED')]))).toEqual([
      'denied: 4 of 4 artifacts: a.tgz, b.tgz, c.tgz and 1 more',
      'denied: a.tgz (policy gate)',
      'denied: b.tgz (policy gate)',
      'denied: c.tgz (policy gate)',
      '  EVIDENCE_NONE: why a.tgz',
      '  the same reason for all 3; names and digests are those of the first',
      'denied: d.tgz (policy gate)',
      '  KEY_REVOKED: why d.tgz',
      '4 denied',
      'decision: denied',
    ]);
  });

  it('is explained for each artifact where an expected or a found value differs', () => {
    const found = (name: string, value: string): unknown => ({
      subject: { kind: 'file', name },
      outcome: 'denied',
      candidates: [],
      rules: [
        {
          requirements: [{ outcome: 'denied', code: 'IDENTITY_MISMATCH', message: 'no', found: value, parts: [], evidence: [] }],
        },
      ],
    });
    const lines = decisionLines(of('denied', [found('a.tgz', 'mallory'), found('b.tgz', 'eve')]));
    expect(lines.filter((line) => line.includes('found:'))).toEqual(['    found:    mallory', '    found:    eve']);
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
      emit: () => undefined,
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
        state: 'signed',
        subjects: [{ kind: 'file', name, digests: { sha256: 'aa' } }],
        path: undefined,
        signer: { name: 'key' },
        logIndexes: [],
        hasTime: false,
        alreadyLogged: false,
        stored: [],
        failures: [],
      })),
    }) as unknown as SigningReport;

  it('have one log line per signature', () => {
    const lines = signingLines(report(FORGED, 'app'), '/work');
    expect(lines.join('\n').split(/[\n\u2028]/)).toHaveLength(2);
    expect(lines[1]).toBe('app: by key, no transparency log entry, no timestamp');
  });

  it('have what their bundles lack in every form', () => {
    const complete = { ...report('app').signed[0], logIndexes: [7n], hasTime: true };
    const both = { failures: [], signed: [...report('app').signed, complete] } as unknown as SigningReport;
    expect(bundleEntries(both, '/work').map(({ missing }) => missing)).toEqual([['log-entry', 'time'], []]);
    expect(signingLines(both, '/work')[1]).toBe('app: by key, log index 7');
    const signed = both.signed.map((one) => ({ ...one, bundle: { material: { kind: 'key' }, content: { kind: 'message' } } }));
    const text = signingSummary('Signed', { failures: [], signed } as unknown as SigningReport, '/', { trustedRoot: undefined });
    expect(text).toContain('> 1 of 2 signatures: no transparency log entry.');
    expect(text).toContain('> 1 of 2 signatures: no timestamp.');
  });

  it('contain names that are valid as lines of paths', () => {
    const entries = bundleEntries(report('!dist', '-x', ' y', 'a!b', 'dist/!c'), '/work');
    expect(SIGNING_OUTPUTS.subjects.lines({ entries, dryRun: false, verifyCommand: '' })).toEqual([
      './!dist',
      './-x',
      './ y',
      'a!b',
      'dist/!c',
    ]);
  });
});

it('says who signed what is allowed: by the bundles that a requirement rests on, and no others', () => {
  const candidate = (digest: string, identity: string, kind = 'verified'): unknown => ({
    digest,
    verifications: [kind === 'verified' ? { kind, facts: { signer: { kind: 'certificate', identity } } } : { kind }],
  });
  const subject = {
    subject: { kind: 'file', name: 'a' },
    outcome: 'allowed',
    candidates: [
      candidate('sha256:1', 'release@acme.dev'),
      candidate('sha256:2', 'mallory'),
      candidate('sha256:3', 'x', 'rejected'),
    ],
    rules: [
      {
        requirements: [
          {
            outcome: 'allowed',
            evidence: ['sha256:1', 'sha256:3'],
            parts: [{ outcome: 'denied', evidence: ['sha256:2'], parts: [] }],
          },
        ],
      },
    ],
  };
  const decision = {
    outcome: 'allowed',
    policies: [{ policy: 'gate', subjects: [subject] }],
    problems: [],
  } as unknown as Decision;
  expect(decisionLines(decision)).toEqual(['allowed: a (policy gate), signed by release@acme.dev', 'decision: allowed']);
});

it('the step summary of signing says first how much was signed and by whom, cuts digests, and has no long lines', () => {
  const names = ['a|b', `packages/${'long/'.repeat(30)}c.tgz`];
  const signed = names.map((name) => ({
    subjects: [{ kind: 'file', name, path: `/${name}`, digests: { sha256: 'ab'.repeat(32) } }],
    state: 'signed',
    path: `/${name}.sigstore.json`,
    signer: { name: 'keyless', identity: 'https://github.com/acme/app/.github/workflows/r.yml@refs/tags/v1' },
    logIndexes: [123456789n],
    hasTime: false,
    alreadyLogged: false,
    stored: [],
    failures: [],
    bundle: { material: { kind: 'key' }, content: { kind: 'message' } },
  }));
  const failures = [{ subject: 'd', error: { code: 'FETCH_FAILED', message: 'no answer' } }];
  const settings = { trustedRoot: `/home/runner/work/${'deep/'.repeat(30)}root.json`, transparencyLog: 'off' as const };
  const text = signingSummary('Signed files', { signed, failures } as unknown as SigningReport, '/', settings);
  expect(text.split('\n')[2]).toMatch(/^2 artifacts signed by https&#58;.*v1; 1 not signed\.$/);
  const [first, ...others] = signed;
  const kept = { ...first, failures: [{ code: 'STORE_FAILED', message: 'no room' }] };
  const report = { signed: [kept, ...others], failures } as unknown as SigningReport;
  expect(signingCounts(report)).toEqual(['2 signed, 1 of them not stored, 1 not signed']);
  expect(signingSummary('Signed images', report, '/', settings).split('\n')[2]).toMatch(
    /v1, 1 of them not stored; 1 not signed\.$/,
  );
  expect(text).toContain('sha256&#58;abababababab…');
  expect(text).not.toContain('ab'.repeat(32));
  expect(text).not.toContain('a|b');
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThan(300);
  // The command is copied as it is: each line but the last goes on.
  const shown = /<pre>([^]*)<\/pre>/
    .exec(text)?.[1]
    ?.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
  expect(shown?.split(' \\\n  ')).toEqual([
    "countersign verify 'a|b'",
    "--bundle 'a|b.sigstore.json'",
    '--key PUBLIC_KEY.pem',
    `--trusted-root ${settings.trustedRoot}`,
    '--transparency-log off',
  ]);
});
