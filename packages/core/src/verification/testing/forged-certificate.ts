import { sign, type KeyObject } from 'node:crypto';
import {
  encodeDer,
  encodeDerBoolean,
  encodeDerInteger,
  encodeDerOctets,
  encodeDerOid,
  encodeDerSequence,
} from '../../wire/index.js';

const ECDSA_SHA256 = encodeDerSequence(encodeDerOid('1.2.840.10045.4.3.2'));
const USAGE_BITS: Readonly<Record<string, readonly [unused: number, bits: number]>> = {
  digitalSignature: [7, 0x80],
  keyAgreement: [3, 0x08],
  keyCertSign: [2, 0x04],
};

/** The content of a forged certificate; P-256 keys only. */
export interface ForgedCertificate {
  readonly subject: string;
  readonly issuer: string;
  readonly publicKey: KeyObject;
  /** The key that signs it. */
  readonly signingKey: KeyObject;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly isCa?: boolean | undefined;
  readonly pathLength?: number | undefined;
  readonly keyUsage?: 'digitalSignature' | 'keyAgreement' | 'keyCertSign' | undefined;
  readonly extendedKeyUsage?: readonly string[] | undefined;
  /** URI names. */
  readonly names?: readonly string[] | undefined;
  readonly fulcioIssuer?: string | undefined;
  readonly unknownCritical?: boolean | undefined;
  /** The whole SCT list; see `forged-witnesses.ts`. */
  readonly sctList?: Uint8Array | undefined;
}

function name(commonName: string): Uint8Array {
  const attribute = encodeDerSequence(encodeDerOid('2.5.4.3'), encodeDer(0x0c, Buffer.from(commonName)));
  return encodeDerSequence(encodeDer(0x31, attribute));
}

export function derTime(date: Date): Uint8Array {
  return encodeDer(0x18, Buffer.from(`${date.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`));
}

function utcTime(date: Date): Uint8Array {
  return encodeDer(0x17, Buffer.from(`${date.toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`));
}

function extension(oid: string, critical: boolean, value: Uint8Array): Uint8Array {
  return encodeDerSequence(encodeDerOid(oid), ...(critical ? [encodeDerBoolean(true)] : []), encodeDerOctets(value));
}

function extensions(spec: ForgedCertificate): readonly Uint8Array[] {
  const list: Uint8Array[] = [];
  const [unused, bits] = USAGE_BITS[spec.keyUsage ?? ''] ?? [];
  if (unused !== undefined && bits !== undefined)
    list.push(extension('2.5.29.15', true, encodeDer(0x03, Uint8Array.of(unused, bits))));
  if (spec.extendedKeyUsage !== undefined) {
    list.push(extension('2.5.29.37', false, encodeDerSequence(...spec.extendedKeyUsage.map(encodeDerOid))));
  }
  if (spec.isCa === true) {
    const limit = spec.pathLength === undefined ? [] : [encodeDerInteger(BigInt(spec.pathLength))];
    list.push(extension('2.5.29.19', true, encodeDerSequence(encodeDerBoolean(true), ...limit)));
  }
  if (spec.names !== undefined && spec.names.length > 0) {
    list.push(extension('2.5.29.17', true, encodeDerSequence(...spec.names.map((uri) => encodeDer(0x86, Buffer.from(uri))))));
  }
  if (spec.fulcioIssuer !== undefined) {
    list.push(extension('1.3.6.1.4.1.57264.1.8', false, encodeDer(0x0c, Buffer.from(spec.fulcioIssuer))));
  }
  if (spec.unknownCritical === true) list.push(extension('1.3.6.1.4.1.99999.1', true, encodeDer(0x05)));
  if (spec.sctList !== undefined) list.push(extension('1.3.6.1.4.1.11129.2.4.2', false, encodeDerOctets(spec.sctList)));
  return list;
}

/** TBSCertificate, DER: what the issuer signs, and (without an SCT list) what a CT log signs. */
export function forgeTbs(spec: ForgedCertificate): Uint8Array {
  return encodeDerSequence(
    encodeDer(0xa0, encodeDerInteger(2n)),
    encodeDerInteger(BigInt(`0x01${Buffer.from(spec.subject).toString('hex').slice(0, 16)}`)),
    ECDSA_SHA256,
    name(spec.issuer),
    encodeDerSequence(utcTime(spec.notBefore), utcTime(spec.notAfter)),
    name(spec.subject),
    spec.publicKey.export({ format: 'der', type: 'spki' }),
    encodeDer(0xa3, encodeDerSequence(...extensions(spec))),
  );
}

/** DER. */
export function forgeCertificate(spec: ForgedCertificate): Uint8Array {
  const tbs = forgeTbs(spec);
  const signature = sign('sha256', tbs, spec.signingKey);
  return encodeDerSequence(tbs, ECDSA_SHA256, encodeDer(0x03, Uint8Array.of(0), signature));
}
