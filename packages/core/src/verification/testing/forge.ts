import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { preAuthEncoding, readBundle } from '../../bundles/index.js';
import { encodePem, type JsonObject } from '../../wire/index.js';
import { COSIGN_SIGN_V1 } from '../../statements/index.js';
import { readTrustedRoot, type TrustedRoot } from '../../trust/index.js';
import { parseCertificate, publicKeyFromObject } from '../../crypto/index.js';
import type { VerificationInput } from '../input.js';
import { DEFAULT_THRESHOLDS } from '../types.js';
import { forgeCertificate, forgeTbs, type ForgedCertificate } from './forged-certificate.js';
import { forgeLogEntry, forgeSctList, forgeTimestamp, type ForgedEntry } from './forged-witnesses.js';

export type ForgedContent = 'message' | 'statement' | 'image-signature' | 'image-text';

/**
 * A Sigstore instance that makes bundles with one fault at a time, which only one check can find: all other signatures are
 * valid. Real cryptography; from the product only its encoders.
 */
export interface Recipe {
  /** A file, a statement, or an image signature of cosign: a statement, or a simple signing text. */
  readonly content?: ForgedContent;
  /** With a certificate, or with a key. */
  readonly signer?: 'certificate' | 'key';
  /** Version 0.1 contains a certificate chain. */
  readonly version?: '0.1' | '0.3';
  readonly log?: 'v1' | 'v2' | 'none';
  readonly timestamps?: number;
  /** SCT: valid, signed by another key with the log's ID, or none. */
  readonly sct?: 'good' | 'spoiled' | 'late' | 'none';
  readonly leaf?: Partial<ForgedCertificate>;
  readonly intermediate?: Partial<ForgedCertificate>;
  readonly anchor?: Partial<ForgedCertificate>;
  readonly timestamper?: Partial<ForgedCertificate>;
  readonly stampAnchor?: Partial<ForgedCertificate>;
  /** The times of the log entry and of the timestamps. */
  readonly logTime?: Date;
  readonly stampTime?: Date;
  readonly windows?: Partial<
    Readonly<Record<'authority' | 'log' | 'certificateLog' | 'timestamper', { readonly start: Date; readonly end?: Date }>>
  >;
  readonly entry?: {
    readonly spoil?: ForgedEntry['spoil'];
    readonly checkpointOrigin?: string;
    readonly kindVersion?: ForgedEntry['kindVersion'];
  };
  /** Which fields of the log entry are wrong. */
  readonly logged?: { readonly digest?: boolean; readonly signature?: boolean; readonly certificate?: boolean };
  readonly stamp?: 'good' | 'other-signature' | 'other-key';
  readonly payloadType?: string;
  /** The subject of the statement or text, instead of the artifact. */
  readonly statementOf?: Uint8Array;
  /** What the message digest is computed from, and what the signature is over, instead of the artifact. */
  readonly claimed?: Uint8Array;
  readonly signatureOf?: Uint8Array;
  readonly duplicateTimestamp?: boolean;
  readonly bringRoot?: boolean;
}

export const ARTIFACT = new Uint8Array(Buffer.from('an artifact\n'));
export const SIGNED_AT = new Date('2026-06-01T12:00:00Z');
export const IDENTITY = 'https://github.com/acme/app/.github/workflows/release.yml@refs/heads/main';
const SINCE = new Date('2026-01-01T00:00:00Z');
export const LATER = new Date('2026-08-01T00:00:00Z');
export const EARLIER = new Date('2026-02-01T00:00:00Z');
const minutes = (count: number): Date => new Date(SIGNED_AT.getTime() + count * 60_000);

const keyPair = (): { publicKey: KeyObject; privateKey: KeyObject } => generateKeyPairSync('ec', { namedCurve: 'P-256' });
export const KEYS = {
  anchor: keyPair(),
  intermediate: keyPair(),
  leaf: keyPair(),
  certificateLog: keyPair(),
  log: keyPair(),
  logV2: generateKeyPairSync('ed25519'),
  stampAnchor: keyPair(),
  timestamper: keyPair(),
  otherKey: keyPair(),
};
const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const spkiOf = (key: KeyObject): Buffer => key.export({ format: 'der', type: 'spki' });

