import { constants, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import {
  encodeDer,
  encodeDerBoolean,
  encodeDerInteger,
  encodeDerOctets,
  encodeDerOid,
  encodeDerSequence,
} from '../../wire/index.js';

export interface TestKey {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

export const ecKey = (namedCurve = 'P-256'): TestKey => generateKeyPairSync('ec', { namedCurve });
export const rsaKey = (modulusLength = 2048, publicExponent = 65537): TestKey =>
  generateKeyPairSync('rsa', { modulusLength, publicExponent });
export const edKey = (): TestKey => generateKeyPairSync('ed25519');
export const mlDsaKey = (): TestKey => generateKeyPairSync('ml-dsa-65');
export const spkiOf = ({ publicKey }: TestKey): Uint8Array => Uint8Array.from(publicKey.export({ format: 'der', type: 'spki' }));

/** A signature algorithm: AlgorithmIdentifier and the operation. */
export interface TestAlgorithm {
  readonly identifier: Uint8Array;
  readonly sign: (key: TestKey, message: Uint8Array) => Uint8Array;
}

const NULL = encodeDer(5);
const HASH_OIDS: Readonly<Record<string, string>> = {
  sha1: '1.3.14.3.2.26',
  sha256: '2.16.840.1.101.3.4.2.1',
  sha384: '2.16.840.1.101.3.4.2.2',
  sha512: '2.16.840.1.101.3.4.2.3',
};

export const hashIdentifier = (hash: string): Uint8Array => encodeDerSequence(encodeDerOid(HASH_OIDS[hash] ?? ''), NULL);

export const ecdsa = (hash: 'sha1' | 'sha256' | 'sha384' | 'sha512'): TestAlgorithm => ({
  identifier: encodeDerSequence(
    encodeDerOid(
      { sha1: '1.2.840.10045.4.1', sha256: '1.2.840.10045.4.3.2', sha384: '1.2.840.10045.4.3.3', sha512: '1.2.840.10045.4.3.4' }[
        hash
      ],
    ),
  ),
  sign: ({ privateKey }, message) => sign(hash, message, privateKey),
});

export const rsa = (hash: 'sha1' | 'sha256' | 'sha384' | 'sha512'): TestAlgorithm => ({
  identifier: encodeDerSequence(
    encodeDerOid(`1.2.840.113549.1.1.${{ sha1: 5, sha256: 11, sha384: 12, sha512: 13 }[hash]}`),
    NULL,
  ),
  sign: ({ privateKey }, message) => sign(hash, message, privateKey),
});

export const rsaPss = (hash: 'sha256' | 'sha384' | 'sha512', maskHash: string = hash, saltLength = 32): TestAlgorithm => ({
  identifier: encodeDerSequence(
    encodeDerOid('1.2.840.113549.1.1.10'),
    encodeDerSequence(
      encodeDer(0xa0, hashIdentifier(hash)),
      encodeDer(0xa1, encodeDerSequence(encodeDerOid('1.2.840.113549.1.1.8'), hashIdentifier(maskHash))),
      encodeDer(0xa2, encodeDerInteger(BigInt(saltLength))),
    ),
  ),
  sign: ({ privateKey }, message) =>
    sign(hash, message, { key: privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }),
});

export const ed25519: TestAlgorithm = {
  identifier: encodeDerSequence(encodeDerOid('1.3.101.112')),
  sign: ({ privateKey }, message) => sign(null, message, privateKey),
};

export const nameOf = (commonName: string): Uint8Array =>
  encodeDerSequence(encodeDer(0x31, encodeDerSequence(encodeDerOid('2.5.4.3'), encodeDer(0x0c, Buffer.from(commonName)))));

export const extension = (oid: string, value: Uint8Array, critical = false): Uint8Array =>
  encodeDerSequence(encodeDerOid(oid), ...(critical ? [encodeDerBoolean(true)] : []), encodeDerOctets(value));

export const alternativeNames = (...names: readonly Uint8Array[]): Uint8Array =>
  extension('2.5.29.17', encodeDerSequence(...names), true);
export const uri = (text: string): Uint8Array => encodeDer(0x86, Buffer.from(text));
export const basicConstraints = (...members: readonly Uint8Array[]): Uint8Array =>
  extension('2.5.29.19', encodeDerSequence(...members), true);
export const fulcio = (number: number, value: Uint8Array): Uint8Array => extension(`1.3.6.1.4.1.57264.1.${number}`, value);
export const utf8 = (text: string): Uint8Array => encodeDer(0x0c, Buffer.from(text));

export interface TestCertificate {
  readonly key?: TestKey;
  readonly signer?: TestKey;
  readonly algorithm?: TestAlgorithm;
  /** AlgorithmIdentifier inside the TBSCertificate, if it should differ from the outer one. */
  readonly innerAlgorithm?: Uint8Array;
  readonly subject?: string;
  readonly issuer?: string;
  readonly serial?: bigint;
  readonly version?: bigint;
  readonly spki?: Uint8Array;
  readonly extensions?: readonly Uint8Array[];
  /** Of the form `20260102000000Z`. */
  readonly notBefore?: string;
  readonly notAfter?: string;
}

/** A certificate, DER; default: self-signed P-256. */
export function buildCertificate(options: TestCertificate = {}): Uint8Array {
  const key = options.key ?? ecKey();
  const algorithm = options.algorithm ?? ecdsa('sha256');
  const subject = options.subject ?? 'test';
  const tbs = encodeDerSequence(
    encodeDer(0xa0, encodeDerInteger(options.version ?? 2n)),
    encodeDerInteger(options.serial ?? 0x1234n),
    options.innerAlgorithm ?? algorithm.identifier,
    nameOf(options.issuer ?? subject),
    encodeDerSequence(
      options.notBefore === undefined
        ? encodeDer(0x17, Buffer.from('260101000000Z'))
        : encodeDer(0x18, Buffer.from(options.notBefore)),
      encodeDer(0x18, Buffer.from(options.notAfter ?? '20560101000000Z')),
    ),
    nameOf(subject),
    options.spki ?? spkiOf(key),
    encodeDer(0xa3, encodeDerSequence(...(options.extensions ?? [basicConstraints()]))),
  );
  const signature = algorithm.sign(options.signer ?? key, tbs);
  return encodeDerSequence(tbs, algorithm.identifier, encodeDer(3, Uint8Array.of(0), signature));
}
