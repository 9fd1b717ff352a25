import { describe, expect, it } from '@jest/globals';
import { readPolicy } from './index.js';
import { accepted, factsOf, NOW, verified } from './testing/facts.js';
import { github } from './testing/signers.js';
import { statement } from './testing/statements.js';
import { IMAGE } from './testing/subjects.js';
import { decisionOf } from './testing/decision-of.js';

/* An attacker who can add evidence must not be able to delay a run for minutes: the work grows linearly with the candidates. */

describe('attestations of an image that names none, and image signatures by others', () => {
  const policy = `apiVersion: countersign.dev/v1beta1
kind: Policy
signers: {release: {github: {source: {repository: acme/app}, workflow: release.yml}}}
rules: [{name: r, match: {images: ["ghcr.io/acme/*"]}, require: [attestation: {type: "https://acme.dev/a/v1", by: release}]}]
`;

  /** How often the facts of candidates are looked at, with so many attestations and as many signatures. */
  async function looks(count: number): Promise<{ readonly looks: number; readonly outcome: string }> {
    let looked = 0;
    const make = (type: string, repository: string) => {
      const facts = verified(github({ sourceRepositoryUri: `https://github.com/${repository}` }), { statement: statement(type) });
      const { signer } = facts;
      return accepted(
        Object.defineProperty({ ...facts }, 'signer', {
          get: () => {
            looked += 1;
            return signer;
          },
        }),
      );
    };
    const candidates = Array.from({ length: count }, () => [
      make('https://acme.dev/a/v1', 'acme/app'),
      make('https://sigstore.dev/cosign/sign/v1', 'evil/app'),
    ]).flat();
    const read = await readPolicy(new TextEncoder().encode(policy), 'p.yaml');
    const { outcome } = decisionOf(read, [factsOf(IMAGE, candidates)], { now: NOW, target: undefined });
    return { looks: looked, outcome };
  }

  it('take linear time', async () => {
    const small = await looks(20);
    const large = await looks(200);
    expect(small.outcome).toBe('denied');
    expect(small.looks).toBeGreaterThan(0);
    expect(large.looks).toBeLessThanOrEqual(small.looks * 10);
  });

  it('are satisfied by one image signature of the same signer', async () => {
    const read = await readPolicy(new TextEncoder().encode(policy), 'p.yaml');
    const types = ['https://acme.dev/a/v1', 'https://sigstore.dev/cosign/sign/v1'];
    const candidates = types.map((type) => accepted(verified(github(), { statement: statement(type) })));
    expect(decisionOf(read, [factsOf(IMAGE, candidates)], { now: NOW, target: undefined }).outcome).toBe('allowed');
  });
});