const ORIGIN = { v1: 'log.test', v2: 'log2.test' };
const LOG_ID = {
  v1: sha256(spkiOf(KEYS.log.publicKey)).toString('hex'),
  v2: sha256(Buffer.concat([Buffer.from(`${ORIGIN.v2}\n\x01`), spkiOf(KEYS.logV2.publicKey).subarray(12)])).toString('hex'),
};

const CODE_SIGNING = '1.3.6.1.5.5.7.3.3';
const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';

function authority(subject: string, issuer: string, publicKey: KeyObject, signingKey: KeyObject): ForgedCertificate {
  return {
    subject,
    issuer,
    publicKey,
    signingKey,
    notBefore: SINCE,
    notAfter: new Date('2036-01-01T00:00:00Z'),
    isCa: true,
    keyUsage: 'keyCertSign',
  };
}

interface Forged {
  readonly intermediate: Uint8Array;
  readonly anchor: Uint8Array;
  readonly leaf: Uint8Array;
  readonly timestamper: Uint8Array;
  readonly stampAnchor: Uint8Array;
}

function forgeCertificates(recipe: Recipe): Forged {
  const { anchor, intermediate, leaf, stampAnchor, timestamper } = KEYS;
  const leafSpec: ForgedCertificate = {
    subject: 'leaf',
    issuer: 'intermediate',
    publicKey: leaf.publicKey,
    signingKey: intermediate.privateKey,
    notBefore: SIGNED_AT,
    notAfter: minutes(10),
    keyUsage: 'digitalSignature',
    extendedKeyUsage: [CODE_SIGNING],
    names: [IDENTITY],
    fulcioIssuer: 'https://token.actions.githubusercontent.com',
    ...recipe.leaf,
  };
  return {
    anchor: forgeCertificate({ ...authority('anchor', 'anchor', anchor.publicKey, anchor.privateKey), ...recipe.anchor }),
    intermediate: forgeCertificate({
      ...authority('intermediate', 'anchor', intermediate.publicKey, anchor.privateKey),
      ...recipe.intermediate,
    }),
    leaf: forgeCertificate({ ...leafSpec, sctList: forgeScts(recipe, forgeTbs(leafSpec)) }),
    stampAnchor: forgeCertificate({
      ...authority('stamps', 'stamps', stampAnchor.publicKey, stampAnchor.privateKey),
      ...recipe.stampAnchor,
    }),
    timestamper: forgeCertificate({
      ...authority('timestamper', 'stamps', timestamper.publicKey, stampAnchor.privateKey),
      isCa: false,
      keyUsage: 'digitalSignature',
      extendedKeyUsage: [TIME_STAMPING],
      ...recipe.timestamper,
    }),
  };
}

function forgeScts({ sct = 'good' }: Recipe, tbs: Uint8Array): Uint8Array | undefined {
  if (sct === 'none') return undefined;
  const log = sct === 'spoiled' ? { ...KEYS.certificateLog, privateKey: KEYS.otherKey.privateKey } : KEYS.certificateLog;
  return forgeSctList(log, tbs, KEYS.intermediate.publicKey, SIGNED_AT);
}

function rangeOf(recipe: Recipe, name: 'authority' | 'log' | 'certificateLog' | 'timestamper'): JsonObject {
  const { start, end } = recipe.windows?.[name] ?? { start: SINCE };
  return { start: start.toISOString(), ...(end === undefined ? {} : { end: end.toISOString() }) };
}

