import { describe, expect, it } from '@jest/globals';
import { failure } from '../../net/testing/test-run.js';
import { signer } from '../../policy/document/signers.js';
import { readPolicy } from '../../policy/index.js';
import { baseName, withNewSigner, withRevokedSigner } from './policy-changes.js';

const SHA = 'a'.repeat(64);
const head = `apiVersion: countersign.dev/v1beta1
kind: Policy
trust: {corp: {sigstore: public-good}}
`;
const keyless = '{keyless: {identity: a@b.co, issuer: https://accounts.example.com}}';
const rules = (by: string): string => `rules:
  - name: all
    match: {paths: ["*"]}
    require:
      - signature: {by: ${by}}
`;
const rotated = (text: string, old = 'ops-2025', name = 'ops-2026'): Promise<string> =>
  withNewSigner(Buffer.from(text), 'p.yaml', {
    old,
    name,
    key: { file: 'keys/ops-2026.pub', sha256: SHA },
    notAfter: '2027-01-01T00:00:00Z',
  });

describe('a new signer beside the old one', () => {
  const policy = (by: string, more = ''): string =>
    `${head}signers:\n  ops-2025: {key: {file: keys/ops-2025.pub}}\n  other: ${keyless}\n${more}${rules(by)}`;
  const NEW = `  ops-2026: {key: {file: keys/ops-2026.pub, sha256: ${SHA}}}\n`;

  it.each([
    ['named alone', 'ops-2025', 'ops'],
    [
      'one of several, of whom two must sign: both keys count once',
      '{at-least: 2, of: [ops-2025, other]}',
      '{at-least: 2, of: [ops, other]}',
    ],
  ])('%s', async (_name, by, expected) => {
    expect(await rotated(policy(by))).toBe(
      `${head}signers:\n  ops-2025: {key: {file: keys/ops-2025.pub}, not-after: 2027-01-01T00:00:00Z}\n${NEW}  other: ${keyless}\npeople: {ops: [ops-2025, ops-2026]}\n${rules(expected)}`,
    );
  });

  it('is a fallback signer if the old one is, so that decisions that rest on it still say so', async () => {
    for (const written of ['true', 'false', '"true"'] as const) {
      const text = await rotated(policy('ops-2025').replace('ops-2025.pub}}', `ops-2025.pub}, fallback: ${written}}`));
      const { signers } = await readPolicy(Buffer.from(text), 'p.yaml');
      const isOne = written !== 'false';
      expect([written, signers.get('ops-2025')?.fallback, signers.get('ops-2026')?.fallback]).toEqual([written, isOne, isOne]);
    }
    const plain = await readPolicy(Buffer.from(await rotated(policy('ops-2025'))), 'p.yaml');
    expect(plain.signers.get('ops-2026')?.fallback).toBe(false);
  });

  it('keeps all that the policy says about the old one, beside its key and its time', async () => {
    // Whoever adds a field to signers decides what a rotation does with it.
    const fields = Object.keys((signer.schema as { readonly properties: object }).properties);
    const others = ['github', 'gitlab', 'keyless'];
    expect(fields.filter((field) => !others.includes(field))).toEqual(['key', 'fallback', 'trust', 'not-before', 'not-after']);
  });

  it('joins the person of the old one, and requirements stay as they are', async () => {
    const people = 'people:\n  team:   # of two\n    - ops-2025\n    - other\n';
    const text = await rotated(policy('team', people));
    expect(text).toContain('    - other\n    - ops-2026\n');
    expect(text).toContain(rules('team'));
  });

  it('is not guessed where a rule names the signer of a person: the person may have other keys', async () => {
    expect(await failure(rotated(policy('ops-2025', 'people: {team: [ops-2025, other]}\n')))).toMatchObject({
      code: 'INPUT_INVALID',
      expected: 'by: team',
    });
  });

  it('gets a person with another name where the short one is taken', async () => {
    const text = await rotated(policy('ops-2025').replaceAll('other', 'ops'));
    expect(text).toContain('people: {ops-keys: [ops-2025, ops-2026]}');
    expect(text).toContain('signature: {by: ops-keys}');
  });

  it.each([
    ['a signer that is not there', policy('ops-2025'), 'ops-2024', 'ops-2026', /no signer ops-2024/],
    ['a signer with certificates', policy('ops-2025'), 'other', 'ops-2026', /has no key/],
    ['a name that is taken', policy('ops-2025'), 'ops-2025', 'other', /already has the name/],
    [
      'a signer that ends before',
      policy('ops-2025').replace('keys/ops-2025.pub}', 'keys/ops-2025.pub}, not-after: 2026-12-01'),
      'ops-2025',
      'ops-2026',
      /already ends/,
    ],
  ])('%s is refused', async (_name, text, old, name, message) => {
    expect(await failure(rotated(text, old, name))).toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringMatching(message) as unknown,
    });
  });

  it('a policy in JSON stays JSON', async () => {
    const json = {
      apiVersion: 'countersign.dev/v1beta1',
      kind: 'Policy',
      signers: { 'ops-2025': { key: { file: 'k.pub' } } },
      rules: [{ name: 'all', match: { paths: ['*'] }, require: [{ signature: { by: 'ops-2025' } }] }],
    };
    const text = await rotated(JSON.stringify(json, undefined, 2));
    expect(JSON.parse(text)).toMatchObject({
      signers: { 'ops-2025': { 'not-after': '2027-01-01T00:00:00Z' }, 'ops-2026': { key: { sha256: SHA } } },
      people: { ops: ['ops-2025', 'ops-2026'] },
    });
  });
});

