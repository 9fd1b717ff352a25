import {
  derBits,
  derBoolean,
  derExplicit,
  derFail,
  derIs,
  derIsContext,
  derOctets,
  derOid,
  derSequence,
  derSmallInteger,
  encodeDer,
  encodeDerSequence,
  parseDer,
  type DerNode,
} from '../wire/index.js';
import { readAlternativeNames } from './alternative-names.js';
import { isFulcioExtension, readFulcioExtensions } from './fulcio-extensions.js';
import type { Certificate } from './types.js';

const BASIC_CONSTRAINTS = '2.5.29.19';
const KEY_USAGE = '2.5.29.15';
const EXTENDED_KEY_USAGE = '2.5.29.37';
const ALTERNATIVE_NAME = '2.5.29.17';
const NAME_CONSTRAINTS = '2.5.29.30';
const SCT_LIST = '1.3.6.1.4.1.11129.2.4.2';

/** Extensions that are processed; a certificate may mark these critical. */
const KNOWN: readonly string[] = [BASIC_CONSTRAINTS, KEY_USAGE, EXTENDED_KEY_USAGE, ALTERNATIVE_NAME, SCT_LIST];

type FromExtensions = Pick<
  Certificate,
  | 'alternativeNames'
  | 'isCa'
  | 'pathLength'
  | 'keyUsage'
  | 'extendedKeyUsage'
  | 'fulcio'
  | 'sctList'
  | 'unknownCriticalExtensions'
>;

/** Reads the Extensions of a TBSCertificate (RFC 5280 section 4.2). A repeated OID is an error. */
export function readExtensions(node: DerNode, certificate: DerNode): FromExtensions {
  const values = new Map<string, Uint8Array>();
  const unknownCriticalExtensions: string[] = [];
  for (const { oid, critical, value } of derSequence(node, 1, 64).map(readExtension)) {
    if (values.has(oid)) derFail(certificate, `extension ${oid} again`, 'each extension once');
    values.set(oid, value);
    // Name constraints apply even if the CA did not mark them critical (RFC 5280 section 4.2.1.10 requires it).
    const binding = critical || oid === NAME_CONSTRAINTS;
    if (binding && !KNOWN.includes(oid) && !isFulcioExtension(oid)) unknownCriticalExtensions.push(oid);
  }
  const read = <T>(oid: string, reader: (value: DerNode) => T): T | undefined => {
    const value = values.get(oid);
    return value === undefined ? undefined : reader(parseDer(value, `extension ${oid} of ${certificate.what}`, certificate.code));
  };
  const names = values.get(ALTERNATIVE_NAME);
  const constraints = read(BASIC_CONSTRAINTS, readBasicConstraints);
  return {
    alternativeNames: names === undefined ? [] : readAlternativeNames(names, certificate),
    isCa: constraints?.isCa ?? false,
    pathLength: constraints?.pathLength,
    keyUsage: read(KEY_USAGE, readKeyUsage),
    extendedKeyUsage: read(EXTENDED_KEY_USAGE, (value) => derSequence(value, 1).map(derOid)),
    fulcio: readFulcioExtensions(values, certificate),
    // The extension's value is an OCTET STRING around the TLS structure.
    sctList: read(SCT_LIST, derOctets),
    unknownCriticalExtensions,
  };
}

interface Extension {
  readonly oid: string;
  readonly critical: boolean;
  readonly value: Uint8Array;
}

function readExtension(node: DerNode): Extension {
  const [oid, ...rest] = derSequence(node, 2, 3);
  const value = rest.at(-1);
  const flag = rest.length === 2 ? rest[0] : undefined;
  if (oid === undefined || value === undefined) return derFail(node, 'something else', 'an extension');
  return { oid: derOid(oid), critical: flag === undefined ? false : derBoolean(flag), value: derOctets(value) };
}

function readBasicConstraints(node: DerNode): { readonly isCa: boolean; readonly pathLength: number | undefined } {
  const members = [...derSequence(node, 0, 2)];
  const isCa = derIs(members[0], 'boolean') ? derBoolean(members.shift() ?? node) : false;
  const length = members.shift();
  if (members.length > 0 || (length !== undefined && !isCa))
    derFail(node, 'a path length without a CA, or more', 'basic constraints');
  return { isCa, pathLength: length === undefined ? undefined : derSmallInteger(length) };
}

/** Bit numbers of RFC 5280 section 4.2.1.3. */
const USAGES = [
  'digitalSignature',
  'contentCommitment',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
];

function readKeyUsage(node: DerNode): readonly string[] {
  const { bytes } = derBits(node);
  return USAGES.filter((_, bit) => ((bytes[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0);
}

/** The TBSCertificate, DER, with one extension removed: what the SCT of a precertificate was signed over (RFC 6962 section 3.2). */
export function tbsWithoutExtension(tbs: DerNode, oid: string): Uint8Array {
  const members = tbs.children.map((member) => {
    if (!derIsContext(member, 3)) return member.raw;
    const kept = derSequence(derExplicit(member, 3)).filter((extension) => readExtension(extension).oid !== oid);
    return encodeDer(0xa3, encodeDerSequence(...kept.map((extension) => extension.raw)));
  });
  return encodeDerSequence(...members);
}
