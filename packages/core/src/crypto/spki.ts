import { CountersignError } from '../errors/index.js';
import { derBitBytes, derInteger, derIs, derOid, derSequence, encodeHex, parseDer, type DerNode } from '../wire/index.js';
import type { EcCurve } from './key-details.js';

/** Content of a SubjectPublicKeyInfo, after checks that OpenSSL does not make. */
export type KeyShape =
  | { readonly type: 'ec'; readonly curve: EcCurve; /** 04 ‖ x ‖ y */ readonly point: Uint8Array }
  | {
      readonly type: 'rsa' | 'rsa-pss';
      readonly bits: number;
      /** Big endian, as in its INTEGER. */
      readonly modulus: Uint8Array;
      /** RSAPublicKey, DER (RFC 8017 appendix A.1.1) */ readonly pkcs1: Uint8Array;
    }
  | { readonly type: 'ed25519'; readonly point: Uint8Array }
  | { readonly type: 'ml-dsa'; /** ρ ‖ t1 (FIPS 204 section 7.2) */ readonly encoded: Uint8Array };

const CURVES: Readonly<Record<string, { readonly curve: EcCurve; readonly size: number }>> = {
  '1.2.840.10045.3.1.7': { curve: 'prime256v1', size: 32 },
  '1.3.132.0.34': { curve: 'secp384r1', size: 48 },
  '1.3.132.0.35': { curve: 'secp521r1', size: 66 },
};

/**
 * Reads a SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7) strictly: named curves, uncompressed points, canonical Edwards
 * points, ordinary RSA exponents. So an EC, Ed25519 or ML-DSA key has one encoding. An RSA key has several: for both paddings, or for
 * PSS only, with or without parameters (RFC 4055 section 1.2); `materialOf` is the same for all of them.
 * @throws CountersignError KEY_INVALID, KEY_UNSUPPORTED
 */
export function readSpki(der: Uint8Array): KeyShape {
  const [algorithm, bits] = derSequence(parseDer(der, 'the public key', 'KEY_INVALID'), 2, 2);
  const [oid, parameters, ...more] = algorithm === undefined ? [] : derSequence(algorithm, 1, 2);
  if (oid === undefined || bits === undefined || more.length > 0) throw invalid('a SubjectPublicKeyInfo', 'something else');
  const bytes = derBitBytes(bits);
  const name = derOid(oid);
  switch (name) {
    case '1.2.840.10045.2.1':
      return readEc(parameters, bytes);
    case '1.2.840.113549.1.1.1':
      if (!derIs(parameters, 'null') || parameters.content.length > 0) throw invalid('NULL parameters of an RSA key', 'others');
      return { type: 'rsa', ...readRsa(bytes), pkcs1: bytes };
    case '1.2.840.113549.1.1.10':
      return { type: 'rsa-pss', ...readRsa(bytes), pkcs1: bytes };
    case '1.3.101.112':
      if (parameters !== undefined) throw invalid('no parameters of an Ed25519 key', 'some');
      return readEd25519(bytes);
    case '2.16.840.1.101.3.4.3.18':
      if (parameters !== undefined) throw invalid('no parameters of an ML-DSA key', 'some');
      return readMlDsa65(bytes);
    default:
      throw new CountersignError('KEY_UNSUPPORTED', 'this kind of public key is not supported', {
        expected: 'ECDSA on P-256, P-384 or P-521, RSA of 2048, 3072 or 4096 bits, Ed25519, or ML-DSA-65',
        found: `algorithm ${name}`,
      });
  }
}

/**
 * Identifies the key independently of its encoding: all encodings of one key give the same text, different keys never do. For RSA
 * it is the modulus: from one private exponent of it all others can be computed.
 */
