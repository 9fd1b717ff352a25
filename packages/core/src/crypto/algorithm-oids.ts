import { derExplicit, derFail, derIs, derIsContext, derOid, derSequence, derSmallInteger, type DerNode } from '../wire/index.js';
import type { HashAlgorithm } from './types.js';
import type { SignatureAlgorithm } from './verify-signature.js';

const HASHES: Readonly<Record<string, HashAlgorithm>> = {
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};

const RSA_ENCRYPTION = '1.2.840.113549.1.1.1';
const RSA_PSS = '1.2.840.113549.1.1.10';
const MGF1 = '1.2.840.113549.1.1.8';

const SIGNATURES: Readonly<Record<string, SignatureAlgorithm & { readonly nullParameters: 'required' | 'absent' }>> = {
  '1.2.840.10045.4.3.2': { scheme: 'ecdsa', hash: 'sha256', nullParameters: 'absent' },
  '1.2.840.10045.4.3.3': { scheme: 'ecdsa', hash: 'sha384', nullParameters: 'absent' },
  '1.2.840.10045.4.3.4': { scheme: 'ecdsa', hash: 'sha512', nullParameters: 'absent' },
  '1.2.840.113549.1.1.11': { scheme: 'rsa-pkcs1', hash: 'sha256', nullParameters: 'required' },
  '1.2.840.113549.1.1.12': { scheme: 'rsa-pkcs1', hash: 'sha384', nullParameters: 'required' },
  '1.2.840.113549.1.1.13': { scheme: 'rsa-pkcs1', hash: 'sha512', nullParameters: 'required' },
  '1.3.101.112': { scheme: 'ed25519', hash: undefined, nullParameters: 'absent' },
};

/** An AlgorithmIdentifier of SHA-256, SHA-384 or SHA-512, with NULL or no parameters (RFC 5754 section 2); weaker hashes are refused. */
export function readHashAlgorithm(node: DerNode): HashAlgorithm {
  const [oid, parameters] = derSequence(node, 1, 2);
  const name = oid === undefined ? '' : derOid(oid);
  const known = HASHES[name];
  if (known === undefined) return derFail(node, `the hash ${name}`, 'SHA-256, SHA-384 or SHA-512');
  if (parameters !== undefined && (!derIs(parameters, 'null') || parameters.content.length > 0))
    derFail(node, 'parameters of a hash', 'none');
  return known;
}

/**
 * An AlgorithmIdentifier of a signature (RFC 5758, RFC 4055, RFC 8410).
 * @param digest the separate digest algorithm of CMS, for `rsaEncryption` without a hash (RFC 5652, RFC 3370 section 3.2); undefined in X.509
 */
export function readSignatureAlgorithm(node: DerNode, digest?: HashAlgorithm): SignatureAlgorithm {
  const [oid, parameters] = derSequence(node, 1, 2);
  const name = oid === undefined ? '' : derOid(oid);
  if (name === RSA_PSS) return readPss(node, parameters);
  if (name === RSA_ENCRYPTION && digest !== undefined) return { scheme: 'rsa-pkcs1', hash: digest };
  const known = SIGNATURES[name];
  if (known === undefined)
    return derFail(node, `the signature algorithm ${name}`, 'ECDSA or RSA with SHA-256, SHA-384 or SHA-512, or Ed25519');
  const isNull = derIs(parameters, 'null') && parameters.content.length === 0;
  // RFC 4055 section 5: implementations must accept absent parameters for RSA too.
  if (parameters !== undefined && !(known.nullParameters === 'required' && isNull))
    derFail(node, 'parameters of a signature algorithm', 'none');
  return { scheme: known.scheme, hash: known.hash };
}

/** RSASSA-PSS-params (RFC 4055 section 3.1): one hash for message and mask. Its defaults are SHA-1, so no parameter may be absent. */
function readPss(node: DerNode, parameters: DerNode | undefined): SignatureAlgorithm {
  const [hashNode, maskNode, saltNode, ...more] = parameters === undefined ? [] : derSequence(parameters, 3, 4);
  if (hashNode === undefined || maskNode === undefined || saltNode === undefined)
    return derFail(node, 'RSA-PSS with SHA-1', 'SHA-2');
  const hash = readHashAlgorithm(derExplicit(hashNode, 0));
  const [maskOid, maskHash] = derSequence(derExplicit(maskNode, 1), 2, 2);
  const mask =
    maskOid !== undefined && derOid(maskOid) === MGF1 && maskHash !== undefined ? readHashAlgorithm(maskHash) : undefined;
  if (mask !== hash) derFail(node, 'another mask function', `MGF1 with ${hash}`);
  const saltLength = derSmallInteger(derExplicit(saltNode, 2));
  const trailer = more[0];
  if (saltLength > 512) derFail(node, 'a very long salt');
  if (trailer !== undefined && (!derIsContext(trailer, 3) || derSmallInteger(derExplicit(trailer, 3)) !== 1))
    derFail(node, 'another trailer', '1');
  return { scheme: 'rsa-pss', hash, saltLength };
}
