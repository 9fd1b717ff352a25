import { CountersignError } from '../errors/index.js';
import {
  derFail,
  derInteger,
  derIs,
  derIsContext,
  derOctets,
  derOid,
  derSequence,
  derSmallInteger,
  derTime,
  encodeHex,
  equalBytes,
  parseDer,
  type DerNode,
} from '../wire/index.js';
import { readHashAlgorithm } from './algorithm-oids.js';
import { HASH_BYTES } from './hash.js';
import { keyIdentifierOf } from './key-identifier.js';
import { readSignedData, type SignedData } from './signed-data.js';
import { matchesSigningCertificate } from './signing-certificate.js';
import type { Certificate, HashAlgorithm } from './types.js';
import { verifyWithHash } from './verify-signature.js';

const TST_INFO = '1.2.840.113549.1.9.16.1.4';

/** A timestamp as read: its imprint and time are unverified until `verifyTimestampSignature` returns true. */
export interface ParsedTimestamp {
  /** Truncated to milliseconds. */
  readonly genTime: Date;
  /** What was stamped: for Sigstore, the hash of the raw signature bytes. */
  readonly imprint: { readonly hash: HashAlgorithm; readonly digest: Uint8Array };
  /** Dotted OID of the authority's policy. */
  readonly policy: string;
  /** Hex. */
  readonly serialNumber: string;
  /** The nonce of the request, if it had one. */
  readonly nonce: bigint | undefined;
  /** Embedded certificates that are readable; untrusted, only used to find the signer. */
  readonly certificates: readonly Certificate[];
  readonly signedData: SignedData;
}

/**
 * Reads an RFC 3161 TimeStampResp (section 2.4.2) that was granted, down to the TSTInfo. The signature is not verified, but
 * the CMS attributes are checked against the content.
 * @param what how errors name it
 * @throws CountersignError TIMESTAMP_INVALID
 */
export function parseTimestampResponse(der: Uint8Array, what = 'the timestamp'): ParsedTimestamp {
  if (der.length > 256 * 1024) {
    throw new CountersignError('TIMESTAMP_INVALID', `${what} is too large`, {
      expected: 'at most 256 KiB',
      found: `${der.length} bytes`,
    });
  }
  const response = parseDer(Uint8Array.from(der), what, 'TIMESTAMP_INVALID');
  const [status, token] = derSequence(response, 1, 2);
  const [code] = status === undefined ? [] : derSequence(status, 1, 3);
  const granted = code === undefined ? -1 : derSmallInteger(code);
  // 0 granted, 1 granted with modifications; all other values are refusals.
  if (granted !== 0 && granted !== 1) derFail(response, `status ${granted}`, 'a timestamp that was granted');
  if (token === undefined) return derFail(response, 'no token', 'a timestamp token');
  const signedData = readSignedData(token, TST_INFO);
  const info = parseDer(signedData.content, `the TSTInfo of ${what}`, 'TIMESTAMP_INVALID');
  return { ...readInfo(info), certificates: signedData.certificates, signedData };
}

function readInfo(info: DerNode): Pick<ParsedTimestamp, 'genTime' | 'imprint' | 'policy' | 'serialNumber' | 'nonce'> {
  const [version, policy, imprint, serial, time, ...optional] = derSequence(info, 5, 10);
  if (version === undefined || policy === undefined || imprint === undefined || serial === undefined || time === undefined) {
    return derFail(info, 'missing fields', 'a TSTInfo');
  }
  if (derSmallInteger(version) !== 1) derFail(info, 'another version', 'version 1');
  if (!derIs(time, 'generalizedTime')) derFail(info, 'another kind of time', 'a GeneralizedTime');
  derInteger(serial);
  // Accuracy, ordering, nonce, tsa [0], extensions [1], in this order, each at most once.
  const take = (is: (node: DerNode) => boolean): DerNode | undefined => {
    const next = optional[0];
    return next !== undefined && is(next) ? optional.shift() : undefined;
  };
  take((node) => derIs(node, 'sequence'));
  take((node) => derIs(node, 'boolean'));
  const nonce = take((node) => derIs(node, 'integer'));
  take((node) => derIsContext(node, 0));
  const extensions = take((node) => derIsContext(node, 1));
  if (optional.length > 0) derFail(info, 'unknown fields', 'a TSTInfo');
  // RFC 3161 section 2.4.2: no extension is processed, so a critical one is refused.
  if (extensions?.children.some((extension) => derIs(extension.children[1], 'boolean')))
    derFail(info, 'a critical extension', 'none');
  return {
    genTime: derTime(time),
    imprint: readImprint(imprint),
    policy: derOid(policy),
    serialNumber: encodeHex(serial.content),
    nonce: nonce === undefined ? undefined : derInteger(nonce),
  };
}

function readImprint(node: DerNode): ParsedTimestamp['imprint'] {
  const [algorithm, value] = derSequence(node, 2, 2);
  if (algorithm === undefined || value === undefined) return derFail(node, 'something else', 'a message imprint');
  const hash = readHashAlgorithm(algorithm);
  const digest = derOctets(value);
  if (digest.length !== HASH_BYTES[hash]) derFail(node, `${digest.length} bytes`, `a digest of ${hash}`);
  return { hash, digest };
}

/** Whether the timestamp names this certificate as its signer; no proof. */
export function isTimestampSigner(timestamp: ParsedTimestamp, certificate: Certificate): boolean {
  const { signer } = timestamp.signedData;
  if (signer.kind === 'issuer-serial') {
    return signer.serialNumber === certificate.serialNumber && equalBytes(signer.issuerName, certificate.issuerName);
  }
  const own = keyIdentifierOf(certificate);
  return own !== undefined && equalBytes(signer.keyIdentifier, own);
}

/**
 * Whether `certificate` signed the timestamp: it is the named signer, it is the one that the signing-certificate attribute names
 * (RFC 5816), and its key made the signature over the signed attributes. The caller must check chain, validity and key usage.
 * @throws CountersignError TIMESTAMP_INVALID when the attribute is malformed
 */
export function verifyTimestampSignature(timestamp: ParsedTimestamp, certificate: Certificate): boolean {
  const { signedData } = timestamp;
  return (
    isTimestampSigner(timestamp, certificate) &&
    matchesSigningCertificate(signedData.attributes, certificate) &&
    verifyWithHash(certificate.publicKey, signedData.algorithm, signedData.signedAttributes, signedData.signature)
  );
}