function forgeRoot(recipe: Recipe, forged: Forged): TrustedRoot {
  const log = (
    baseUrl: string,
    key: KeyObject,
    keyDetails: string,
    logId: string,
    name: 'log' | 'certificateLog',
  ): JsonObject => ({
    baseUrl,
    hashAlgorithm: 'SHA2_256',
    publicKey: { rawBytes: base64(spkiOf(key)), keyDetails, validFor: rangeOf(recipe, name) },
    logId: { keyId: base64(Buffer.from(logId, 'hex')) },
  });
  const chain = (...certificates: readonly Uint8Array[]): JsonObject => ({
    certificates: certificates.map((der) => ({ rawBytes: base64(der) })),
  });
  const root = {
    mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
    tlogs: [
      log(`https://${ORIGIN.v1}`, KEYS.log.publicKey, 'PKIX_ECDSA_P256_SHA_256', LOG_ID.v1, 'log'),
      log(`https://${ORIGIN.v2}`, KEYS.logV2.publicKey, 'PKIX_ED25519', LOG_ID.v2, 'log'),
    ],
    ctlogs: [
      log(
        'https://ct.test',
        KEYS.certificateLog.publicKey,
        'PKIX_ECDSA_P256_SHA_256',
        sha256(spkiOf(KEYS.certificateLog.publicKey)).toString('hex'),
        'certificateLog',
      ),
    ],
    certificateAuthorities: [
      { uri: 'https://ca.test', certChain: chain(forged.intermediate, forged.anchor), validFor: rangeOf(recipe, 'authority') },
    ],
    timestampAuthorities: [
      {
        uri: 'https://tsa.test',
        certChain: chain(forged.timestamper, forged.stampAnchor),
        validFor: rangeOf(recipe, 'timestamper'),
      },
    ],
  };
  return readTrustedRoot(Buffer.from(JSON.stringify(root)), 'forged');
}

interface Signed {
  readonly signature: Buffer;
  /** The signed bytes, and the statement if there is one. */
  readonly message: Uint8Array;
  readonly json: JsonObject;
}

const isStatement = ({ content }: Recipe): boolean => content === 'statement' || content === 'image-signature';

function forgeImageText(about: Uint8Array): Uint8Array {
  const critical = {
    identity: { 'docker-reference': 'ghcr.io/acme/app' },
    image: { 'docker-manifest-digest': `sha256:${sha256(about).toString('hex')}` },
    type: 'cosign container image signature',
  };
  return new Uint8Array(Buffer.from(JSON.stringify({ critical, optional: null })));
}

function forgeContent(recipe: Recipe): Signed {
  const payloadType = recipe.payloadType ?? 'application/vnd.in-toto+json';
  const about = recipe.statementOf ?? ARTIFACT;
  const image = recipe.content === 'image-signature';
  const subject = { name: image ? '' : 'artifact', digest: { sha256: sha256(about).toString('hex') } };
  const statement = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [subject],
    predicateType: image ? COSIGN_SIGN_V1 : 'https://acme.dev/test/v1',
    predicate: {},
  };
  const payload = Buffer.from(JSON.stringify(statement));
  const message = isStatement(recipe)
    ? preAuthEncoding(payloadType, payload)
    : recipe.content === 'image-text'
      ? forgeImageText(about)
      : ARTIFACT;
  const signature = sign('sha256', recipe.signatureOf ?? message, KEYS.leaf.privateKey);
  const json: JsonObject = isStatement(recipe)
    ? { dsseEnvelope: { payload: base64(payload), payloadType, signatures: [{ sig: base64(signature) }] } }
    : {
        messageSignature: {
          messageDigest: { algorithm: 'SHA2_256', digest: base64(sha256(recipe.claimed ?? message)) },
          signature: base64(signature),
        },
      };
  return { signature, message, json };
}

