import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { CountersignError } from '../errors/index.js';
import { publicKeyFromPem, type PublicKey } from '../crypto/index.js';
import { forge, IDENTITY, KEYS, type Recipe } from './testing/forge.js';
import type { ExpectedSigner, Thresholds } from './types.js';
import { verifyBundle, verifyBundleWithoutIdentityUnsafe } from './verify-bundle.js';
import * as room from './index.js';

const ISSUER = 'https://token.actions.githubusercontent.com';
const keyOf = (pair: (typeof KEYS)['otherKey']): PublicKey =>
  publicKeyFromPem(pair.publicKey.export({ format: 'pem', type: 'spki' }).toString());

/** The verified signer, or the code of the error. */
async function answer(recipe: Recipe, expected: ExpectedSigner): Promise<unknown> {
  try {
    const { signer } = await verifyBundle({ ...forge(recipe), expected });
    return signer.kind === 'key' ? 'the key' : signer.identity;
  } catch (error) {
    return error instanceof CountersignError ? error.code : error;
  }
}
const identity = (name: string, issuer = ISSUER): ExpectedSigner => ({ kind: 'certificate', identity: name, issuer });

describe('verifyBundle compares the signer with the expected signer', () => {
  it.each([
    ['this identity', identity(IDENTITY), IDENTITY],
    [
      'another identity',
      identity('https://github.com/evil/app/.github/workflows/release.yml@refs/heads/main'),
      'IDENTITY_MISMATCH',
    ],
    ['the beginning of the identity', identity(IDENTITY.slice(0, -1)), 'IDENTITY_MISMATCH'],
    ['a pattern', identity(`^${IDENTITY}$`), 'IDENTITY_MISMATCH'],
    ['other letter case', identity(IDENTITY.toUpperCase()), 'IDENTITY_MISMATCH'],
    ['another issuer', identity(IDENTITY, `${ISSUER}/`), 'ISSUER_MISMATCH'],
    ['no identity', identity(''), 'INPUT_MISSING'],
    ['no issuer', identity(IDENTITY, ' '), 'INPUT_MISSING'],
    ['a key', { kind: 'key', keys: [keyOf(KEYS.otherKey)] }, 'KEY_MISMATCH'],
    ['no key', { kind: 'key', keys: [] }, 'INPUT_MISSING'],
    ['undefined', undefined as unknown as ExpectedSigner, 'INPUT_MISSING'],
    ['an empty object', {} as ExpectedSigner, 'INPUT_MISSING'],
  ] as const)('a signature with a certificate, expected: %s', async (_, expected, result) => {
    expect(await answer({}, expected)).toBe(result);
  });

  it('a signature with a key verifies with this key only', async () => {
    const { keys } = forge({ signer: 'key' });
    expect(await answer({ signer: 'key' }, { kind: 'key', keys })).toBe('the key');
    expect(await answer({ signer: 'key' }, { kind: 'key', keys: [keyOf(KEYS.otherKey)] })).toMatch(
      /^(SIGNATURE_INVALID|KEY_MISMATCH)$/,
    );
    expect(await answer({ signer: 'key' }, identity(IDENTITY))).toBe('KEY_MISMATCH');
  });

  it('the result contains the expected signer', async () => {
    const expected = identity(IDENTITY);
    expect((await verifyBundle({ ...forge(), expected })).expected).toEqual(expected);
    expect(await verifyBundleWithoutIdentityUnsafe(forge())).not.toHaveProperty('expected');
  });
});

describe('mandatory arguments', () => {
  const refused = (change: object): Promise<unknown> =>
    verifyBundle({ ...forge(), expected: identity(IDENTITY), ...change }).then(
      () => 'verified',
      (error: unknown) => (error instanceof CountersignError ? error.code : 'refused'),
    );

  it.each([
    ['a negative threshold', { logEntries: -1 }],
    ['a fraction', { logEntries: 0.5 }],
    ['NaN', { scts: Number.NaN }],
    ['undefined', { times: undefined }],
    ['a string', { timestamps: '1' }],
  ])('a threshold must be a count: %s', async (_, wrong) => {
    const { thresholds } = forge();
    expect(await refused({ thresholds: { ...thresholds, ...wrong } as Thresholds })).toBe('INPUT_INVALID');
  });

  it('the artifact must have a digest', async () => {
    expect(await refused({ artifact: { digests: {} } })).toBe('SUBJECT_INVALID');
    expect(await refused({ artifact: undefined })).toBe('refused');
  });

  it('thresholds must be given', async () => {
    expect(await refused({ thresholds: undefined })).not.toBe('verified');
  });
});

describe('the exports', () => {
  it('have one function that verifies without an expected signer, with "Unsafe" in its name', () => {
    const ways = Object.keys(room).filter((name) => name.startsWith('verify'));
    expect(ways.toSorted()).toEqual(['verifyBundle', 'verifyBundleWithoutIdentityUnsafe']);
  });

  it('are used in the unsafe way only by the gate, whose policy checks the signer', () => {
    const root = fileURLToPath(new URL('../../../../', import.meta.url));
    const sources = ['packages', 'actions', 'scripts', 'tools', 'examples'].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true })
        .map((name) => join(root, folder, String(name)))
        .filter((path) => /\.(?:ts|mts|mjs)$/.test(path) && !/\/(?:node_modules|lib|dist|testing)\/|\.test\.ts$/.test(path)),
    );
    expect(sources.length).toBeGreaterThan(300);
    const users = sources.filter((path) => readFileSync(path, 'utf8').includes('WithoutIdentityUnsafe'));
    expect(users.map((path) => relative(root, path)).toSorted()).toEqual([
      'packages/core/src/gate/verify-evidence.ts',
      'packages/core/src/verification/index.ts',
      'packages/core/src/verification/verify-bundle.ts',
    ]);
  });
});
