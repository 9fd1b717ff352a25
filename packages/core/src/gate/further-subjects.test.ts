import { describe, expect, it } from '@jest/globals';
import type { Subject } from '../artifacts/index.js';
import { CountersignError } from '../errors/index.js';
import type { JsonObject } from '../wire/index.js';
import { decide } from './further-subjects.js';
import { read } from '../policy/read-policy.js';
import { accepted, factsOf, NOW, verified } from '../policy/testing/facts.js';
import { github } from '../policy/testing/signers.js';
import { statement } from '../policy/testing/statements.js';
import { FILE } from '../policy/testing/subjects.js';
import { NEEDS_TYPE, TEST_KINDS } from '../policy/testing/kinds.js';
import {
  evaluate,
  MAX_DEPTH,
  MAX_FURTHER,
  type PolicyDecision,
  type SubjectFacts,
  type WantedSubject,
} from '../policy/evaluate/index.js';

const POLICY = await read(
  Buffer.from(`apiVersion: countersign.dev/v1beta1
kind: Policy
trust: {default: {sigstore: public-good}}
signers: {release: {github: {source: {repository: acme/app}, workflow: release.yml}}}
rules: [{name: all, match: {paths: ['**']}, require: [needs: {by: release}]}]
`),
  'policy.yaml',
  TEST_KINDS,
);
const CONTEXT = { now: NOW, target: undefined, kinds: TEST_KINDS };

const hex = (name: string): string => Buffer.from(name).toString('hex').padEnd(64, '0').slice(0, 64);
const need = (name: string): JsonObject => ({ name, sha256: hex(name) });

/** A subject whose evidence lists what it needs. */
function thing(name: string, needs: readonly string[], signer = github()): SubjectFacts {
  const sha256 = hex(name);
  const subject: Subject = { ...FILE, kind: 'digest', name, digests: { sha256 }, origin: 'evidence' };
  const said = { ...statement(NEEDS_TYPE, { needs: needs.map(need) }), subjects: [{ name, digest: { sha256 } }] };
  return factsOf(subject, [accepted(verified(signer, { statement: said, artifact: { sha256 } }))]);
}

interface World {
  readonly root: SubjectFacts;
  readonly further?: Readonly<Record<string, SubjectFacts | CountersignError>>;
}

/** The gate's loop with staged facts instead of the network. */
async function judged({ root, further = {} }: World): Promise<{ decision: PolicyDecision; asked: readonly WantedSubject[] }> {
  const asked: WantedSubject[] = [];
  const decision = await decide(POLICY, [root], CONTEXT, (wanted) => {
    asked.push(wanted);
    const found = further[wanted.subject.name];
    return Promise.resolve(found ?? new CountersignError('REGISTRY_NOT_FOUND', 'staged'));
  });
  return { decision, asked };
}

const reason = ({ subjects: [first] }: PolicyDecision) => first?.rules[0]?.requirements[0];

