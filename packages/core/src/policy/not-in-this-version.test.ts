import { describe, expect, it } from '@jest/globals';
import { CountersignError } from '../errors/index.js';
import { readPolicy } from './index.js';
import { WHOLE_LANGUAGE } from './testing/whole-language.js';
import { LATER } from './values/index.js';

async function refusal(text: string): Promise<CountersignError> {
  const thrown: unknown = await readPolicy(new TextEncoder().encode(text), 'p.yaml').catch((error: unknown) => error);
  if (!(thrown instanceof CountersignError)) throw new Error('the policy was accepted');
  return thrown;
}

/** Everything of the policy language that this version does not have, by the mapping that contains it. */
const MISSING: Readonly<Record<keyof typeof LATER, readonly string[]>> = {
  policy: ['include', 'waivers'],
  trust: ['second-opinion'],
  signer: ['ca'],
  rule: ['same', 'continuity'],
  match: ['models', 'manifests'],
  require: ['run', 'dependencies', 'approval', 'vsa', 'sbom', 'vulnerabilities', 'artifact', 'vex', 'test-result', 'model'],
  attestation: ['where', 'over', 'use'],
};

const HEAD = 'apiVersion: countersign.dev/v1beta1\nkind: Policy\n';
const RULE = '{name: r, match: {paths: ["*"]}, require: [signature: {by: s}]}';
const policy = (rule = RULE, trust = 'log-entries: 1', more = '', signer = 'key: {file: s.pub}'): string =>
  `${HEAD}trust: {t: {root: r.json, ${trust}}}\nsigners: {s: {${signer}}}\nrules:\n  - ${rule}\n${more}`;

/** A policy whose only problem is the key. */
const WITH: Readonly<Record<keyof typeof LATER, (key: string) => string>> = {
  policy: (key) => policy(undefined, undefined, `${key}: {a: b}\n`),
  trust: (key) => policy(undefined, `${key}: required`),
  signer: (key) => policy(undefined, undefined, undefined, `${key}: {root: ca.pem}`),
  rule: (key) => policy(RULE.replace('name: r', `name: r, ${key}: [run]`)),
  match: (key) => policy(RULE.replace('paths: ["*"]', `paths: ["*"], ${key}: ["*"]`)),
  require: (key) => policy(RULE.replace('signature:', `${key}:`)),
  attestation: (key) => policy(RULE.replace('signature: {by: s', `attestation: {type: "https://a/b", by: s, ${key}: x`)),
};

describe('the parts of the policy language that are not in this version', () => {
  it('are all in the list', () => {
    expect(LATER).toEqual(MISSING);
  });

  it.each(Object.entries(MISSING).flatMap(([place, keys]) => keys.map((key) => [place as keyof typeof LATER, key] as const)))(
    'in %s: "%s" is refused with a hint, not as a typing error',
    async (place, key) => {
      const error = await refusal(WITH[place](key));
      expect(error).toMatchObject({ code: 'INPUT_UNSUPPORTED', exitStatus: 3, hint: expect.stringContaining('use a version') });
      expect(error.message).toMatch(new RegExp(`^p\\.yaml:\\d+:\\d+: \\S+: "${key}" is not in this version$`));
    },
  );

  it('are refused together, and nothing else in a policy of the whole language is', async () => {
    const { code, message } = await refusal(WHOLE_LANGUAGE);
    const problems = message.split('\n').slice(1);
    expect(code).toBe('INPUT_UNSUPPORTED');
    expect(problems.filter((line) => !line.endsWith(' is not in this version'))).toEqual([]);
    expect(problems.map((line) => /^p\.yaml:\d+:\d+: (\S+):/.exec(line)?.[1]).sort()).toEqual(
      [
        'include',
        'trust.public.second-opinion',
        'signers.renamed.github.source.repository',
        'signers.moved.gitlab.source.project',
        'signers.carol.ca',
        'rules[0].require[0].run',
        'rules[0].require[1].dependencies',
        'rules[0].require[3].approval',
        'rules[0].require[4].vsa',
        'rules[0].require[5].sbom',
        'rules[0].require[6].vulnerabilities',
        'rules[0].require[7].attestation.use',
        'rules[0].require[7].attestation.where',
        'rules[0].same',
        'rules[0].continuity',
        'rules[1].require[1].artifact',
        'waivers',
      ].sort(),
    );
  });
});
