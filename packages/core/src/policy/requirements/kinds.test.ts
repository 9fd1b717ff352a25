import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../../wire/index.js';
import { explainPolicy } from '../resolve/index.js';
import { policySchema, read } from '../read-policy.js';
import { accepted, factsOf, NOW, verified } from '../testing/facts.js';
import { github } from '../testing/signers.js';
import { FILE, IMAGE } from '../testing/subjects.js';
import { TEST_KINDS } from '../testing/kinds.js';
import { decisionOf } from '../testing/decision-of.js';
import { LATER } from '../values/index.js';
import { KINDS, type Kinds } from './index.js';

/** The policy around an example. */
const policy = (parts: {
  readonly rule?: string;
  readonly match?: string;
  readonly require?: string;
}): string => `apiVersion: countersign.dev/v1beta1
kind: Policy
trust: {default: {sigstore: public-good}}
signers:
  release: {github: {source: {repository: acme/app}, workflow: release.yml}}
  builder: {gitlab: {source: {project: acme/app}}}
  alice: {keyless: {identity: alice@acme.dev, issuer: https://accounts.example.com}}
  key: {key: {file: keys/release.pub}}
rules:
  - name: all
    match:
      paths: ['**']
      images: ['ghcr.io/**']
      ${parts.match ?? ''}
    ${parts.rule ?? ''}
    require:
      - ${parts.require ?? 'signature: {by: release}'}
`;

const readExample = (place: keyof Kinds, example: string, kinds: Kinds = KINDS) =>
  read(Buffer.from(policy({ [place]: example })), 'policy.yaml', kinds);

const all = (kinds: Kinds) =>
  (['require', 'rule', 'match'] as const).flatMap((place) =>
    Object.entries(kinds[place]).map(([key, kind]) => ({ place, key, kind })),
  );

describe.each(all(KINDS).map((one) => [one.key, one] as const))('the kind %s', (_, { place, key, kind }) => {
  it('has the same key in the table and in a policy', () => {
    expect(kind.key).toBe(key);
  });

  it('has a summary, and a description for each of its keys', () => {
    expect(kind.page.summary.length).toBeGreaterThan(20);
    const schema = (policySchema()['$defs'] as JsonObject)['requirement'] as JsonObject;
    const shape = kind.level === 'set' ? (schema['properties'] as JsonObject)[key] : kind.shape.schema;
    const keys = Object.keys(((shape as JsonObject)['properties'] ?? {}) as JsonObject);
    expect(Object.keys(kind.page.fields).sort()).toEqual(keys.sort());
    for (const text of Object.values(kind.page.fields)) expect(String(text).length).toBeGreaterThan(5);
  });

  it('has an example that is read and explained', async () => {
    expect(kind.page.example).toMatch(new RegExp(`^${key}: \\S`));
    const example = await readExample(place, kind.page.example);
    const without = await readExample('require', 'signature: {by: alice}');
    expect(explainPolicy(example)).not.toEqual(explainPolicy(without));
    const said =
      place === 'match' ? example.rules[0]?.match.asks : place === 'rule' ? example.rules[0]?.asks : example.rules[0]?.require;
    expect(said).toContainEqual(expect.objectContaining({ kind: key }));
  });

  it('has an example that is refused, with its position', async () => {
    const refused = readExample(place, kind.page.refuses.example);
    await expect(refused).rejects.toThrow(kind.page.refuses.message);
    await expect(refused).rejects.toThrow(new RegExp(`^policy\\.yaml:\\d+:\\d+: rules\\[0\\]\\..*${key}`));
  });

  it('is not in the list of keys that are not in this version', () => {
    expect(LATER[place] as readonly string[]).not.toContain(key);
  });
});

describe('a kind that is added to the table', () => {
  it.each(all(TEST_KINDS).map((one) => [one.key, one] as const))('%s is read and explained', async (key, { place, kind }) => {
    const example = await readExample(place, kind.page.example, TEST_KINDS);
    expect(explainPolicy(example, TEST_KINDS)).toContain(kind.explain(firstOf(example, key) as never)[0]);
    await expect(readExample(place, kind.page.refuses.example, TEST_KINDS)).rejects.toThrow(kind.page.refuses.message);
  });

  it('is in the schema', () => {
    const schema = JSON.stringify(policySchema(TEST_KINDS));
    for (const key of ['verdict', 'needs', 'size', 'agree']) {
      expect(schema).toContain(`"${key}"`);
      expect(JSON.stringify(policySchema())).not.toContain(`"${key}"`);
    }
  });
});

function firstOf({ rules: [rule] }: Awaited<ReturnType<typeof read>>, key: string): unknown {
  return [...(rule?.require ?? []), ...(rule?.asks ?? []), ...(rule?.match.asks ?? [])].find((one) => one.kind === key);
}

describe('requirements of the subject itself, and of the run', () => {
  const decide = async (parts: Parameters<typeof policy>[0], ...facts: readonly ReturnType<typeof factsOf>[]) =>
    decisionOf(await read(Buffer.from(policy(parts)), 'policy.yaml', TEST_KINDS), facts, {
      now: NOW,
      target: undefined,
      kinds: TEST_KINDS,
    });

  it.each([
    [100, 'allowed'],
    [101, 'denied'],
  ] as const)('a file of %i bytes is %s without any evidence', async (bytes, outcome) => {
    expect((await decide({ require: 'size: {max: 100}' }, factsOf({ ...FILE, size: bytes }, []))).outcome).toBe(outcome);
  });

  it('a subject to which a requirement does not apply is denied', async () => {
    const decision = await decide({ require: 'size: {max: 100}' }, factsOf(IMAGE, []));
    expect(decision.subjects[0]?.rules[0]?.requirements[0]).toMatchObject({ outcome: 'denied', code: 'RULE_FAILED' });
  });

  it('as an alternative', async () => {
    const either = 'any-of: [[size: {max: 1}], [size: {max: 100}]]';
    expect((await decide({ require: either }, factsOf({ ...FILE, size: 50 }, []))).outcome).toBe('allowed');
    expect((await decide({ require: either }, factsOf({ ...FILE, size: 500 }, []))).outcome).toBe('denied');
  });

  it('a requirement of the run gets the evidence that satisfied the rule, for all subjects', async () => {
    const signed = (name: string, commit: string) =>
      factsOf({ ...FILE, name }, [accepted(verified(github({ sourceRepositoryDigest: commit })))]);
    const one = await decide({ rule: 'agree: [commit]' }, signed('a', 'c'.repeat(40)), signed('b', 'c'.repeat(40)));
    expect([one.outcome, one.problems]).toEqual(['allowed', []]);
    const two = await decide({ rule: 'agree: [commit]' }, signed('a', 'c'.repeat(40)), signed('b', 'd'.repeat(40)));
    expect(two.outcome).toBe('denied');
    expect(two.problems).toMatchObject([{ requirement: 'rule all: agree', code: 'RULE_FAILED', message: '2 commits' }]);
  });
});
