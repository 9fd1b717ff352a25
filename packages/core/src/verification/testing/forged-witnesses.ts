import { createHash, sign, type KeyObject } from 'node:crypto';
import {
  encodeDer,
  encodeDerInteger,
  encodeDerOctets,
  encodeDerOid,
  encodeDerSequence,
  type JsonObject,
} from '../../wire/index.js';
import { derTime } from './forged-certificate.js';

const sha256 = (...parts: readonly Uint8Array[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};
const spkiOf = (key: KeyObject): Buffer => key.export({ format: 'der', type: 'spki' });
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

function unsigned(value: number | bigint, length: number): Buffer {
  return Buffer.from(value.toString(16).padStart(length * 2, '0'), 'hex');
}

/** An SCT list with one SCT of a P-256 log. */
export function forgeSctList(
  log: { readonly publicKey: KeyObject; readonly privateKey: KeyObject },
  tbs: Uint8Array,
  issuerKey: KeyObject,
  time: Date,
): Uint8Array {
  const timestamp = unsigned(time.getTime(), 8);
  const signed = Buffer.concat([
    unsigned(0, 2),
    timestamp,
    unsigned(1, 2),
    sha256(spkiOf(issuerKey)),
    unsigned(tbs.length, 3),
    tbs,
    unsigned(0, 2),
  ]);
  const signature = sign('sha256', signed, log.privateKey);
  const sct = Buffer.concat([
    unsigned(0, 1),
    sha256(spkiOf(log.publicKey)),
    timestamp,
    unsigned(0, 2),
    unsigned(4, 1),
    unsigned(3, 1),
    unsigned(signature.length, 2),
    signature,
  ]);
  const item = Buffer.concat([unsigned(sct.length, 2), sct]);
  return Buffer.concat([unsigned(item.length, 2), item]);
}

interface ForgedTimestamp {
  /** The bytes of the message imprint. */
  readonly message: Uint8Array;
  readonly time: Date;
  readonly signingKey: KeyObject;
  /** DER of the signing certificate's issuer name and its serial number, which name the signer. */
  readonly issuerName: Uint8Array;
  readonly serialNumber: bigint;
  readonly serial: number;
}

const SHA256 = encodeDerSequence(encodeDerOid('2.16.840.1.101.3.4.2.1'));
const TST_INFO = encodeDerOid('1.2.840.113549.1.9.16.1.4');

function attribute(oid: string, value: Uint8Array): Uint8Array {
  return encodeDerSequence(encodeDerOid(oid), encodeDer(0x31, value));
}

/** RFC 3161 TimeStampResp, DER, without certificates. */
export function forgeTimestamp(spec: ForgedTimestamp): Uint8Array {
  const info = encodeDerSequence(
    encodeDerInteger(1n),
    encodeDerOid('1.3.6.1.4.1.57264.2'),
    encodeDerSequence(SHA256, encodeDerOctets(sha256(spec.message))),
    encodeDerInteger(BigInt(spec.serial)),
    derTime(spec.time),
  );
  const attributes = Buffer.concat([
    attribute('1.2.840.113549.1.9.3', TST_INFO),
    attribute('1.2.840.113549.1.9.4', encodeDerOctets(sha256(info))),
  ]);
  const signature = sign('sha256', encodeDer(0x31, attributes), spec.signingKey);
  const signerInfo = encodeDerSequence(
    encodeDerInteger(1n),
    encodeDerSequence(spec.issuerName, encodeDerInteger(spec.serialNumber)),
    SHA256,
    encodeDer(0xa0, attributes),
    encodeDerSequence(encodeDerOid('1.2.840.10045.4.3.2')),
    encodeDerOctets(signature),
  );
  const signedData = encodeDerSequence(
    encodeDerInteger(3n),
    encodeDer(0x31, SHA256),
    encodeDerSequence(TST_INFO, encodeDer(0xa0, encodeDerOctets(info))),
    encodeDer(0x31, signerInfo),
  );
  const token = encodeDerSequence(encodeDerOid('1.2.840.113549.1.7.2'), encodeDer(0xa0, signedData));
  return encodeDerSequence(encodeDerSequence(encodeDerInteger(0n)), token);
}

/** Options that each make one thing about a log entry wrong; everything else stays signed and consistent. */
export interface ForgedEntry {
  readonly body: JsonObject;
  /** As in the bundle; the body has its own. */
  readonly kindVersion: { readonly kind: string; readonly version: string };
  readonly origin: string;
  /** Hex. */
  readonly logId: string;
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
  /** Undefined: a log without signed times. */
  readonly integratedTime: Date | undefined;
  readonly checkpointOrigin?: string | undefined;
  readonly spoil?: 'set' | 'checkpoint' | 'path' | 'root-claim' | 'index' | undefined;
}

const flipped = (bytes: Uint8Array): Buffer => {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(copy.readUInt8(copy.length - 1) ^ 1, copy.length - 1);
  return copy;
};

/** A `TransparencyLogEntry` in protobuf JSON: the second leaf of a tree of two. */
export function forgeLogEntry(spec: ForgedEntry): JsonObject {
  const body = Buffer.from(JSON.stringify(spec.body));
  const sibling = sha256(Buffer.from('sibling'));
  const root = sha256(Uint8Array.of(1), sibling, sha256(Uint8Array.of(0), body));
  const text = `${spec.checkpointOrigin ?? spec.origin}\n2\n${base64(root)}\n`;
  const hash = spec.publicKey.asymmetricKeyType === 'ed25519' ? null : 'sha256';
  const noteSignature = sign(hash, Buffer.from(text), spec.privateKey);
  const keyHash = Buffer.from(spec.logId.slice(0, 8), 'hex');
  const note = Buffer.concat([keyHash, spec.spoil === 'checkpoint' ? flipped(noteSignature) : noteSignature]);
  const index = spec.spoil === 'index' ? 7 : 1;
  const seconds = spec.integratedTime === undefined ? 0 : spec.integratedTime.getTime() / 1000;
  const promise = `{"body":"${base64(body)}","integratedTime":${seconds},"logID":"${spec.logId}","logIndex":${index}}`;
  const set = sign(hash, Buffer.from(promise), spec.privateKey);
  return {
    logIndex: `${index}`,
    logId: { keyId: base64(Buffer.from(spec.logId, 'hex')) },
    kindVersion: spec.kindVersion,
    ...(spec.integratedTime === undefined
      ? {}
      : {
          integratedTime: `${seconds}`,
          inclusionPromise: { signedEntryTimestamp: base64(spec.spoil === 'set' ? flipped(set) : set) },
        }),
    inclusionProof: {
      logIndex: '1',
      rootHash: base64(spec.spoil === 'root-claim' ? flipped(root) : root),
      treeSize: '2',
      hashes: [base64(spec.spoil === 'path' ? flipped(sibling) : sibling)],
      checkpoint: { envelope: `${text}\n\u2014 ${spec.origin} ${base64(note)}\n` },
    },
    canonicalizedBody: base64(body),
  };
}
