import { afterAll, describe, expect, it } from '@jest/globals';
import { CountersignError } from '../errors/index.js';
import { hash } from './hash.js';
import { publicKeyFromSpki } from './public-key.js';
import { hasWycheproof, readVectors, withWycheproof, type Vector } from './testing/wycheproof.js';
import type { KeyDetails } from './types.js';
import { verifyDigestSignature, verifyMessageSignature } from './verify-digest.js';

/* C2SP/wycheproof: signatures that must and must not verify, through the public functions of this room. */

const FILES: readonly (readonly [string, KeyDetails])[] = [
  ['ecdsa_secp256r1_sha256_test.json', 'PKIX_ECDSA_P256_SHA_256'],
  ['ecdsa_secp384r1_sha384_test.json', 'PKIX_ECDSA_P384_SHA_384'],
  ['ecdsa_secp521r1_sha512_test.json', 'PKIX_ECDSA_P521_SHA_512'],
  ['ed25519_test.json', 'PKIX_ED25519'],
  ['mldsa_65_verify_test.json', 'ML_DSA_65'],
  ['rsa_pss_2048_sha256_mgf1_32_test.json', 'PKIX_RSA_PSS_2048_SHA256'],
  ['rsa_pss_3072_sha256_mgf1_32_test.json', 'PKIX_RSA_PSS_3072_SHA256'],
  ['rsa_pss_4096_sha256_mgf1_32_test.json', 'PKIX_RSA_PSS_4096_SHA256'],
  ['rsa_signature_2048_sha256_test.json', 'PKIX_RSA_PKCS1V15_2048_SHA256'],
  ['rsa_signature_3072_sha256_test.json', 'PKIX_RSA_PKCS1V15_3072_SHA256'],
  ['rsa_signature_4096_sha256_test.json', 'PKIX_RSA_PKCS1V15_4096_SHA256'],
];

/** Why a valid (or acceptable) signature is refused here. Nothing else may be. */
const STRICTER: readonly (readonly [reason: string, applies: (vector: Vector) => boolean])[] = [
  ['an RSA exponent below 65537 (FIPS 186-5 appendix A.1.1)', ({ flags }) => flags.includes('SmallPublicKey')],
  ['a DigestInfo without NULL, which is not the encoding of RFC 8017', ({ flags }) => flags.includes('MissingNull')],
  ['an ML-DSA context: the algorithm registry has none', ({ context }) => context.length > 0],
  ['an ML-DSA key of zeros, under which everybody can sign', ({ flags }) => flags.includes('ZeroPublicKey')],
];
const reasonFor = (vector: Vector): string | undefined => STRICTER.find(([, applies]) => applies(vector))?.[0];

type Verdict = 'accepted' | 'refused';

/** What each public function says about a vector: over the message, and over its digest if the key signs digests. */
async function verdictsOf({ spki, message, signature }: Vector, details: KeyDetails): Promise<readonly Verdict[]> {
  if (spki === undefined) return ['refused'];
  let key: ReturnType<typeof publicKeyFromSpki>;
  try {
    key = publicKeyFromSpki(spki, details);
  } catch (thrown) {
    if (thrown instanceof CountersignError && ['KEY_INVALID', 'KEY_UNSUPPORTED'].includes(thrown.code)) return ['refused'];
    throw thrown;
  }
  const verdicts = [await verifyMessageSignature(key, message, signature)];
  if (key.hash !== undefined) verdicts.push(await verifyDigestSignature(key, hash(key.hash, message), signature));
  return verdicts.map((accepted) => (accepted ? 'accepted' : 'refused'));
}

const scores: string[] = [];
(hasWycheproof ? describe : describe.skip)(withWycheproof("Wycheproof's vectors"), () => {
  // eslint-disable-next-line no-console -- the score is the result of this test
  afterAll(() => console.log(scores.join('\n')));

  it.each(FILES)('%s', async (file, details) => {
    const vectors = readVectors(file);
    const wrong: string[] = [];
    const stricter = new Map<string, number>();
    let [agreed, byDigest] = [0, 0];
    for (const vector of vectors) {
      const verdicts = await verdictsOf(vector, details);
      const [first, ...others] = new Set(verdicts);
      const name = `${String(vector.id)} (${vector.result}, ${vector.flags.join(' ')}: ${vector.comment})`;
      const reason = reasonFor(vector);
      byDigest += verdicts.length - 1;
      if (others.length > 0) wrong.push(`${name}: message and digest disagree`);
      else if (vector.result === 'invalid' && first === 'accepted') wrong.push(`${name}: accepted`);
      else if (vector.result === 'invalid' || (first === 'accepted' && reason === undefined)) agreed += 1;
      else if (first === 'accepted') wrong.push(`${name}: accepted, although ${String(reason)} should be refused`);
      else if (reason === undefined) wrong.push(`${name}: refused`);
      else stricter.set(reason, (stricter.get(reason) ?? 0) + 1);
    }
    const more = [...stricter].map(([reason, count]) => `${String(count)} refused: ${reason}`);
    scores.push(
      `wycheproof ${file}: ${String(agreed)} of ${String(vectors.length)} as expected, ${String(byDigest)} by digest too; ` +
        (more.length === 0 ? 'no deviation' : more.join('; ')),
    );
    expect(wrong).toEqual([]);
  });

  it('uses every reason to be stricter', () => {
    const unused = STRICTER.filter(
      ([, applies]) =>
        !FILES.some(([file]) => readVectors(file).some((vector) => vector.result !== 'invalid' && applies(vector))),
    );
    expect(unused).toEqual([]);
  });
});
