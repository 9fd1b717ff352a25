import { describe, expect, it } from '@jest/globals';
import type { Code } from '../errors/index.js';
import type { VerifiedSigner } from '../verification/index.js';
import { readPolicy, withKeys, type Outcome, type Policy } from './index.js';
import { accepted, factsOf, NOW, verified } from './testing/facts.js';
import { github, issuedAt, KEY_A, keySigner } from './testing/signers.js';
import { FILE } from './testing/subjects.js';
import { decisionOf } from './testing/decision-of.js';

/* A timestamp proves that a signature existed before it, never that it was made after it: anyone can get a new one. */

const text = (signer: string, requirement: string, more = ''): string =>
  `apiVersion: countersign.dev/v1beta1\nkind: Policy\nsigners:\n  ci: {github: {source: {repository: acme/app}, workflow: release.yml}${signer}}\n  ops: {key: {file: a.pub}${signer}}\n  other: {key: {file: b.pub}}\npeople: {ann: [ci, other]}\nrules:\n  - {name: r, match: {paths: ["**"]}, require: [${requirement}]}\n${more}`;
const policyOf = async (...parts: Parameters<typeof text>): Promise<Policy> =>
  withKeys(await readPolicy(new TextEncoder().encode(text(...parts)), 'p.yaml'), new Map([['ops', KEY_A]]));

function ask(policy: Policy, signer: VerifiedSigner, times: readonly string[]): readonly [Outcome, Code | undefined] {
  const { outcome, subjects } = decisionOf(policy, [factsOf(FILE, [accepted(verified(signer, { times }))])], {
    now: NOW,
    target: undefined,
  });
  return [outcome, subjects[0]?.rules[0]?.requirements[0]?.code];
}
const issued = (at: string): VerifiedSigner => issuedAt(github(), at);
const KEY = keySigner(KEY_A);

const day = 86_400_000;
const ago = (milliseconds: number): string => new Date(NOW.getTime() - milliseconds).toISOString();
const FRESH = ago(60_000);

describe('a certificate proves the time of its signature', () => {
  it.each<[string, string, string, Outcome, Code | undefined]>([
    ['exactly as old as allowed', ago(14 * day), ago(14 * day - 1000), 'allowed', undefined],
    ['a second older', ago(14 * day + 1000), ago(14 * day), 'denied', 'EVIDENCE_STALE'],
    ['an old one with a new timestamp', ago(60 * day), FRESH, 'denied', 'EVIDENCE_STALE'],
    ['a time in the future', ago(-day), ago(-day), 'denied', 'TIMESTAMP_INVALID'],
  ])('max-age: %s', async (_, from, time, ...expected) => {
    expect(ask(await policyOf('', 'signature: {by: ci, max-age: 14d}'), issued(from), [time])).toEqual(expected);
  });

  const window = ', not-before: 2026-01-01, not-after: 2026-02-01';
  it.each<[string, string, string, Outcome]>([
    ['from its first moment', '2026-01-01T00:00:00Z', '2026-01-01T00:00:01Z', 'allowed'],
    ['to its last', '2026-01-31T23:59:50Z', '2026-01-31T23:59:59Z', 'allowed'],
    ['with a timestamp at its end', '2026-01-31T23:59:50Z', '2026-02-01T00:00:00Z', 'denied'],
    ['issued before it', '2025-12-31T23:59:59Z', '2026-01-01T00:00:01Z', 'denied'],
    ['issued before it, with a new timestamp', '2025-06-01T00:00:00Z', '2026-01-15T00:00:00Z', 'denied'],
  ])('a window: %s', async (_, from, time, outcome) => {
    const policy = await readPolicy(
      new TextEncoder().encode(text('', 'signature: {by: ci}').replace('release.yml}', `release.yml}${window}`)),
      'p.yaml',
    );
    expect(ask(policy, issued(from), [time])).toEqual([outcome, outcome === 'allowed' ? undefined : 'SIGNER_UNTRUSTED']);
  });

  it.each<[string, string, string, Outcome]>([
    ['with a timestamp before it', '2026-02-28T23:59:00Z', '2026-02-28T23:59:59Z', 'allowed'],
    ['with a timestamp at its beginning', '2026-02-28T23:59:00Z', '2026-03-01T00:00:00Z', 'denied'],
    ['issued in it', '2026-03-03T23:59:59Z', '2026-03-04T00:00:01Z', 'denied'],
    ['issued in it, with a new timestamp', '2026-03-02T00:00:00Z', FRESH, 'denied'],
    ['issued before it, with a timestamp after it', '2026-02-01T00:00:00Z', FRESH, 'denied'],
    ['issued at its end', '2026-03-04T00:00:00Z', '2026-03-04T00:00:01Z', 'allowed'],
  ])('revoked for a time: %s', async (_, from, time, outcome) => {
    const policy = await policyOf(
      '',
      'signature: {by: ci}',
      'revoked: [{signer: ci, not-before: 2026-03-01, not-after: 2026-03-04}]\n',
    );
    expect(ask(policy, issued(from), [time])).toEqual([outcome, outcome === 'allowed' ? undefined : 'REVOKED']);
  });
});

