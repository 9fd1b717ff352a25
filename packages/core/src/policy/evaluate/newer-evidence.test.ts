import { describe, expect, it } from '@jest/globals';
import { CountersignError } from '../../errors/index.js';
import { read } from '../read-policy.js';
import { accepted, candidate, factsOf, NOW, rejected, verified } from '../testing/facts.js';
import { github, gitlab, issuedAt, KEY_A, keySigner } from '../testing/signers.js';
import { statement } from '../testing/statements.js';
import { FILE } from '../testing/subjects.js';
import { TEST_KINDS, VERDICT_TYPE } from '../testing/kinds.js';
import type { Candidate, SubjectFacts } from './index.js';
import { decisionOf } from '../testing/decision-of.js';

const head = `apiVersion: countersign.dev/v1beta1
kind: Policy
trust: {default: {sigstore: public-good}}
signers:
  release: {github: {source: {repository: acme/app}, workflow: release.yml}}
  other: {gitlab: {source: {project: acme/app}}}
  key: {key: {file: key.pub}}
rules: [{name: all, match: {paths: ['**']}, require: [verdict: `;

async function outcome(verdict: string, candidates: readonly Candidate[], more: Partial<SubjectFacts> = {}) {
  const policy = await read(Buffer.from(`${head}${verdict}]}]\n`), 'policy.yaml', TEST_KINDS);
  const key = policy.signers.get('key');
  if (key?.who.kind !== 'key') throw new Error('no key');
  const signers = new Map([...policy.signers, ['key', { ...key, who: { ...key.who, ...KEY_A } }] as const]);
  const facts = factsOf(FILE, candidates, more);
  return decisionOf({ ...policy, signers }, [facts], { now: NOW, target: undefined, kinds: TEST_KINDS }).outcome;
}

const at = (hour: number): string => `2026-11-21T${String(hour).padStart(2, '0')}:00:00Z`;

/** A verdict in a certificate that was issued at this hour, and stamped five minutes later. */
function said(passed: unknown, hour: number, signer = github()): Candidate {
  return accepted(
    verified(issuedAt(signer, at(hour)), {
      statement: statement(VERDICT_TYPE, { passed } as never),
      times: [at(hour).replace(':00:00Z', ':05:00Z')],
    }),
  );
}
const byKey = (passed: boolean, stamped: number): Candidate =>
  accepted(verified(keySigner(KEY_A), { statement: statement(VERDICT_TYPE, { passed }), times: [at(stamped)] }));

describe('newest', () => {
  const newest = '{by: release, use: newest}';

  it('old passing evidence never outweighs newer failing evidence, in whatever order they are found', async () => {
    expect(await outcome(newest, [said(true, 8), said(false, 9)])).toBe('denied');
    expect(await outcome(newest, [said(false, 9), said(true, 8)])).toBe('denied');
    expect(await outcome('{by: release, use: any}', [said(true, 8), said(false, 9)])).toBe('allowed');
  });

  it('newer passing evidence outweighs older failing evidence', async () => {
    expect(await outcome(newest, [said(false, 8), said(true, 9)])).toBe('allowed');
    expect(await outcome(newest, [said(false, 8), said(false, 9), said(true, 10)])).toBe('allowed');
    expect(await outcome(newest, [said(true, 8), said(false, 9), said(true, 10)])).toBe('allowed');
  });

  it('where nothing proves which is newer, both must pass', async () => {
    expect(await outcome(newest, [said(true, 9), said(false, 9)])).toBe('denied');
  });

  it('a new timestamp does not make an old certificate newer', async () => {
    const again = verified(issuedAt(github(), at(8)), { statement: statement(VERDICT_TYPE, { passed: true }), times: [at(11)] });
    expect(await outcome(newest, [said(false, 9), accepted(again)])).toBe('denied');
  });

  it('nothing proves that a signature of a key is newer than another', async () => {
    const key = '{by: key, use: newest}';
    expect(await outcome(key, [byKey(false, 8), byKey(true, 11)])).toBe('denied');
    expect(await outcome(key, [byKey(true, 8), byKey(true, 11)])).toBe('allowed');
  });

  it('unreadable evidence may be the newest: undecided', async () => {
    const error = new CountersignError('FETCH_FAILED', 'staged');
    expect(await outcome(newest, [said(true, 9)], { incomplete: [error] })).toBe('undecided');
    expect(await outcome(newest, [said(true, 9), candidate({ kind: 'rejected', trust: 'default', error })])).toBe('undecided');
    expect(await outcome(newest, [said(true, 8), said(undefined, 9)])).toBe('undecided');
    expect(await outcome('{by: release, use: any}', [said(true, 9)], { incomplete: [error] })).toBe('allowed');
  });

  it('evidence by other signers, and unsigned evidence, outweighs nothing', async () => {
    expect(await outcome(newest, [said(true, 8), said(false, 9, gitlab())])).toBe('allowed');
    expect(await outcome(newest, [said(true, 8), rejected('SIGNATURE_INVALID')])).toBe('allowed');
  });

  it('where one of several people is enough, the newest of them all decides', async () => {
    const either = '{by: {at-least: 1, of: [release, other]}, use: newest}';
    expect(await outcome(either, [said(true, 8), said(false, 9, gitlab())])).toBe('denied');
    expect(await outcome(either, [said(false, 8), said(true, 9, gitlab())])).toBe('allowed');
  });

  it('where several people must sign, the newest evidence of each decides', async () => {
    const both = '{by: {at-least: 2, of: [release, other]}, use: newest}';
    expect(await outcome(both, [said(true, 8), said(true, 9, gitlab())])).toBe('allowed');
    expect(await outcome(both, [said(true, 8), said(true, 9, gitlab()), said(false, 10)])).toBe('denied');
  });
});

describe('all', () => {
  it('all must pass, and at least one is needed', async () => {
    const all = '{by: release, use: all}';
    expect(await outcome(all, [said(false, 8), said(true, 9)])).toBe('denied');
    expect(await outcome(all, [said(true, 8), said(true, 9)])).toBe('allowed');
    expect(await outcome(all, [])).toBe('denied');
  });
});
