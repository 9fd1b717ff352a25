import { createHash, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { preAuthEncoding, type Bundle, type LogEntry } from '../bundles/index.js';
import { publicKeyFromObject } from '../crypto/index.js';
import { CountersignError } from '../errors/index.js';
import { encodePem, type JsonObject } from '../wire/index.js';
import { Checks } from './checks.js';
import { verifyEntryContent } from './log-entry-content.js';

const key = publicKeyFromObject(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey);
const other = publicKeyFromObject(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey);
const base64 = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString('base64');
const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();
const pem = base64(encodePem('PUBLIC KEY', key.spki));

const SIGNATURE = new Uint8Array(Buffer.from('the signature'));
const PAYLOAD = new Uint8Array(Buffer.from('{"the":"statement"}'));
const TYPE = 'application/vnd.in-toto+json';
const ARTIFACT_DIGEST = sha256(Buffer.from('artifact'));
const PAE = sha256(preAuthEncoding(TYPE, PAYLOAD));

const MESSAGE = { kind: 'message', digest: undefined, signature: SIGNATURE } as const;
const DSSE = { kind: 'dsse', payloadType: TYPE, payload: PAYLOAD, signature: SIGNATURE, keyid: '' } as const;
const envelope = (signature: JsonObject): string =>
  JSON.stringify({ payloadType: TYPE, payload: base64(PAYLOAD), signatures: [signature] });

const verifier = { publicKey: { rawBytes: base64(key.spki) }, keyDetails: 'PKIX_ECDSA_P256_SHA_256' };
const payloadHash = { algorithm: 'sha256', value: sha256(PAYLOAD).toString('hex') };
const hashed1 = (changes: JsonObject = {}): JsonObject => ({
  data: { hash: { algorithm: 'sha256', value: ARTIFACT_DIGEST.toString('hex') } },
  signature: { content: base64(SIGNATURE), publicKey: { content: pem } },
  ...changes,
});
const hashed2 = (digest: Uint8Array, changes: JsonObject = {}): JsonObject => ({
  hashedRekordV002: {
    data: { algorithm: 'SHA2_256', digest: base64(digest) },
    signature: { content: base64(SIGNATURE), verifier },
    ...changes,
  },
});
const dsse1 = (changes: JsonObject = {}): JsonObject => ({
  payloadHash,
  signatures: [{ signature: base64(SIGNATURE), verifier: pem }],
  ...changes,
});
const dsse2 = (changes: JsonObject = {}): JsonObject => ({
  dsseV002: {
    payloadHash: { algorithm: 'SHA2_256', digest: base64(sha256(PAYLOAD)) },
    signatures: [{ content: base64(SIGNATURE), verifier }],
    ...changes,
  },
});
const intoto1 = (hash: Uint8Array, changes: JsonObject = {}): JsonObject => ({
  content: { hash: { algorithm: 'sha256', value: Buffer.from(hash).toString('hex') }, payloadHash },
  publicKey: pem,
  ...changes,
});
const intoto2 = (changes: JsonObject = {}): JsonObject => ({
  content: {
    envelope: { payloadType: TYPE, signatures: [{ publicKey: pem, sig: base64(base64(SIGNATURE)), ...changes }] },
    payloadHash,
  },
});

function judge(content: Bundle['content'], kind: string, spec: JsonObject, signer = key): string {
  const [name = '', version = ''] = kind.split(' ');
  const entry = {
    kind: name,
    version,
    canonicalizedBody: Buffer.from(JSON.stringify({ apiVersion: version, kind: name, spec })),
  } as unknown as LogEntry;
  const artifact = { digests: { sha256: ARTIFACT_DIGEST.toString('hex') } };
  try {
    verifyEntryContent(entry, { content } as Bundle, artifact, { certificate: undefined, key: signer }, new Checks());
    return 'fits';
  } catch (error) {
    if (error instanceof CountersignError) return error.code;
    throw error;
  }
}

const goHash = sha256(Buffer.from(envelope({ keyid: '', sig: base64(SIGNATURE) })));
const bareHash = sha256(Buffer.from(envelope({ sig: base64(SIGNATURE) })));

describe('kinds of log entries', () => {
  const good: readonly (readonly [string, Bundle['content'], string, JsonObject])[] = [
    ['a message, Rekor v1', MESSAGE, 'hashedrekord 0.0.1', hashed1()],
    ['a message, Rekor v2', MESSAGE, 'hashedrekord 0.0.2', hashed2(ARTIFACT_DIGEST)],
    ['an attestation, Rekor v2', DSSE, 'hashedrekord 0.0.2', hashed2(PAE)],
    ['an attestation, Rekor v1', DSSE, 'dsse 0.0.1', dsse1()],
    ['an attestation, early Rekor v2', DSSE, 'dsse 0.0.2', dsse2()],
    ['an attestation, early Rekor v1', DSSE, 'intoto 0.0.2', intoto2()],
    ['an attestation, earliest Rekor v1', DSSE, 'intoto 0.0.1', intoto1(goHash)],
    ['the same without an empty keyid', DSSE, 'intoto 0.0.1', intoto1(bareHash)],
  ];
  for (const [name, content, kind, spec] of good) {
    it(`${name}: ${kind}`, () => {
      expect(judge(content, kind, spec)).toBe('fits');
      expect(judge(content, kind, spec, other)).toBe('LOG_KEY_MISMATCH');
      expect(judge({ ...content, signature: new Uint8Array(Buffer.from('another')) }, kind, spec)).toBe('LOG_CONTENT_MISMATCH');
      if (content.kind === 'dsse') {
        expect(judge({ ...content, payload: new Uint8Array(Buffer.from('{"another":1}')) }, kind, spec)).toBe(
          'LOG_CONTENT_MISMATCH',
        );
      }
    });
  }

  const bad: readonly (readonly [string, Bundle['content'], string, JsonObject, string])[] = [
    ['the payload in place of the encoding', DSSE, 'hashedrekord 0.0.2', hashed2(sha256(PAYLOAD)), 'LOG_CONTENT_MISMATCH'],
    ['an attestation as a plain signature', DSSE, 'hashedrekord 0.0.1', hashed1(), 'LOG_ENTRY_INVALID'],
    ['a signature as an attestation', MESSAGE, 'dsse 0.0.1', dsse1(), 'LOG_ENTRY_INVALID'],
    ['an unknown kind', MESSAGE, 'rfc3161 0.0.1', {}, 'LOG_ENTRY_INVALID'],
    ['an unknown version', MESSAGE, 'hashedrekord 0.0.3', hashed1(), 'LOG_ENTRY_INVALID'],
    ['another envelope', DSSE, 'intoto 0.0.1', intoto1(sha256(Buffer.from('x'))), 'LOG_CONTENT_MISMATCH'],
    ['no payload hash', DSSE, 'intoto 0.0.1', intoto1(goHash, { content: { hash: payloadHash } }), 'LOG_ENTRY_INVALID'],
    ['two signatures', DSSE, 'dsse 0.0.1', dsse1({ signatures: [{}, {}] }), 'LOG_ENTRY_INVALID'],
    ['no signatures', DSSE, 'dsse 0.0.2', dsse2({ signatures: [] }), 'LOG_ENTRY_INVALID'],
    [
      'a weak hash',
      MESSAGE,
      'hashedrekord 0.0.1',
      hashed1({ data: { hash: { algorithm: 'sha1', value: '00' } } }),
      'LOG_ENTRY_INVALID',
    ],
    [
      'keyDetails of another key type',
      MESSAGE,
      'hashedrekord 0.0.2',
      hashed2(ARTIFACT_DIGEST, {
        signature: { content: base64(SIGNATURE), verifier: { ...verifier, keyDetails: 'PKIX_ECDSA_P384_SHA_384' } },
      }),
      'LOG_KEY_MISMATCH',
    ],
    [
      'a key and a certificate',
      MESSAGE,
      'hashedrekord 0.0.2',
      hashed2(ARTIFACT_DIGEST, {
        signature: { content: base64(SIGNATURE), verifier: { ...verifier, x509Certificate: { rawBytes: 'AAAA' } } },
      }),
      'LOG_ENTRY_INVALID',
    ],
    [
      'a private key',
      MESSAGE,
      'hashedrekord 0.0.1',
      hashed1({ signature: { content: base64(SIGNATURE), publicKey: { content: base64(encodePem('PRIVATE KEY', key.spki)) } } }),
      'LOG_ENTRY_INVALID',
    ],
    ['a signature that is no base64', DSSE, 'intoto 0.0.2', intoto2({ sig: base64('???') }), 'LOG_ENTRY_INVALID'],
  ];
  // Rekor v2 stores the name of an algorithm that fits neither key nor signature: rekor-tiles 2.2 and 2.3 were seen to do so.
  const ed25519 = generateKeyPairSync('ed25519').publicKey;
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
  const mlDsa = generateKeyPairSync('ml-dsa-65').publicKey;
  for (const [object, details, named] of [
    [ed25519, 'PKIX_ED25519', 'PKIX_ED25519_PH'],
    [ed25519, 'PKIX_ED25519_PH', 'PKIX_ED25519'],
    [rsa, 'PKIX_RSA_PKCS1V15_2048_SHA256', 'PKIX_RSA_PSS_2048_SHA256'],
    [rsa, 'PKIX_RSA_PSS_2048_SHA256', 'PKIX_RSA_PKCS1V15_2048_SHA256'],
    [mlDsa, 'ML_DSA_65', 'ML_DSA_87'],
    [mlDsa, 'ML_DSA_65', 'PKIX_ECDSA_P256_SHA_256'],
  ] as const) {
    it(`rejects an entry that names ${named} for a key that is used as ${details}`, () => {
      const signer = publicKeyFromObject(object, details);
      const entry = (keyDetails: string): JsonObject =>
        hashed2(ARTIFACT_DIGEST, {
          signature: { content: base64(SIGNATURE), verifier: { publicKey: { rawBytes: base64(signer.spki) }, keyDetails } },
        });
      expect(judge(MESSAGE, 'hashedrekord 0.0.2', entry(details), signer)).toBe('fits');
      expect(judge(MESSAGE, 'hashedrekord 0.0.2', entry(named), signer)).toBe('LOG_KEY_MISMATCH');
    });
  }

  for (const [name, content, kind, spec, code] of bad) {
    it(`rejects ${name}`, () => {
      expect(judge(content, kind, spec)).toBe(code);
    });
  }
});