describe('a revoked signer', () => {
  const policy = `${head}signers:\n  ops-2025: {key: {file: k.pub}}\n${rules('ops-2025')}`;
  const revoke = (text: string, since?: string) => withRevokedSigner(Buffer.from(text), 'p.yaml', 'ops-2025', since);
  const revoked = async (...dates: readonly (string | undefined)[]): Promise<string> => {
    let text = policy;
    for (const date of dates) text = (await revoke(text, date)).text;
    return text.slice(policy.length);
  };
  const SINCE = 'revoked: [{signer: ops-2025, not-before: 2026-11-20}]\n';
  const WHOLE = 'revoked: [{signer: ops-2025}]\n';

  it.each([
    ['once', ['2026-11-20'], SINCE],
    ['the same date again', ['2026-11-20', '2026-11-20'], SINCE],
    ['the same moment in other words', ['2026-11-20', '2026-11-20T00:00:00Z'], SINCE],
    ['a later date, by which signatures would count again', ['2026-11-20', '2026-11-25'], SINCE],
    ['an earlier date', ['2026-11-25', '2026-11-20'], SINCE],
    ['all signatures, after a date', ['2026-11-20', undefined], WHOLE],
    ['a date, after all signatures', [undefined, '2026-11-20'], WHOLE],
  ])('%s: one entry, and the one by which the fewest signatures count', async (_name, dates, expected) => {
    expect(await revoked(...dates)).toBe(expected);
  });

  it('tells from when on the signer was revoked, and is now', async () => {
    const { text, ...first } = await revoke(policy, '2026-11-20');
    expect(first).toEqual({ before: undefined, after: '2026-11-20' });
    expect(await revoke(text, '2026-11-25')).toEqual({ text, before: '2026-11-20', after: '2026-11-20' });
    expect(await revoke(text, '2026-11-02')).toMatchObject({ before: '2026-11-20', after: '2026-11-02' });
    expect(await revoke(text)).toMatchObject({ before: '2026-11-20', after: 'all' });
  });

  it('stands beside the revocations of others', async () => {
    const others = `revoked:\n  - {digest: "sha256:${SHA}"}   # ours, by mistake\n`;
    const text = `${policy}${others}`;
    const { text: once } = await revoke(text, '2026-11-25');
    expect(once).toBe(`${text}  - {signer: ops-2025, not-before: 2026-11-25}\n`);
    expect((await revoke(once, '2026-11-20')).text).toBe(`${text}  - {signer: ops-2025, not-before: 2026-11-20}\n`);
  });

  it('gets another date where its entry is written as a block, before another entry and another member', async () => {
    const others = `  - {digest: "sha256:${SHA}"}\nunmatched: deny\n`;
    const block = (date: string): string =>
      `${policy}revoked:\n  - signer: ops-2025 # why\n    # when\n    not-before: ${date} # that\n${others}`;
    expect((await revoke(block('2026-11-20'), '2026-11-02')).text).toBe(block('2026-11-02'));
    expect((await revoke(block('2026-11-20'))).text).toBe(`${policy}revoked:\n  - {signer: ops-2025} # that\n${others}`);
  });

  it.each([[policy], [`${policy}revoked: [{signer: ops-2025, not-before: 2026-11-20}]\n`]])(
    'with a date that is none is refused',
    async (text) => {
      expect(await failure(revoke(text, 'yesterday'))).toMatchObject({ code: 'INPUT_INVALID' });
    },
  );
});

it.each([
  ['ops-2025', 'ops'],
  ['ops-2025-11-27', 'ops'],
  ['ops_v2', 'ops'],
  ['release', 'release'],
  ['2025', '2025'],
])('the base of %s is %s', (name, base) => {
  expect(baseName(name)).toBe(base);
});
