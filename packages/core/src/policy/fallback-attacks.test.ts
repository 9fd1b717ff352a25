import { describe, expect, it } from '@jest/globals';
import { readPolicy, withKeys, type Candidate, type Policy, type SubjectFacts } from './index.js';
import { decisionOf } from './testing/decision-of.js';
import { accepted, factsOf, NOW, verified } from './testing/facts.js';
import { KEY_A, KEY_B, keySigner, mailSigner } from './testing/signers.js';
import { statement } from './testing/statements.js';
import { FILE, platformOfImage, SHA } from './testing/subjects.js';

const PIN = KEY_A.fingerprint;

async function policyOf(signers: string, require: string, keys: Parameters<typeof withKeys>[1]): Promise<Policy> {
  const text = `apiVersion: countersign.dev/v1beta1
kind: Policy
signers:
  alice: {keyless: {identity: alice@acme.dev, issuer: "https://accounts.example.com"}}
${signers}rules: [{name: r, match: {paths: ["**"], images: ["ghcr.io/acme/*"]}, require: ${require}}]
`;
  return withKeys(await readPolicy(new TextEncoder().encode(text), 'p.yaml'), keys);
}

/** Outcome and fallback signers of the requirements together. */
function judged(policy: Policy, facts: SubjectFacts): readonly [string | undefined, readonly string[]] {
  const [subject] = decisionOf(policy, [facts], { now: NOW, target: undefined }).subjects;
  const results = subject?.rules.flatMap(({ requirements }) => requirements) ?? [];
  return [subject?.outcome, [...new Set(results.flatMap(({ fallback }) => fallback ?? []))]];
}

describe('that a decision rests on a fallback key cannot be hidden', () => {
  const byKey = factsOf(FILE, [accepted(verified(keySigner(KEY_A)))]);

  it.each([
    ['before it', '  ops: {key: {file: a.pub}}\n  spare: {key: {file: b.pub}, fallback: true}\n'],
    ['after it', '  spare: {key: {file: b.pub}, fallback: true}\n  ops: {key: {file: a.pub}}\n'],
    ['with a window', '  spare: {key: {file: b.pub}, fallback: true}\n  ops: {key: {file: a.pub}, not-after: 2090-01-01}\n'],
    ['that says so', '  spare: {key: {file: b.pub}, fallback: true}\n  ops: {key: {file: a.pub}, fallback: false}\n'],
  ])('by another signer with the same key, %s', async (_, signers) => {
    const same = new Map([
      ['ops', KEY_A],
      ['spare', KEY_A],
    ]);
    for (const by of ['ops', '{at-least: 1, of: [ops, alice]}'])
      expect([by, judged(await policyOf(signers, `[signature: {by: ${by}}]`, same), byKey)]).toEqual([by, ['allowed', ['ops']]]);
    const other = new Map([
      ['ops', KEY_A],
      ['spare', KEY_B],
    ]);
    expect(judged(await policyOf(signers, '[signature: {by: ops}]', other), byKey)).toEqual(['allowed', []]);
  });

  it('by another signer, while the service of the fallback key is away', async () => {
    const signers = `  ops: {key: {file: a.pub}}\n  spare: {key: {url: "https://acme.dev/spare.pub", sha256: ${PIN}}, fallback: true}\n`;
    const policy = await policyOf(signers, '[signature: {by: ops}]', new Map([['ops', KEY_A]]));
    expect(judged(policy, byKey)).toEqual(['allowed', ['ops']]);
  });

  it('behind the platform of an image, which only the index that it signed confirms', async () => {
    const of = (artifact: { readonly sha256: string }, signer = keySigner(KEY_A)): Candidate =>
      accepted(verified(signer, { statement: statement('https://sigstore.dev/cosign/sign/v1'), artifact }));
    const image = platformOfImage('1', 'linux/arm64', { own: { kind: 'said', platform: 'linux/amd64' } });
    const policy = await policyOf(
      '  spare: {key: {file: b.pub}, fallback: true}\n',
      '[signature: {by: {at-least: 1, of: [alice, spare]}}]',
      new Map([['spare', KEY_A]]),
    );
    const alice = mailSigner('alice@acme.dev');
    const leaf = of({ sha256: '1'.repeat(64) }, alice);
    expect(judged(policy, factsOf(image, [leaf, of({ sha256: SHA })]))).toEqual(['allowed', ['spare']]);
    expect(judged(policy, factsOf(image, [leaf, of({ sha256: SHA }, alice)]))).toEqual(['allowed', []]);
    expect(judged(policy, factsOf(image, [leaf]))).toEqual(['denied', []]);
  });
});
