import {
  concatBytes,
  derExplicit,
  derFail,
  derIs,
  derIsContext,
  derOctets,
  derOid,
  derSequence,
  derSet,
  derSmallInteger,
  equalBytes,
  type DerNode,
} from '../wire/index.js';
import { readHashAlgorithm, readSignatureAlgorithm } from './algorithm-oids.js';
import { parseCertificate, readSerial } from './certificate.js';
import { hash } from './hash.js';
import type { Certificate, HashAlgorithm } from './types.js';
import type { SignatureAlgorithm } from './verify-signature.js';

const SIGNED_DATA = '1.2.840.113549.1.7.2';
const CONTENT_TYPE = '1.2.840.113549.1.9.3';
const MESSAGE_DIGEST = '1.2.840.113549.1.9.4';

/** Identifies a signer by its issuer's name (DER) and serial number (hex), or by its subject key identifier. */
export type SignerIdentifier =
  | { readonly kind: 'issuer-serial'; readonly issuerName: Uint8Array; readonly serialNumber: string }
  | { readonly kind: 'key-identifier'; readonly keyIdentifier: Uint8Array };

/** CMS SignedData with one signer (RFC 5652 section 5); its message-digest attribute is checked, its signature is not. */
export interface SignedData {
  /** The encapsulated content, DER. */
  readonly content: Uint8Array;
  /** Embedded certificates that are readable; untrusted, only used to find the signer. */
  readonly certificates: readonly Certificate[];
  readonly signer: SignerIdentifier;
  readonly attributes: ReadonlyMap<string, DerNode>;
  /** DER SET OF attributes: what the signature covers. */
  readonly signedAttributes: Uint8Array;
  readonly algorithm: SignatureAlgorithm;
  readonly signature: Uint8Array;
}

/**
 * Reads a ContentInfo with SignedData over content of one type. Signed attributes are required (RFC 5652 section 5.3 requires
 * them for this content): content-type must be the type of the content, message-digest must be its hash.
 */
export function readSignedData(contentInfo: DerNode, contentType: string): SignedData {
  const [type, wrapped] = derSequence(contentInfo, 2, 2);
  if (type === undefined || wrapped === undefined || derOid(type) !== SIGNED_DATA)
    return derFail(contentInfo, 'another content type', 'SignedData');
  const [version, digests, encapsulated, ...rest] = derSequence(derExplicit(wrapped, 0), 4, 6);
  if (version === undefined || digests === undefined || encapsulated === undefined)
    return derFail(contentInfo, 'missing fields', 'SignedData');
  derSmallInteger(version);
  derSet(digests);
  const certificates = derIsContext(rest[0], 0) ? (rest.shift()?.children ?? []) : [];
  if (derIsContext(rest[0], 1)) rest.shift();
  const [signerInfos, ...more] = rest;
  if (signerInfos === undefined || more.length > 0) return derFail(contentInfo, 'unknown fields', 'SignedData');
  const [signerInfo, ...others] = derSet(signerInfos);
  if (signerInfo === undefined || others.length > 0) return derFail(contentInfo, 'no or several signers', 'one signer');
  if (certificates.length > 16) derFail(contentInfo, `${certificates.length} certificates`, 'at most 16');
  const content = readContent(encapsulated, contentType);
  return {
    content,
    certificates: certificates.flatMap((node) => readable(node)),
    ...readSignerInfo(signerInfo, contentType, content),
  };
}

function readContent(node: DerNode, contentType: string): Uint8Array {
  const [type, wrapped] = derSequence(node, 2, 2);
  if (type === undefined || wrapped === undefined || derOid(type) !== contentType)
    return derFail(node, 'content of another type', contentType);
  return derOctets(derExplicit(wrapped, 0));
}

/** Authorities embed cross-certificates with unsupported keys; certificates that cannot be read are skipped. */
function readable(node: DerNode): Certificate[] {
  try {
    return [parseCertificate(node.raw, { what: `a certificate in ${node.what}`, code: node.code })];
  } catch {
    return [];
  }
}

type SignerPart = Omit<SignedData, 'content' | 'certificates'>;

function readSignerInfo(node: DerNode, contentType: string, content: Uint8Array): SignerPart {
  const [version, identifier, digestNode, attributesNode, algorithmNode, signatureNode, ...unsigned] = derSequence(node, 6, 7);
  if (
    version === undefined ||
    identifier === undefined ||
    digestNode === undefined ||
    !derIsContext(attributesNode, 0) ||
    algorithmNode === undefined ||
    signatureNode === undefined ||
    unsigned.some((member) => !derIsContext(member, 1))
  ) {
    return derFail(node, 'a signer without signed attributes, or unknown fields', 'a SignerInfo with signed attributes');
  }
  derSmallInteger(version);
  const digest = readHashAlgorithm(digestNode);
  const attributes = readAttributes(attributesNode);
  requireAttributes(node, attributes, contentType, content, digest);
  return {
    signer: readIdentifier(identifier),
    attributes,
    // RFC 5652 section 5.4: the tag [0] is replaced by that of SET OF before hashing.
    signedAttributes: concatBytes(Uint8Array.of(0x31), attributesNode.raw.subarray(1)),
    algorithm: readSignatureAlgorithm(algorithmNode, digest),
    signature: derOctets(signatureNode),
  };
}

/** The value of each attribute by OID; each attribute occurs once and has one value. */
function readAttributes(node: DerNode): ReadonlyMap<string, DerNode> {
  const attributes = new Map<string, DerNode>();
  for (const attribute of node.children) {
    const [oid, values] = derSequence(attribute, 2, 2);
    const [value, ...more] = values === undefined ? [] : derSet(values);
    if (oid === undefined || value === undefined || more.length > 0)
      return derFail(node, 'an attribute with no or several values', 'one value');
    const name = derOid(oid);
    if (attributes.has(name)) derFail(node, `attribute ${name} again`, 'each attribute once');
    attributes.set(name, value);
  }
  return attributes;
}

function requireAttributes(
  node: DerNode,
  attributes: ReadonlyMap<string, DerNode>,
  contentType: string,
  content: Uint8Array,
  digest: HashAlgorithm,
): void {
  const type = attributes.get(CONTENT_TYPE);
  if (type === undefined || derOid(type) !== contentType) derFail(node, 'a missing or wrong content-type attribute', contentType);
  const claimed = attributes.get(MESSAGE_DIGEST);
  if (claimed === undefined || !equalBytes(derOctets(claimed), hash(digest, content))) {
    derFail(node, 'a missing or wrong message-digest attribute', `the ${digest} of the content`);
  }
}

function readIdentifier(node: DerNode): SignerIdentifier {
  if (derIsContext(node, 0) && !node.constructed) return { kind: 'key-identifier', keyIdentifier: node.content };
  const [issuer, serial] = derSequence(node, 2, 2);
  if (!derIs(issuer, 'sequence') || serial === undefined) return derFail(node, 'something else', 'issuer and serial number');
  return { kind: 'issuer-serial', issuerName: issuer.raw, serialNumber: readSerial(serial) };
}
