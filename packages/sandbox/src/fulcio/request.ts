import { createPublicKey, type KeyObject } from 'node:crypto';
import { bitStringBytes, children, DerError, readElement, readOid } from '../x509/der-reader.js';
import { publicKeyOf } from '../x509/certificate-reader.js';
import { namedSignatureMatches, signatureMatches } from '../x509/keys.js';
import { readPem } from '../x509/pem.js';
import { HttpError, readJsonBody, type SandboxRequest } from '../http/router.js';

/** A client's request for a certificate: a key and the proof of possession of the private key. */
export interface KeyRequest {
  readonly key: KeyObject;
  /** Whether the proof is valid; `challenge` is the text that must be signed if the request is not a CSR. */
  provesPossession(challenge: string): boolean;
}

export interface CertificateRequest {
  readonly token: string;
  readonly keyRequest: KeyRequest;
}

/** Reads `POST /api/v2/signingCert`; throws `HttpError` 400 with Fulcio's messages. */
export function readV2Request(request: SandboxRequest): CertificateRequest {
  const body = readJsonBody(request);
  const credentials = record(either(body, 'credentials', 'credentials'));
  const token = string(either(credentials, 'oidcIdentityToken', 'oidc_identity_token')) || bearerToken(request);
  const csr = string(either(body, 'certificateSigningRequest', 'certificate_signing_request'));
  if (csr !== '') return { token, keyRequest: readSigningRequest(base64(csr)) };
  const keyRequest = record(either(body, 'publicKeyRequest', 'public_key_request'));
  const publicKey = record(either(keyRequest, 'publicKey', 'public_key'));
  const proof = string(either(keyRequest, 'proofOfPossession', 'proof_of_possession'));
  return { token, keyRequest: bareKey(Buffer.from(string(publicKey['content']), 'utf8'), base64(proof)) };
}

/** Reads the older `POST /api/v1/signingCert`: bearer token, base64 key. */
export function readV1Request(request: SandboxRequest): CertificateRequest {
  const body = readJsonBody(request);
  const token = bearerToken(request);
  const csr = string(body['certificateSigningRequest']);
  if (csr !== '') return { token, keyRequest: readSigningRequest(base64(csr)) };
  const content = base64(string(record(body['publicKey'])['content']));
  return { token, keyRequest: bareKey(content, base64(string(body['signedEmailAddress']))) };
}

function bareKey(content: Buffer, proof: Buffer): KeyRequest {
  const key = parsePublicKey(content);
  return { key, provesPossession: (challenge) => signatureMatches(key, Buffer.from(challenge, 'utf8'), proof) };
}

function parsePublicKey(content: Buffer): KeyObject {
  const pem = content.toString('latin1');
  try {
    return allowedKey(pem.includes('-----BEGIN PUBLIC KEY-----') ? createPublicKey(pem) : publicKeyOf(content));
  } catch (error) {
    if (error instanceof HttpError) throw error;
    throw new HttpError(400, 'The public key supplied in the request could not be parsed');
  }
}

/** A PKCS#10 request (RFC 2986): its own signature is the proof; its subject is ignored. */
function readSigningRequest(pem: Buffer): KeyRequest {
  try {
    const [der] = readPem(pem.toString('latin1'), 'CERTIFICATE REQUEST');
    const [info, algorithm, bits] = children(readElement(der ?? pem));
    if (!info) throw new DerError('empty request');
    const spki = children(info)[2];
    const key = allowedKey(publicKeyOf(spki?.raw ?? Buffer.alloc(0)));
    const valid = namedSignatureMatches(key, info.raw, bitStringBytes(bits), readOid(children(algorithm)[0]));
    return { key, provesPossession: () => valid };
  } catch (error) {
    if (error instanceof HttpError) throw error;
    throw new HttpError(400, 'The certificate signing request could not be parsed');
  }
}

/** The keys Fulcio certifies: NIST curves, RSA of 2048 to 4096 bits with exponent 65537, Ed25519. */
function allowedKey(key: KeyObject): KeyObject {
  const { namedCurve, modulusLength, publicExponent } = key.asymmetricKeyDetails ?? {};
  const allowed =
    (key.asymmetricKeyType === 'ec' && ['prime256v1', 'secp384r1', 'secp521r1'].includes(namedCurve ?? '')) ||
    (key.asymmetricKeyType === 'rsa' && [2048, 3072, 4096].includes(modulusLength ?? 0) && publicExponent === 65537n) ||
    key.asymmetricKeyType === 'ed25519';
  if (!allowed) throw new HttpError(400, 'The public key supplied in the request is insecure');
  return key;
}

function bearerToken(request: SandboxRequest): string {
  return /^bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
}

/** protojson accepts a field under its JSON name and its original one. */
function either(value: Record<string, unknown>, camel: string, snake: string): unknown {
  return value[camel] ?? value[snake];
}

const string = (value: unknown): string => (typeof value === 'string' ? value : '');
const base64 = (value: string): Buffer => Buffer.from(value, 'base64');
const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
