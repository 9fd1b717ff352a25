import { describe, expect, it } from '@jest/globals';
import { readPolicy, withKeys, type Candidate, type Policy } from '../index.js';
import { decisionOf } from '../testing/decision-of.js';
import { accepted, candidate, factsOf, NOW, rejected, verified } from '../testing/facts.js';
import { KEY_A, KEY_B, keySigner, mailSigner } from '../testing/signers.js';
import { statement } from '../testing/statements.js';
import { FILE } from '../testing/subjects.js';
import { CountersignError, type Code } from '../../errors/index.js';

async function policyOf(require: string, more = ''): Promise<Policy> {
  const text = `apiVersion: countersign.dev/v1beta1
kind: Policy
trust: {strict: {sigstore: public-good}, lax: {sigstore: public-good, log-entries: 0}}
signers:
  alice: {keyless: {identity: alice@acme.dev, issuer: "https://accounts.example.com"}, trust: strict}
  ops: {key: {file: a.pub}, trust: strict}
  other: {key: {file: b.pub}, trust: strict}
  spare: {key: {file: b.pub}, trust: lax${more}}
rules: [{name: r, match: {paths: ["**"]}, require: ${require}}]
`;
  return withKeys(
    await readPolicy(new TextEncoder().encode(text), 'p.yaml'),
    new Map([
      ['ops', KEY_A],
      ['other', KEY_B],
      ['spare', KEY_B],
    ]),
  );
}

/** Outcome, code and evidence that is told, for each order of the candidates. */
async function told(require: string, candidates: readonly Candidate[], more = '') {
  const policy = await policyOf(require, more);
  const [one, two] = [candidates, candidates.toReversed()].map((order) => {
    const [subject] = decisionOf(policy, [factsOf(FILE, order)], { now: NOW, target: undefined }).subjects;
    // Nothing is left out of the report because another reason is told.
    expect(subject?.candidates).toEqual(order);
    const { outcome, code, evidence, hint, message } = subject?.rules[0]?.requirements[0] ?? {};
    return { outcome, code, evidence, hint, message };
  });
  expect(two).toEqual(one);
  return one;
}

const aliceSigned = () => accepted(verified(mailSigner('alice@acme.dev')), 'strict');
const opsSigned = (more = {}) => accepted(verified(keySigner(KEY_A), more), 'strict');
const otherSigned = () => accepted(verified(keySigner(KEY_B)), 'strict');
const ofKey = (fingerprint?: string) => ({ kind: 'key', fingerprint }) as const;
const CODES: readonly Code[] = [
  'SIGNATURE_INVALID',
  'LOG_ENTRY_MISSING',
  'TIMESTAMP_MISSING',
  'LOG_ENTRY_INVALID',
  'SUBJECT_MISMATCH',
];

describe('a policy that wants a key', () => {
  const byOps = '[signature: {by: ops}]';

  it.each(CODES.flatMap((code) => [KEY_A.fingerprint, undefined].map((named) => [code, named] as const)))(
    'tells %s of the bundle of a key beside a keyless bundle, which names %j',
    async (code, named) => {
      const failing = rejected(code, 'strict', ofKey(named));
      for (const beside of [
        aliceSigned(),
        accepted(verified(mailSigner('alice@acme.dev'), { statement: statement('https://a/b') }), 'strict'),
        rejected('LOG_ENTRY_MISSING', 'strict'),
        rejected('SIGNATURE_INVALID', 'strict'),
      ])
        expect(await told(byOps, [failing, beside])).toMatchObject({ outcome: 'denied', code, evidence: [failing.digest] });
    },
  );

  it.each(CODES.filter((code) => code !== 'SUBJECT_MISMATCH'))(
    'tells %s of the bundle that names the key, beside one of another key',
    async (code) => {
      const failing = rejected(code, 'strict', ofKey(KEY_A.fingerprint));
      for (const beside of [otherSigned(), rejected('SIGNATURE_INVALID', 'strict', ofKey(KEY_B.fingerprint))])
        expect(await told(byOps, [failing, beside])).toMatchObject({ outcome: 'denied', code, evidence: [failing.digest] });
    },
  );

  it('tells that the key signed something else, beside a keyless bundle of the artifact', async () => {
    const elsewhere = opsSigned({ artifact: { sha256: 'f'.repeat(64) } });
    const attested = opsSigned({ statement: statement('https://a/b') });
    for (const [failing, code] of [
      [elsewhere, 'SUBJECT_MISMATCH'],
      [attested, 'PREDICATE_TYPE_MISMATCH'],
    ] as const)
      expect(await told(byOps, [failing, aliceSigned()])).toMatchObject({ code, evidence: [failing.digest] });
  });

  it('tells of the keyless bundle if there is no other', async () => {
    const only = aliceSigned();
    expect(await told(byOps, [only])).toMatchObject({ outcome: 'denied', code: 'KEY_MISMATCH', evidence: [only.digest] });
  });

  it('is met by the key, whatever lies beside it', async () => {
    const beside = [aliceSigned(), rejected('SIGNATURE_INVALID', 'strict', ofKey(KEY_A.fingerprint)), otherSigned()];
    expect(await told(byOps, [opsSigned(), ...beside])).toMatchObject({ outcome: 'allowed' });
  });
});

