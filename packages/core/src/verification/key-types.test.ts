import { createHash, generateKeyPairSync, sign, type KeyObject, constants } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { buildBundle } from '../bundles/index.js';
import { publicKeyFromObject, type KeyDetails, type PublicKey } from '../crypto/index.js';
import { CountersignError } from '../errors/index.js';
import type { VerificationInput } from './input.js';
import { verifyBundleWithoutIdentityUnsafe } from './verify-bundle.js';

const ARTIFACT = new Uint8Array(Buffer.from('an artifact of any kind\n'));
const digestOf = (algorithm: string, bytes: Uint8Array = ARTIFACT): string => createHash(algorithm).update(bytes).digest('hex');
const DIGESTS = { sha256: digestOf('sha256'), sha384: digestOf('sha384'), sha512: digestOf('sha512') };

interface Kind {
  readonly pair: { readonly publicKey: KeyObject; readonly privateKey: KeyObject };
  readonly details?: KeyDetails;
}
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const KINDS: Readonly<Record<string, Kind>> = {
  'P-256': { pair: generateKeyPairSync('ec', { namedCurve: 'P-256' }) },
  'P-384': { pair: generateKeyPairSync('ec', { namedCurve: 'P-384' }) },
  'P-521': { pair: generateKeyPairSync('ec', { namedCurve: 'P-521' }) },
  'RSA PKCS #1': { pair: rsa },
  'RSA-PSS': { pair: rsa, details: 'PKIX_RSA_PSS_2048_SHA256' },
  Ed25519: { pair: generateKeyPairSync('ed25519') },
};

function signature(key: PublicKey, privateKey: KeyObject): Uint8Array {
  const pss = key.details.includes('PSS')
    ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
    : {};
  return sign(key.hash ?? null, ARTIFACT, { key: privateKey, ...pss });
}

function input({ pair, details }: Kind, artifact: VerificationInput['artifact']): VerificationInput {
  const key = publicKeyFromObject(pair.publicKey, details);
  const content = { kind: 'message', digest: undefined, signature: signature(key, pair.privateKey) } as const;
  const { bundle } = buildBundle({ material: { kind: 'public-key', hint: '' }, content, logEntries: [], timestamps: [] });
  return {
    bundle,
    artifact,
    root: undefined,
    keys: [key],
    thresholds: { logEntries: 0, timestamps: 0, scts: 0, times: 0 },
    now: new Date(0),
  };
}

const codeOf = (given: VerificationInput): Promise<unknown> =>
  verifyBundleWithoutIdentityUnsafe(given).then(
    () => 'verified',
    (error: unknown) => (error instanceof CountersignError ? error.code : error),
  );

const other = new Uint8Array(Buffer.from('another artifact\n'));

describe('every key type, with its own hash', () => {
  for (const [name, kind] of Object.entries(KINDS)) {
    it(`${name}, by the bytes`, async () => {
      expect(await codeOf(input(kind, { digests: DIGESTS, bytes: ARTIFACT }))).toBe('verified');
      expect(await codeOf(input(kind, { digests: { sha256: digestOf('sha256', other) }, bytes: other }))).toBe(
        'SIGNATURE_INVALID',
      );
    });

    it(`${name}, by the digest`, async () => {
      const possible = name !== 'Ed25519';
      expect(await codeOf(input(kind, { digests: DIGESTS }))).toBe(possible ? 'verified' : 'SUBJECT_INVALID');
      const wrong = { sha256: digestOf('sha256', other), sha384: digestOf('sha384', other), sha512: digestOf('sha512', other) };
      expect(await codeOf(input(kind, { digests: wrong }))).toBe(possible ? 'SIGNATURE_INVALID' : 'SUBJECT_INVALID');
    });
  }

  it('a digest under another hash than that of the key is not enough', async () => {
    const kind = KINDS['P-384'];
    if (kind === undefined) throw new Error('no kind');
    expect(await codeOf(input(kind, { digests: { sha256: DIGESTS.sha256 } }))).toBe('SUBJECT_INVALID');
    expect(await codeOf(input(kind, { digests: {} }))).toBe('SUBJECT_INVALID');
  });

  it('the key hint selects the key; without a matching hint each key is tried', async () => {
    const [right, wrong] = ['P-256', 'P-521'].map((name) => KINDS[name]);
    if (right === undefined || wrong === undefined) throw new Error('no kind');
    const given = input(right, { digests: DIGESTS });
    const keys = [publicKeyFromObject(wrong.pair.publicKey), ...given.keys];
    expect(await codeOf({ ...given, keys })).toBe('verified');
    const hinted = (key: PublicKey | undefined): VerificationInput => ({
      ...given,
      keys,
      bundle: {
        ...given.bundle,
        material: { kind: 'public-key', hint: Buffer.from(key?.fingerprint ?? '', 'hex').toString('base64') },
      },
    });
    expect(await codeOf(hinted(keys[1]))).toBe('verified');
    expect(await codeOf(hinted(keys[0]))).toBe('SIGNATURE_INVALID');
    expect(
      await codeOf({ ...given, keys: [publicKeyFromObject(wrong.pair.publicKey), publicKeyFromObject(rsa.publicKey)] }),
    ).toBe('KEY_MISMATCH');
  });
});