function forgeEntry(recipe: Recipe, forged: Forged, { signature, message }: Signed): readonly JsonObject[] {
  const log = recipe.log ?? 'v1';
  if (log === 'none') return [];
  const { logged } = recipe;
  const digest = sha256(logged?.digest === true ? Buffer.from('another') : message);
  const sig = base64(logged?.signature === true ? sign('sha256', message, KEYS.leaf.privateKey) : signature);
  const certificate =
    logged?.certificate === true ? forgeCertificates({ leaf: { names: ['https://else.where'] } }).leaf : forged.leaf;
  const spki = spkiOf(KEYS.leaf.publicKey);
  const pem = recipe.signer === 'key' ? encodePem('PUBLIC KEY', spki) : encodePem('CERTIFICATE', certificate);
  const der =
    recipe.signer === 'key' ? { publicKey: { rawBytes: base64(spki) } } : { x509Certificate: { rawBytes: base64(certificate) } };
  const verifier = { ...der, keyDetails: 'PKIX_ECDSA_P256_SHA_256' };
  const v1 = {
    data: { hash: { algorithm: 'sha256', value: digest.toString('hex') } },
    signature: { content: sig, publicKey: { content: base64(Buffer.from(pem)) } },
  };
  const v2 = {
    hashedRekordV002: { data: { algorithm: 'SHA2_256', digest: base64(digest) }, signature: { content: sig, verifier } },
  };
  const payloadHash = { algorithm: 'sha256', value: sha256(payloadOf(recipe, message)).toString('hex') };
  const dsse = { payloadHash, signatures: [{ signature: sig, verifier: base64(Buffer.from(pem)) }] };
  const [kind, version, spec] =
    log === 'v2' ? ['hashedrekord', '0.0.2', v2] : isStatement(recipe) ? ['dsse', '0.0.1', dsse] : ['hashedrekord', '0.0.1', v1];
  return [
    forgeLogEntry({
      body: { apiVersion: version, kind, spec } as JsonObject,
      kindVersion: { kind: kind as string, version: version as string },
      origin: ORIGIN[log],
      logId: LOG_ID[log],
      ...(log === 'v2' ? KEYS.logV2 : KEYS.log),
      integratedTime: log === 'v2' ? undefined : (recipe.logTime ?? minutes(1)),
      ...recipe.entry,
    }),
  ];
}

function payloadOf(recipe: Recipe, message: Uint8Array): Uint8Array {
  if (!isStatement(recipe)) return message;
  const text = Buffer.from(message).toString('utf8');
  return Buffer.from(text.slice(text.indexOf('{')));
}

function forgeTimestamps(recipe: Recipe, forged: Forged, signature: Uint8Array): readonly JsonObject[] {
  const { issuerName, serialNumber } = parseCertificate(forged.timestamper);
  const stamps = Array.from({ length: recipe.timestamps ?? 0 }, (_, serial) =>
    forgeTimestamp({
      message: recipe.stamp === 'other-signature' ? Buffer.from('another') : signature,
      time: recipe.stampTime ?? minutes(1),
      signingKey: recipe.stamp === 'other-key' ? KEYS.otherKey.privateKey : KEYS.timestamper.privateKey,
      issuerName,
      serialNumber: BigInt(`0x${serialNumber}`),
      serial: recipe.duplicateTimestamp === true ? 1 : serial,
    }),
  );
  const repeated = recipe.duplicateTimestamp === true ? stamps.slice(0, 1).flatMap((stamp) => [stamp, stamp]) : stamps;
  return repeated.map((stamp) => ({ signedTimestamp: base64(stamp) }));
}

/** A bundle as the recipe says, with its artifact, its trusted root and the default thresholds; valid unless the recipe has a fault. */
export function forge(recipe: Recipe = {}): VerificationInput {
  const forged = forgeCertificates(recipe);
  const content = forgeContent(recipe);
  const chain = [forged.leaf, ...(recipe.bringRoot === true ? [forged.anchor] : [])].map((der) => ({ rawBytes: base64(der) }));
  const material: JsonObject =
    recipe.signer === 'key'
      ? { publicKey: { hint: '' } }
      : recipe.version === '0.1'
        ? { x509CertificateChain: { certificates: chain } }
        : { certificate: chain[0] };
  const json = {
    mediaType:
      recipe.version === '0.1'
        ? 'application/vnd.dev.sigstore.bundle+json;version=0.1'
        : 'application/vnd.dev.sigstore.bundle.v0.3+json',
    verificationMaterial: {
      ...material,
      tlogEntries: forgeEntry(recipe, forged, content),
      timestampVerificationData: { rfc3161Timestamps: forgeTimestamps(recipe, forged, content.signature) },
    },
    ...content.json,
  };
  const bundle = readBundle(Buffer.from(JSON.stringify(json)), 'forged bundle');
  return {
    bundle,
    artifact: {
      digests: { sha256: sha256(ARTIFACT).toString('hex') },
      ...(recipe.content === 'image-text' ? { imageText: content.message } : {}),
    },
    root: forgeRoot(recipe, forged),
    keys: recipe.signer === 'key' ? [publicKeyFromObject(KEYS.leaf.publicKey)] : [],
    thresholds: DEFAULT_THRESHOLDS[bundle.material.kind],
    now: LATER,
  };
}