describe('a policy that wants a certificate', () => {
  const byAlice = '[signature: {by: alice}]';

  it.each([...CODES, 'CERTIFICATE_EXPIRED', 'CERTIFICATE_UNTRUSTED', 'SCT_INVALID'] as const)(
    'tells %s of the keyless bundle beside the bundle of a key',
    async (code) => {
      const failing = rejected(code, 'strict');
      for (const beside of [
        opsSigned(),
        opsSigned({ statement: statement('https://a/b') }),
        rejected('KEY_MISMATCH', 'strict', ofKey(KEY_A.fingerprint)),
        rejected('LOG_ENTRY_MISSING', 'strict', ofKey(KEY_A.fingerprint)),
      ])
        expect(await told(byAlice, [failing, beside])).toMatchObject({ outcome: 'denied', code, evidence: [failing.digest] });
    },
  );

  it('does not speak of another trust where a key has signed', async () => {
    const underLax = candidate(
      { kind: 'rejected', trust: 'strict', error: new CountersignError('KEY_MISMATCH', 'no public key was given') },
      { kind: 'verified', trust: 'lax', facts: verified(keySigner(KEY_B)) },
    );
    const reason = await told(byAlice, [underLax]);
    expect(reason).toMatchObject({ outcome: 'denied', code: 'KEY_MISMATCH' });
    expect(reason?.hint ?? '').not.toContain('trust');
  });
});

describe('the signature of a fallback key that does not count', () => {
  const byFallback = (trust: 'strict' | 'lax') =>
    trust === 'strict'
      ? candidate(
          { kind: 'verified', trust: 'strict', facts: verified(keySigner(KEY_B)) },
          { kind: 'verified', trust: 'lax', facts: verified(keySigner(KEY_B)) },
        )
      : candidate(
          { kind: 'rejected', trust: 'strict', error: new CountersignError('KEY_MISMATCH', 'no public key was given') },
          { kind: 'verified', trust: 'lax', facts: verified(keySigner(KEY_B)) },
        );

  it.each([
    ['strict', 'other'],
    ['lax', 'spare'],
  ] as const)('is refused on purpose, and the hint says how a policy allows it: verified under %s', async (trust, name) => {
    const one = byFallback(trust);
    const reason = await told('[signature: {by: alice}]', [one], ', fallback: true');
    expect(reason).toMatchObject({ outcome: 'denied', code: 'KEY_MISMATCH', evidence: [one.digest] });
    expect(reason?.message).toBe(`signed with the fallback key "${name}", which does not count here`);
    expect(reason?.hint).toContain('on purpose');
    expect(reason?.hint).toContain(`"by: {at-least: 1, of: [alice, ${name}]}"`);
    expect(reason?.hint).not.toContain('trust');
    // What the hint says is what helps.
    expect((await told(`[signature: {by: {at-least: 1, of: [alice, ${name}]}}]`, [one], ', fallback: true'))?.outcome).toBe(
      'allowed',
    );
  });

  it('says so where only the bundle names the key, and only if nothing else is wrong', async () => {
    const named = (code: Code) => rejected(code, 'strict', ofKey(KEY_B.fingerprint));
    const ask = async (code: Code) => (await told('[signature: {by: alice}]', [named(code)], ', fallback: true'))?.message;
    expect(await ask('KEY_MISMATCH')).toBe('the bundle names the fallback key "other", which does not count here');
    expect(await ask('SUBJECT_MISMATCH')).toBe('staged SUBJECT_MISMATCH');
  });

  it('says so only of a fallback key', async () => {
    expect((await told('[signature: {by: alice}]', [byFallback('lax')]))?.hint ?? '').not.toContain('fallback');
  });

  it('is not named where an attestation is no signature: to list the key would not help', async () => {
    const facts = verified(keySigner(KEY_B), { statement: statement('https://a/b') });
    const attested = candidate({ kind: 'verified', trust: 'strict', facts }, { kind: 'verified', trust: 'lax', facts });
    const reason = await told('[signature: {by: alice}]', [attested], ', fallback: true');
    expect(reason).toMatchObject({ outcome: 'denied', code: 'PREDICATE_TYPE_MISMATCH' });
  });

  it('is told after the failure of a keyless bundle', async () => {
    const failing = rejected('LOG_ENTRY_MISSING', 'strict');
    expect(await told('[signature: {by: alice}]', [byFallback('lax'), failing], ', fallback: true')).toMatchObject({
      code: 'LOG_ENTRY_MISSING',
      evidence: [failing.digest],
    });
  });
});