export function materialOf(shape: KeyShape): string {
  switch (shape.type) {
    case 'ec':
      return `${shape.curve} ${encodeHex(shape.point)}`;
    case 'ed25519':
      return `ed25519 ${encodeHex(shape.point)}`;
    case 'ml-dsa':
      return `ml-dsa ${encodeHex(shape.encoded)}`;
    case 'rsa':
    case 'rsa-pss':
      return `rsa ${encodeHex(shape.modulus)}`;
  }
}

function readEc(parameters: DerNode | undefined, point: Uint8Array): KeyShape {
  if (parameters === undefined || !derIs(parameters, 'oid')) throw unsupported('a named curve', 'explicit curve parameters');
  const name = derOid(parameters);
  const known = CURVES[name];
  if (known === undefined) throw unsupported('P-256, P-384 or P-521', `the curve ${name}`);
  if (point[0] !== 4 || point.length !== 1 + 2 * known.size) throw invalid('an uncompressed point', 'another encoding');
  return { type: 'ec', curve: known.curve, point };
}

function readRsa(pkcs1: Uint8Array): { readonly bits: number; readonly modulus: Uint8Array } {
  const [modulusNode, exponentNode] = derSequence(parseDer(pkcs1, 'the RSA public key', 'KEY_INVALID'), 2, 2);
  if (modulusNode === undefined || exponentNode === undefined) throw invalid('a modulus and an exponent', 'something else');
  if (modulusNode.content.length > 513) throw unsupported('an RSA key of at most 4096 bits', 'a longer one');
  const modulus = derInteger(modulusNode);
  const exponent = exponentNode.content.length > 9 ? 0n : derInteger(exponentNode);
  // FIPS 186-5 appendix A.1.1: e is odd and above 2^16. Small exponents have made signature forgeries possible.
  if (exponent < 65537n || exponent % 2n === 0n) throw unsupported('an odd RSA exponent of at least 65537', 'another one');
  if (modulus <= 0n || modulus % 2n === 0n) throw invalid('a positive odd RSA modulus', 'another one');
  return { bits: modulus.toString(2).length, modulus: modulusNode.content };
}

/** The y coordinates of points of small order, little endian, sign bit clear: a signature under such a key proves nothing. */
const SMALL_ORDER = new Set([
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
]);

function readEd25519(point: Uint8Array): KeyShape {
  if (point.length !== 32) throw invalid('32 bytes of an Ed25519 key', `${point.length} bytes`);
  const y = Uint8Array.from(point);
  y[31] = (y[31] ?? 0) & 0x7f;
  const bigEndian = BigInt(`0x${encodeHex(Uint8Array.from(y).reverse())}`);
  if (bigEndian >= (1n << 255n) - 19n || SMALL_ORDER.has(encodeHex(y)))
    throw unsupported('an Ed25519 key of full order', 'a weak one');
  return { type: 'ed25519', point };
}

/** The only valid length for ML-DSA-65 (FIPS 204 table 2); every string of this length is a public key. RFC 9881 section 4 wraps it no further. */
const ML_DSA_65_BYTES = 1952;

/** Length of ρ in an ML-DSA key, which is followed by t1. */
const RHO_BYTES = 32;

function readMlDsa65(encoded: Uint8Array): KeyShape {
  if (encoded.length !== ML_DSA_65_BYTES)
    throw invalid(`${String(ML_DSA_65_BYTES)} bytes of an ML-DSA-65 key`, `${String(encoded.length)} bytes`);
  // Without t1 the signature depends on no secret: everybody can make one.
  if (encoded.subarray(RHO_BYTES).every((byte) => byte === 0)) throw unsupported('an ML-DSA key that is not zero', 'a weak one');
  return { type: 'ml-dsa', encoded };
}

function invalid(expected: string, found: string): CountersignError {
  return new CountersignError('KEY_INVALID', 'the public key is malformed', { expected, found });
}

function unsupported(expected: string, found: string): CountersignError {
  return new CountersignError('KEY_UNSUPPORTED', 'this public key is not supported', { expected, found });
}
