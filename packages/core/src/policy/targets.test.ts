import { describe, expect, it } from '@jest/globals';
import { checkTarget, expandOneLine, readPolicy, type Policy } from './index.js';

/* With a misspelt or missing target, the strict rule would silently not apply. */

const policyOf = (...matches: readonly string[]): Promise<Policy> =>
  readPolicy(
    new TextEncoder().encode(
      `apiVersion: countersign.dev/v1beta1\nkind: Policy\nsigners: {a: {key: {file: a.pub}}}\nrules:\n${matches
        .map((more, index) => `  - {name: r${String(index)}, match: {paths: ["**"]${more}}, require: [signature: {by: a}]}\n`)
        .join('')}`,
    ),
    'p.yaml',
  );
const refusal = (policies: readonly Policy[], target: string | undefined): unknown => {
  try {
    checkTarget(
      policies,
      target,
      policies.map((_, index) => `p${String(index)}.yaml`),
    );
    return 'accepted';
  } catch (error) {
    return error;
  }
};

describe('the target of a run', () => {
  it('must be the target of a rule', async () => {
    const policy = await policyOf('', ', target: production', ', target: [staging, canary]');
    for (const target of ['production', 'staging', 'canary']) expect(refusal([policy], target)).toBe('accepted');
    expect(refusal([policy], 'prodution')).toMatchObject({
      code: 'INPUT_INVALID',
      exitStatus: 3,
      expected: 'production or staging or canary',
      hint: 'Did you mean "production"?',
    });
    for (const target of ['Production', 'production ', '', 'produc', '*']) {
      expect(refusal([policy], target)).toMatchObject({ code: 'INPUT_INVALID', exitStatus: 3 });
    }
  });

  it('must be given where one rule has a target, even if another rule has none', async () => {
    expect(refusal([await policyOf('', ', target: production')], undefined)).toMatchObject({
      code: 'INPUT_MISSING',
      exitStatus: 3,
      expected: 'target: production',
    });
  });

  it('must not be given where no rule has one', async () => {
    for (const policy of [await policyOf(''), await expandOneLine({ key: 'a.pub' })]) {
      expect(refusal([policy], 'production')).toMatchObject({
        code: 'INPUT_INVALID',
        exitStatus: 3,
        hint: 'Leave "target" out, or write "match: {target: production}" into the rule that is for it.',
      });
      expect(refusal([policy], undefined)).toBe('accepted');
    }
  });

  it('must be a target of each policy that has rules for targets', async () => {
    const both = [await policyOf(''), await policyOf(', target: production')];
    expect(refusal(both, 'production')).toBe('accepted');
    expect(refusal(both, undefined)).toMatchObject({ code: 'INPUT_MISSING' });
  });

  it('is refused where only another policy has it, because the strict rule of this policy would not apply', async () => {
    const ours = await policyOf('', ', target: production');
    const theirs = await policyOf(', target: [prod, production]');
    for (const [both, named] of [
      [[ours, theirs], 'p0.yaml'],
      [[theirs, ours], 'p1.yaml'],
    ] as const) {
      expect(refusal(both, 'prod')).toMatchObject({
        code: 'INPUT_INVALID',
        exitStatus: 3,
        message: `no rule of the policy "${named}" is for the target "prod"`,
        expected: 'production',
        found: 'prod',
      });
      expect(refusal(both, 'production')).toBe('accepted');
    }
  });
});
