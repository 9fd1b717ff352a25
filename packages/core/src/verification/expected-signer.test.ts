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
const keyOf = (pair: (typeof KEYS)['stranger']): PublicKey =>
  publicKeyFromPem(pair.publicKey.export({ format: 'pem', type: 'spki' }).toString());

/** The code of the refusal, or whom it was accepted for. */
async function answer(recipe: Recipe, expected: ExpectedSigner): Promise<unknown> {
  try {
    const { signer } = await verifyBundle({ ...forge(recipe), expected });
    return signer.kind === 'key' ? 'the key' : signer.identity;
  } catch (error) {
    return error instanceof CountersignError ? error.code : error;
  }
}
const who = (identity: string, issuer = ISSUER): ExpectedSigner => ({ kind: 'certificate', identity, issuer });

describe('a bundle is verified by whom the caller expects', () => {
  it.each([
    ['this identity', who(IDENTITY), IDENTITY],
    ['another identity', who('https://github.com/evil/app/.github/workflows/release.yml@refs/heads/main'), 'IDENTITY_MISMATCH'],
    ['a beginning of it', who(IDENTITY.slice(0, -1)), 'IDENTITY_MISMATCH'],
    ['a pattern', who(`^${IDENTITY}$`), 'IDENTITY_MISMATCH'],
    ['other letters', who(IDENTITY.toUpperCase()), 'IDENTITY_MISMATCH'],
    ['another issuer', who(IDENTITY, `${ISSUER}/`), 'ISSUER_MISMATCH'],
    ['no identity', who(''), 'INPUT_MISSING'],
    ['no issuer', who(IDENTITY, ' '), 'INPUT_MISSING'],
    ['a key', { kind: 'key', keys: [keyOf(KEYS.stranger)] }, 'KEY_MISMATCH'],
    ['no key', { kind: 'key', keys: [] }, 'INPUT_MISSING'],
    ['nobody', undefined as unknown as ExpectedSigner, 'INPUT_MISSING'],
    ['anything', {} as ExpectedSigner, 'INPUT_MISSING'],
  ] as const)('%s, of a certificate', async (_, expected, result) => {
    expect(await answer({}, expected)).toBe(result);
  });

  it('the key, and no other, of a key', async () => {
    const { keys } = forge({ signer: 'key' });
    expect(await answer({ signer: 'key' }, { kind: 'key', keys })).toBe('the key');
    expect(await answer({ signer: 'key' }, { kind: 'key', keys: [keyOf(KEYS.stranger)] })).toMatch(
      /^(SIGNATURE_INVALID|KEY_MISMATCH)$/,
    );
    expect(await answer({ signer: 'key' }, who(IDENTITY))).toBe('KEY_MISMATCH');
  });

  it('and says so in what it answers', async () => {
    const expected = who(IDENTITY);
    expect((await verifyBundle({ ...forge(), expected })).expected).toEqual(expected);
    expect(await verifyBundleWithoutIdentityUnsafe(forge())).not.toHaveProperty('expected');
  });
});

describe('what must be named', () => {
  const refused = (change: object): Promise<unknown> =>
    verifyBundle({ ...forge(), expected: who(IDENTITY), ...change }).then(
      () => 'verified',
      (error: unknown) => (error instanceof CountersignError ? error.code : 'refused'),
    );

  it.each([
    ['a threshold below nothing', { logEntries: -1 }],
    ['half a log', { logEntries: 0.5 }],
    ['no number', { scts: Number.NaN }],
    ['no threshold', { times: undefined }],
    ['a text', { timestamps: '1' }],
  ])('%s is refused', async (_, wrong) => {
    const { thresholds } = forge();
    expect(await refused({ thresholds: { ...thresholds, ...wrong } as Thresholds })).toBe('INPUT_INVALID');
  });

  it('no artifact is refused', async () => {
    expect(await refused({ artifact: { digests: {} } })).toBe('SUBJECT_INVALID');
    expect(await refused({ artifact: undefined })).toBe('refused');
  });

  it('no thresholds are refused', async () => {
    expect(await refused({ thresholds: undefined })).not.toBe('verified');
  });
});

describe('the room', () => {
  it('has one way to verify without a signer, and that is spelled unsafe', () => {
    const ways = Object.keys(room).filter((name) => name.startsWith('verify'));
    expect(ways.toSorted()).toEqual(['verifyBundle', 'verifyBundleWithoutIdentityUnsafe']);
  });

  it('is used in the unsafe way by the gate alone, which has a policy for it', () => {
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
