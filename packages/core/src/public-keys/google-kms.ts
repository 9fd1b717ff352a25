import { publicKeyFromPem, publicKeyFromSpki, type KeyDetails, type PublicKey } from '../crypto/index.js';
import { CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import {
  encodeDer,
  encodeDerOid,
  encodeDerSequence,
  encodeUtf8,
  isJsonObject,
  readArray,
  readString,
  type JsonObject,
} from '../wire/index.js';
import { answered, checkCrc32c, checkedBytes, damaged, googleApi, type GoogleApi } from './google-api.js';
import { parseGoogleKey } from './google-reference.js';
import { NO_KEY_SERVICES, type KeyServices } from './key-login.js';

/** The signature algorithms of Google Cloud KMS that Sigstore's registry has. The hash and the padding belong to the key. */
const ALGORITHMS: Readonly<Record<string, KeyDetails>> = {
  EC_SIGN_P256_SHA256: 'PKIX_ECDSA_P256_SHA_256',
  EC_SIGN_P384_SHA384: 'PKIX_ECDSA_P384_SHA_384',
  EC_SIGN_ED25519: 'PKIX_ED25519',
  RSA_SIGN_PKCS1_2048_SHA256: 'PKIX_RSA_PKCS1V15_2048_SHA256',
  RSA_SIGN_PKCS1_3072_SHA256: 'PKIX_RSA_PKCS1V15_3072_SHA256',
  RSA_SIGN_PKCS1_4096_SHA256: 'PKIX_RSA_PKCS1V15_4096_SHA256',
  RSA_SIGN_PSS_2048_SHA256: 'PKIX_RSA_PSS_2048_SHA256',
  RSA_SIGN_PSS_3072_SHA256: 'PKIX_RSA_PSS_3072_SHA256',
  RSA_SIGN_PSS_4096_SHA256: 'PKIX_RSA_PSS_4096_SHA256',
  PQ_SIGN_ML_DSA_65: 'ML_DSA_65',
};

/** Keys of these algorithms can be created. */
export const GOOGLE_KEY_DETAILS: readonly KeyDetails[] = Object.values(ALGORITHMS);

/** The name of an algorithm at Google; undefined if keys of this kind do not exist there. */
export function googleAlgorithm(details: KeyDetails): string | undefined {
  return Object.keys(ALGORITHMS).find((name) => ALGORITHMS[name] === details);
}

/** One version of a key. */
export interface GoogleKeyVersion {
  /** `projects/…/cryptoKeyVersions/V` */
  readonly name: string;
  /** V */
  readonly version: string;
  readonly key: PublicKey;
}

export function kmsApi(run: Run, services: KeyServices = NO_KEY_SERVICES): GoogleApi {
  return googleApi(run, services, 'cloudkms.googleapis.com', {
    role: 'Google Cloud KMS',
    expected: 'an answer about the key',
    refused:
      'Check the name of the key, and that the identity may use it (roles/cloudkms.signerVerifier; roles/cloudkms.publicKeyViewer to verify). A key without a version needs roles/cloudkms.viewer, too.',
  });
}

/**
 * Reads the public key of the version that a reference names, or of the newest enabled version.
 * @throws CountersignError INPUT_INVALID, KEY_UNSUPPORTED, KEY_INVALID, SERVICE_*, TOKEN_*
 */
export async function openGoogleKey(api: GoogleApi, reference: string, details?: KeyDetails): Promise<GoogleKeyVersion> {
  const parsed = parseGoogleKey(reference);
  const name = `${parsed.key}/cryptoKeyVersions/${parsed.version ?? (await newestVersion(api, parsed.key))}`;
  return { name, version: name.slice(name.lastIndexOf('/') + 1), key: await publicKeyOf(api, name, details) };
}

const PAGE_SIZE = 100;
const MAX_PAGES = 20;

async function newestVersion(api: GoogleApi, key: string): Promise<number> {
  let newest = 0;
  let page: string | undefined = '';
  for (let pages = 0; page !== undefined; pages += 1) {
    if (pages === MAX_PAGES) throw damaged(`at most ${MAX_PAGES} pages of versions`, 'more');
    const query = new URLSearchParams({
      filter: 'state=ENABLED',
      pageSize: String(PAGE_SIZE),
      ...(page === '' ? {} : { pageToken: page }),
    });
    const answer: JsonObject = await api.get(`${key}/cryptoKeyVersions?${query.toString()}`);
    newest = Math.max(newest, ...enabledVersions(answer, key));
    const next = answer['nextPageToken'];
    page = next === undefined || next === '' ? undefined : readString(next, 'nextPageToken', 'SERVICE_ANSWER_INVALID');
  }
  if (newest > 0) return newest;
  throw new CountersignError('KEY_INVALID', 'the key in Google Cloud KMS has no enabled version', {
    expected: 'an enabled version',
    found: 'none',
    hint: 'Create a version, or enable one: `gcloud kms keys versions enable`.',
  });
}

function enabledVersions(answer: JsonObject, key: string): readonly number[] {
  const versions = readArray(answer['cryptoKeyVersions'] ?? [], 'cryptoKeyVersions', 'SERVICE_ANSWER_INVALID');
  return versions.flatMap((one) => {
    if (!isJsonObject(one)) throw damaged('versions of the key', 'another value');
    const name = answered(one, 'name');
    const number = /\/cryptoKeyVersions\/([1-9][0-9]{0,9})$/.exec(name)?.[1] ?? '';
    if (name !== `${key}/cryptoKeyVersions/${number}`) throw damaged(`versions of ${key}`, 'a version of another key');
    return one['state'] === 'ENABLED' ? [Number(number)] : [];
  });
}

async function publicKeyOf(api: GoogleApi, name: string, details: KeyDetails | undefined): Promise<PublicKey> {
  const isPostQuantum = details === 'ML_DSA_65';
  const answer = await api.get(`${name}/publicKey${isPostQuantum ? '?publicKeyFormat=NIST_PQC' : ''}`);
  if (answer['name'] !== name) throw damaged(`the public key of ${name}`, 'one of another version');
  const algorithm = answered(answer, 'algorithm');
  const own = Object.hasOwn(ALGORITHMS, algorithm) ? ALGORITHMS[algorithm] : undefined;
  if (own === undefined)
    throw new CountersignError('KEY_UNSUPPORTED', 'the key in Google Cloud KMS has an algorithm that is not supported', {
      expected: Object.keys(ALGORITHMS).join(', '),
      found: /^[A-Z0-9_]{1,60}$/.test(algorithm) ? algorithm : 'another text',
      hint: 'Create a key with one of these algorithms; its algorithm cannot be changed.',
    });
  if (details !== undefined && details !== own)
    throw new CountersignError('KEY_UNSUPPORTED', 'the key in Google Cloud KMS signs with another algorithm', {
      expected: details,
      found: own,
      hint: 'At Google, the algorithm belongs to the key: correct or remove signing-algorithm, or name another key.',
    });
  if (isPostQuantum) return mlDsaKey(answer);
  const pem = answered(answer, 'pem');
  checkCrc32c(encodeUtf8(pem), answer['pemCrc32c'], 'pemCrc32c');
  return publicKeyFromPem(pem, `the public key of ${name}`, own);
}

/** Google gives keys of ML-DSA as FIPS 204 has them; this is their SubjectPublicKeyInfo (RFC 9881 section 4). */
function mlDsaKey(answer: JsonObject): PublicKey {
  const { publicKey } = answer;
  if (!isJsonObject(publicKey)) throw damaged('a publicKey in the format NIST_PQC', 'none');
  const raw = checkedBytes(publicKey, 'data', 'crc32cChecksum');
  const algorithm = encodeDerSequence(encodeDerOid('2.16.840.1.101.3.4.3.18'));
  return publicKeyFromSpki(encodeDerSequence(algorithm, encodeDer(0x03, Uint8Array.of(0), raw)), 'ML_DSA_65');
}
