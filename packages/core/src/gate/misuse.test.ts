import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { collectFiles, type Subject } from '../artifacts/index.js';
import { failure, testRun } from '../net/testing/test-run.js';
import { expandOneLine, worst, type Policy } from '../policy/index.js';
import { combine } from './combine.js';
import { runGate, type GateOptions } from './index.js';
import { decisionOf } from '../policy/testing/decision-of.js';

const cwd = mkdtempSync(join(tmpdir(), 'countersign-misuse-'));
let subjects: readonly Subject[];
beforeAll(async () => {
  writeFileSync(join(cwd, 'app.tgz'), 'the package');
  subjects = await collectFiles(testRun({ cwd }), { paths: ['app.tgz'] });
});
afterAll(() => {
  rmSync(cwd, { recursive: true });
});
const gate = (options: GateOptions) => failure(runGate(testRun({ cwd, capability: 'none' }), options));
const WHO = {
  certificateIdentity: 'https://github.com/acme/app/.github/workflows/r.yml@refs/tags/v1',
  certificateOidcIssuer: 'https://token.actions.githubusercontent.com',
};

describe('the gate does not run without', () => {
  it.each<readonly [string, GateOptions, string]>([
    ['a policy', { paths: ['app.tgz'] }, 'INPUT_MISSING'],
    ['a policy in an empty list', { paths: ['app.tgz'], policies: [] }, 'INPUT_MISSING'],
    ['a signer in its one line', { paths: ['app.tgz'], oneLine: {} }, 'INPUT_MISSING'],
    [
      'a signer beside an issuer',
      { paths: ['app.tgz'], oneLine: { certificateOidcIssuer: WHO.certificateOidcIssuer } },
      'INPUT_MISSING',
    ],
    ['an issuer', { paths: ['app.tgz'], oneLine: { certificateIdentity: WHO.certificateIdentity } }, 'INPUT_MISSING'],
    ['an identity that is a text', { paths: ['app.tgz'], oneLine: { ...WHO, certificateIdentity: '' } }, 'INPUT_INVALID'],
    ['a name of the policy file', { paths: ['app.tgz'], policies: [''] }, 'INPUT_INVALID'],
    ['an artifact', { oneLine: WHO }, 'INPUT_MISSING'],
    ['an artifact in its lists', { paths: [], checksums: [], images: [], oneLine: WHO }, 'INPUT_MISSING'],
    ['an artifact that is there', { paths: ['*.zip'], oneLine: WHO }, 'NO_MATCH'],
  ])('%s', async (_, options, code) => {
    expect(await gate(options)).toMatchObject({ code, exitStatus: 3 });
  });
});

describe('an empty input is never allowed', () => {
  const facts = () => subjects.map((subject) => ({ subject, candidates: [], unreadable: [], incomplete: [], searched: [] }));
  const context = { now: new Date(), target: undefined };
  const with_ = async (change: (policy: Policy) => Partial<Policy>): Promise<string> => {
    const policy = await expandOneLine(WHO);
    return decisionOf({ ...policy, ...change(policy) }, facts(), context).outcome;
  };

  it('no outcome, no subject, no policy', async () => {
    expect(worst([])).toBe('denied');
    expect(decisionOf(await expandOneLine(WHO), [], context).outcome).toBe('denied');
    const parts = { time: new Date(), target: undefined, problems: [], notices: [] };
    expect(combine({ ...parts, policies: [], subjects: [] }).outcome).toBe('denied');
    expect(combine({ ...parts, policies: [], subjects }).outcome).toBe('denied');
  });

  it('no rule, no requirement', async () => {
    expect(await with_(() => ({ rules: [] }))).toBe('denied');
    expect(await with_(({ rules }) => ({ rules: rules.map((rule) => ({ ...rule, require: [] })) }))).toBe('denied');
  });

  it.each([0, 1])('no possible signer, of whom %i must sign', async (atLeast) => {
    const by = { atLeast, people: [] };
    const outcome = await with_(({ rules }) => ({
      rules: rules.map((rule) => ({ ...rule, require: [{ kind: 'signature', by, maxAge: undefined, unseen: 'deny' }] })),
    }));
    expect(outcome).toBe('denied');
  });
});