describe('further subjects', () => {
  it('are wanted by name, with asker and reason; until then the result is undecided', () => {
    const { decision, wanted } = evaluate(POLICY, [thing('app', ['lib'])], CONTEXT);
    expect(decision.outcome).toBe('undecided');
    expect(wanted).toEqual([
      {
        key: expect.stringContaining('lib'),
        subject: { kind: 'digest', name: 'lib', digests: { sha256: hex('lib') } },
        asker: expect.stringContaining('app'),
        why: 'needed by app',
      },
    ]);
  });

  it('allowed when they are allowed, at every step', async () => {
    const further = { lib: thing('lib', ['base']), base: thing('base', []) };
    const { decision, asked } = await judged({ root: thing('app', ['lib']), further });
    expect(decision.outcome).toBe('allowed');
    expect(asked.map(({ subject }) => subject.name)).toEqual(['lib', 'base']);
    expect(decision.further?.map((one) => [one.subject.name, one.outcome])).toEqual([
      ['base', 'allowed'],
      ['lib', 'allowed'],
    ]);
  });

  it('denied when one is denied, with its reason', async () => {
    const stranger = github({ sourceRepositoryUri: 'https://github.com/evil/app' });
    const { decision } = await judged({ root: thing('app', ['lib']), further: { lib: thing('lib', [], stranger) } });
    expect(decision.outcome).toBe('denied');
    expect(reason(decision)?.message).toMatch(/^lib \(needed by app\) is denied: /);
    expect(
      (await judged({ root: thing('app', ['lib']), further: { lib: factsOf(thing('lib', []).subject, []) } })).decision.outcome,
    ).toBe('denied');
  });

  it('undecided when one could not be read; denied when one contradicts itself', async () => {
    const lost = await judged({ root: thing('app', ['lib']) });
    expect(lost.decision.outcome).toBe('undecided');
    expect(reason(lost.decision)?.code).toBe('REGISTRY_NOT_FOUND');
    const wrong = new CountersignError('IMAGE_REFERENCE_INVALID', 'a name in evidence is no wrong use');
    expect((await judged({ root: thing('app', ['lib']), further: { lib: wrong } })).decision.outcome).toBe('undecided');
    const invalid = new CountersignError('IMAGE_INVALID', 'staged');
    expect((await judged({ root: thing('app', ['lib']), further: { lib: invalid } })).decision.outcome).toBe('denied');
  });

  it.each([
    ['itself', { app: thing('app', ['app']) }],
    ['each other', { app: thing('app', ['lib']), lib: thing('lib', ['app']) }],
  ])('a circle ends undecided: %s', async (_, { app, ...further }) => {
    const { decision } = await judged({ root: app, further });
    expect([decision.outcome, reason(decision)?.code]).toEqual(['undecided', 'FURTHER_CYCLE']);
  });

  it('a circle below the subject ends undecided, too', async () => {
    const further = { a: thing('a', ['b']), b: thing('b', ['a']) };
    const { decision, asked } = await judged({ root: thing('app', ['a']), further });
    expect([decision.outcome, reason(decision)?.code]).toEqual(['undecided', 'FURTHER_CYCLE']);
    expect(asked).toHaveLength(2);
  });

  it.each([
    [MAX_DEPTH, 'allowed', undefined],
    [MAX_DEPTH + 1, 'undecided', 'FURTHER_LIMIT'],
    [MAX_DEPTH + 50, 'undecided', 'FURTHER_LIMIT'],
  ] as const)('%i steps are %s', async (steps, outcome, code) => {
    const chain = Array.from({ length: steps }, (_, at) =>
      thing(`n${String(at + 1)}`, at + 1 < steps ? [`n${String(at + 2)}`] : []),
    );
    const further = Object.fromEntries(chain.map((one) => [one.subject.name, one]));
    const { decision, asked } = await judged({ root: thing('app', ['n1']), further });
    expect([decision.outcome, reason(decision)?.code]).toEqual([outcome, code]);
    expect(asked.length).toBeLessThanOrEqual(MAX_DEPTH);
  });

  it.each([
    [MAX_FURTHER, 'allowed', undefined],
    [MAX_FURTHER + 1, 'undecided', 'FURTHER_LIMIT'],
  ] as const)('%i of them are %s', async (number, outcome, code) => {
    const names = Array.from({ length: number }, (_, at) => `n${String(at)}`);
    const further = Object.fromEntries(names.map((name) => [name, thing(name, [])]));
    const { decision, asked } = await judged({ root: thing('app', names), further });
    expect([decision.outcome, reason(decision)?.code]).toEqual([outcome, code]);
    expect(asked).toHaveLength(MAX_FURTHER);
  });

  it('the same one is looked up once, whatever subjects need it', async () => {
    const further = { a: thing('a', ['base']), b: thing('b', ['base']), base: thing('base', []) };
    const { decision, asked } = await judged({ root: thing('app', ['a', 'b', 'base']), further });
    expect(decision.outcome).toBe('allowed');
    expect(asked.map(({ subject }) => subject.name)).toEqual(['a', 'b', 'base']);
  });

  it('only those that a signer of the policy names are looked up', async () => {
    const stranger = github({ sourceRepositoryUri: 'https://github.com/evil/app' });
    const { asked } = await judged({ root: thing('app', ['lib'], stranger), further: { lib: thing('lib', []) } });
    expect(asked).toEqual([]);
  });
});

it('waivers are refused', () => {
  const waiver = { lifts: ['attestation' as const], subject: `sha256:${hex('app')}`, until: NOW, by: ['alice'], reason: 'known' };
  expect(() => evaluate(POLICY, [thing('app', [])], { ...CONTEXT, waivers: [waiver] })).toThrow(
    /waivers are not in this version/,
  );
});