describe('nothing proves the time of a key signature', () => {
  it.each<[string, string, string, string, RegExp]>([
    ['max-age', '', 'signature: {by: ops, max-age: 14d}', '', /p\.yaml:9:\d+: .*max-age: signer "ops" is a key/],
    [
      'max-age of one of several',
      '',
      'provenance: {by: {at-least: 1, of: [ci, ops]}, max-age: 14d}',
      '',
      /max-age: signer "ops" is a key/,
    ],
    ['max-age of a person with a key', '', 'signature: {by: ann, max-age: 14d}', '', /max-age: signer "other" is a key/],
    ['max-age in any-of', '', 'any-of: [[attestation: {type: "https://a/b", by: ops, max-age: 1d}]]', '', /is a key/],
    [
      'not-before',
      ', not-before: 2026-01-01',
      'signature: {by: ops}',
      '',
      /p\.yaml:5:\d+: signers\.ops\.not-before: nothing proves/,
    ],
    [
      'a revocation that ends',
      '',
      'signature: {by: ops}',
      'revoked: [{signer: ops, not-before: 2026-03-01, not-after: 2026-03-04}]\n',
      /p\.yaml:10:\d+: revoked\[0\]\.not-after: the revocation of a key cannot end/,
    ],
    ['a revocation up to a date', '', 'signature: {by: ops}', 'revoked: [{signer: ops, not-after: 2026-03-04}]\n', /cannot end/],
  ])('%s is refused with the reason', async (_, signer, requirement, more, message) => {
    await expect(policyOf(signer, requirement, more)).rejects.toMatchObject({
      code: 'POLICY_INVALID',
      message: expect.stringMatching(message),
    });
  });

  it('not-after is compared with the earliest verified time, which is needed', async () => {
    const policy = await policyOf(', not-after: 2026-02-01', 'signature: {by: ops}');
    expect(ask(policy, KEY, ['2026-01-31T23:59:59Z', FRESH])).toEqual(['allowed', undefined]);
    expect(ask(policy, KEY, ['2026-02-01T00:00:00Z'])).toEqual(['denied', 'SIGNER_UNTRUSTED']);
    expect(ask(policy, KEY, [])).toEqual(['denied', 'TIMESTAMP_MISSING']);
  });

  it('a key is revoked permanently from a date on', async () => {
    const policy = await policyOf('', 'signature: {by: ops}', 'revoked: [{signer: ops, not-before: 2026-03-01}]\n');
    expect(ask(policy, KEY, ['2026-02-28T23:59:59Z'])).toEqual(['allowed', undefined]);
    expect(ask(policy, KEY, ['2026-03-01T00:00:00Z'])).toEqual(['denied', 'REVOKED']);
    expect(ask(policy, KEY, [FRESH])).toEqual(['denied', 'REVOKED']);
    expect(ask(policy, KEY, [])).toEqual(['denied', 'REVOKED']);
  });

  it('a policy that was not read from a document is checked, too', async () => {
    const policy = await policyOf('', 'signature: {by: ops}');
    const [rule] = policy.rules;
    const [requirement] = rule?.require ?? [];
    if (rule === undefined || requirement?.kind !== 'signature') throw new Error('another policy');
    const aged = { ...policy, rules: [{ ...rule, require: [{ ...requirement, maxAge: 14 * day }] }] };
    expect(ask(aged, KEY, [FRESH])).toEqual(['denied', 'TIMESTAMP_MISSING']);
    const revoked = { kind: 'signer' as const, signer: 'ops', window: { from: undefined, until: new Date('2026-03-04') } };
    expect(ask({ ...policy, revoked: [revoked] }, KEY, [FRESH])).toEqual(['denied', 'REVOKED']);
  });

  it('needs no verified time where the policy requires none', async () => {
    expect(ask(await policyOf('', 'signature: {by: ops}'), KEY, [])).toEqual(['allowed', undefined]);
    expect(ask(await policyOf('', 'signature: {by: ops}'), KEY, [ago(-day)])).toEqual(['denied', 'TIMESTAMP_INVALID']);
  });
});
