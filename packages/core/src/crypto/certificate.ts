import { asCountersignError, CountersignError, type Code } from '../errors/index.js';
import {
  derBitBytes,
  derExplicit,
  derFail,
  derInteger,
  derIs,
  derIsContext,
  derSequence,
  derSmallInteger,
  derTime,
  encodeHex,
  equalBytes,
  parseDer,
  type DerNode,
} from '../wire/index.js';
import { readSignatureAlgorithm } from './algorithm-oids.js';
import { readExtensions, tbsWithoutExtension } from './certificate-extensions.js';
import { publicKeyFromSpki } from './public-key.js';
import type { Certificate, PublicKey } from './types.js';
import { verifyWithHash } from './verify-signature.js';

/** SCT list of RFC 6962 section 3.3. */
const SCT_LIST = '1.3.6.1.4.1.11129.2.4.2';

export interface CertificateOptions {
  /** How errors name it; default `the certificate`. */
  readonly what?: string;
  /** Default CERTIFICATE_INVALID. */
  readonly code?: Code;
}

/**
 * Reads an X.509 v3 certificate (RFC 5280) strictly; nothing is verified. Repeated extensions, signature algorithms that
 * differ, unsupported keys and anything that is not DER are errors.
 * @throws CountersignError `code`, CERTIFICATE_INVALID unless given
 */
export function parseCertificate(der: Uint8Array, options: CertificateOptions = {}): Certificate {
  const code = options.code ?? 'CERTIFICATE_INVALID';
  const what = options.what ?? 'the certificate';
  if (der.length > 64 * 1024) {
    throw new CountersignError(code, `${what} is too large`, { expected: 'at most 64 KiB', found: `${der.length} bytes` });
  }
  const key = Buffer.from(der.buffer, der.byteOffset, der.length).toString('latin1');
  const certificate = known.get(key) ?? readCertificate(der, what, code);
  // Moves it to the end of the map; the least recently used entry is at the front.
  known.delete(key);
  known.set(key, certificate);
  for (const oldest of known.keys()) {
    if (known.size <= KNOWN) break;
    known.delete(oldest);
  }
  return certificate;
}

/**
 * A thousand bundles of one build contain the same certificate, and the same one of the timestamp authority: the last few are
 * cached by their bytes, so that they are parsed and kept in memory once.
 */
const KNOWN = 32;
const known = new Map<string, Certificate>();

function readCertificate(der: Uint8Array, what: string, code: Code): Certificate {
  // A copy: what was checked must not change when a caller reuses its buffer.
  const raw = Uint8Array.from(der);
  const { root, tbs } = readParts(raw, what, code);
  const parts = readTbs(tbs);
  const extensions = readExtensions(parts.extensions, root);
  return {
    raw,
    serialNumber: parts.serialNumber,
    notBefore: parts.notBefore,
    notAfter: parts.notAfter,
    publicKey: readKey(parts.spki, what, code),
    issuerName: parts.issuer.raw,
    subjectName: parts.subject.raw,
    ...extensions,
    tbsWithoutScts: extensions.sctList === undefined ? tbs.raw : tbsWithoutExtension(tbs, SCT_LIST),
  };
}

/**
 * Whether `parent` issued `child`, by names and signature only: the child's issuer is the parent's subject byte for byte,
 * and the child's signature verifies under the parent's key. Validity, basic constraints and key usage must be checked by the caller.
 */
export function certificateSignedBy(child: Certificate, parent: Certificate): boolean {
  const before = signedBy.get(child)?.get(parent);
  if (before !== undefined) return before;
  const signed = isSignedBy(child, parent);
  const parents = signedBy.get(child) ?? new WeakMap<Certificate, boolean>();
  signedBy.set(child, parents.set(parent, signed));
  return signed;
}

/** Cached, because certificates do not change. */
const signedBy = new WeakMap<Certificate, WeakMap<Certificate, boolean>>();

function isSignedBy(child: Certificate, parent: Certificate): boolean {
  if (!equalBytes(child.issuerName, parent.subjectName)) return false;
  const { tbs, algorithm, signature } = readParts(child.raw, 'the certificate', 'CERTIFICATE_INVALID');
  return verifyWithHash(parent.publicKey, readSignatureAlgorithm(algorithm), tbs.raw, signature);
}

interface Parts {
  readonly root: DerNode;
  readonly tbs: DerNode;
  readonly algorithm: DerNode;
  readonly signature: Uint8Array;
}

function readParts(der: Uint8Array, what: string, code: Code): Parts {
  const root = parseDer(der, what, code);
  const [tbs, algorithm, signatureBits] = derSequence(root, 3, 3);
  if (tbs === undefined || algorithm === undefined || signatureBits === undefined)
    return derFail(root, 'something else', 'a certificate');
  // RFC 5280 section 4.1.1.2: the outer algorithm is not signed, the one in the TBSCertificate is.
  const [, , inner] = derSequence(tbs, 7, 10);
  if (inner === undefined || !equalBytes(inner.raw, algorithm.raw))
    derFail(root, 'two signature algorithms that differ', 'equal ones');
  return { root, tbs, algorithm, signature: derBitBytes(signatureBits) };
}

function readTbs(tbs: DerNode): {
  readonly serialNumber: string;
  readonly issuer: DerNode;
  readonly subject: DerNode;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly spki: Uint8Array;
  readonly extensions: DerNode;
} {
  const [version, serial, , issuer, validity, subject, spki, extensions, ...more] = derSequence(tbs, 7, 10);
  if (!derIsContext(version, 0) || derSmallInteger(derExplicit(version, 0)) !== 2)
    return derFail(tbs, 'another version', 'an X.509 v3 certificate');
  const [notBefore, notAfter] = validity === undefined ? [] : derSequence(validity, 2, 2);
  if (
    serial === undefined ||
    !derIs(issuer, 'sequence') ||
    !derIs(subject, 'sequence') ||
    spki === undefined ||
    notBefore === undefined ||
    notAfter === undefined ||
    !derIsContext(extensions, 3) ||
    more.length > 0
  ) {
    return derFail(tbs, 'missing or unknown fields', 'an X.509 v3 certificate with extensions');
  }
  return {
    serialNumber: readSerial(serial),
    issuer,
    subject,
    notBefore: derTime(notBefore),
    notAfter: derTime(notAfter),
    spki: spki.raw,
    extensions: derExplicit(extensions, 3),
  };
}

/** Lower-case hex of the magnitude; RFC 5280 section 4.1.2.2 requires at most 20 octets and a positive number. */
export function readSerial(node: DerNode): string {
  if (derInteger(node) < 0n || node.content.length > 21) return derFail(node, 'a negative or very long serial number');
  const hex = encodeHex(node.content);
  return hex.length > 2 && hex.startsWith('00') ? hex.slice(2) : hex;
}

/** Turns a key error into an error about the evidence: the key does not come from the user. */
function readKey(spki: Uint8Array, what: string, code: Code): PublicKey {
  try {
    return publicKeyFromSpki(spki);
  } catch (cause) {
    const { expected, found } = asCountersignError(cause);
    throw new CountersignError(code, `${what} contains a public key that is malformed or not supported`, {
      expected,
      found,
      cause,
    });
  }
}
