import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleFromJSON, type SerializedBundle } from '@sigstore/bundle';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { PolicyError, toSignedEntity, toTrustMaterial, VerificationError, Verifier, type SignedEntity } from '@sigstore/verify';
import { isUnlogged, type PublicKey } from '../crypto/index.js';
import type { Run } from '../run/index.js';
import { decodeUtf8, encodePem } from '../wire/index.js';
import type { ArtifactInput, VerifiedBundle } from '../verification/index.js';
import { disagreement, NotJudged, type SecondOpinionOptions, type TufSource } from './opinion.js';

/** Returns if Sigstore's verifier accepts the bundle. @throws NotJudged, CountersignError VERIFIERS_DISAGREE */
export type SigstoreJudge = (facts: VerifiedBundle, artifact: ArtifactInput) => void;

/** Verifies one bundle with a key or a certificate; throws the errors of the library. */
type Verify = (bundle: SerializedBundle, entity: SignedEntity, facts: VerifiedBundle, artifact: ArtifactInput) => void;

/**
 * With a trusted root from a file, `@sigstore/verify` is used. With a TUF repository, `sigstore` loads its trusted root from there if it can.
 * @throws NotJudged if it cannot read the trusted root
 */
export async function openJudge(run: Run, options: SecondOpinionOptions): Promise<SigstoreJudge> {
  const onRoot = verifyOnRoot(options);
  const verify = options.tuf === undefined ? onRoot : await verifyOnTuf(run, options, options.tuf, onRoot);
  return (facts, artifact) => {
    const bundle = facts.bundle.json as unknown as SerializedBundle;
    const entity = readable(() => toSignedEntity(bundleFromJSON(bundle), bytesOf(artifact)), 'this form of bundle');
    if (entity.key.$case === 'certificate') encodeOnce(entity.key.certificate);
    for (const timestamp of entity.timestamps) if (timestamp.$case === 'timestamp-authority') checkReadable(timestamp.timestamp);
    try {
      verify(bundle, entity, facts, artifact);
    } catch (thrown) {
      if (thrown instanceof NotJudged) throw thrown;
      // Other errors are not a rejection of the bundle.
      if (!isRejection(thrown)) throw new NotJudged(`it failed: ${textOf(thrown)}`);
      throw disagreement(textOf(thrown));
    }
  };
}

function verifyOnRoot({ root, document, transparencyLog }: SecondOpinionOptions): Verify {
  let key: PublicKey | undefined;
  const material = readable(() => {
    const root = TrustedRoot.fromJSON(JSON.parse(decodeUtf8(document, 'trusted root', 'TRUST_ROOT_INVALID')));
    return toTrustMaterial(root, () => {
      if (key === undefined) throw new NotJudged('it needs a key, and there is none');
      return { publicKey: key.object, validFor: () => true };
    });
  }, 'this trusted root');
  for (const { certChain } of [...material.certificateAuthorities, ...material.timestampAuthorities])
    for (const certificate of certChain) {
      verifyOnce(certificate);
      encodeOnce(certificate);
    }
  const verifierOf = (timestampThreshold: number, tlogThreshold = transparencyLog === 'off' ? 0 : 1): Verifier =>
    new Verifier(material, {
      tlogThreshold,
      ctlogThreshold: scts(root),
      timestampThreshold,
    });
  const [ofCertificates, ofKeys] = [verifierOf(1), verifierOf(0)];
  // Without a log entry, a timestamp is the only proof of time.
  const ofUnlogged = transparencyLog === 'off' ? ofKeys : verifierOf(1, 0);
  return (_bundle, entity, facts, artifact) => {
    key = facts.signer.kind === 'key' ? facts.signer.key : undefined;
    const whole = facts.bundle.content.kind === 'dsse' || artifact.bytes !== undefined;
    const verifier = key === undefined ? ofCertificates : isUnlogged(key.details) ? ofUnlogged : ofKeys;
    verifier.verify(whole ? entity : byDigest(entity, facts));
  };
}

/** An instance without certificate log issues certificates without SCT; our verification has decided whether that is enough. */
const scts = ({ certificateLogs }: SecondOpinionOptions['root']): number => (certificateLogs.length === 0 ? 0 : 1);

/** The certificates of the root are the same for a thousand bundles, and it would verify each of them several times a bundle. */
function verifyOnce<Issuer extends object>(certificate: { verify(issuer?: Issuer): boolean }): void {
  const verify = certificate.verify.bind(certificate);
  const self = {};
  const known = new WeakMap<object, boolean>();
  certificate.verify = (issuer) => {
    const answer = known.get(issuer ?? self) ?? verify(issuer);
    known.set(issuer ?? self, answer);
    return answer;
  };
}

/** Caches the encoding of a certificate: the library encodes it again for each comparison, which is most of its work. */
function encodeOnce({ root }: { readonly root: Encoded }): void {
  for (const part of [root, ...root.subs.slice(0, 1)]) {
    const encode = part.toDER.bind(part);
    let der: Buffer | undefined;
    part.toDER = () => (der ??= encode());
  }
}
interface Encoded {
  readonly subs: readonly Encoded[];
  toDER(): Buffer;
}

/** For a large file only the digest is in memory, and our verification has checked the signature over it; everything else is verified. */
function byDigest(entity: SignedEntity, { signer }: VerifiedBundle): SignedEntity {
  const own = signer.kind === 'key' ? signer.key : signer.certificate.publicKey;
  const { signature } = entity;
  return {
    ...entity,
    signature: {
      signature: signature.signature,
      compareSignature: (other) => signature.compareSignature(other),
      compareDigest: (digest) => signature.compareDigest(digest),
      compareSignedDigest: (digest) => signature.compareSignedDigest(digest),
      verifySignature: (key) => key.equals(own.object),
    },
  };
}

/** Maximum time to load the trusted root of the verifier, in milliseconds; one request may take a third of it. */
const TUF_MS = 9_000;

async function verifyOnTuf(run: Run, options: SecondOpinionOptions, tuf: TufSource, onRoot: Verify): Promise<Verify> {
  // It goes round `net`: it may not load anything if the network is closed, and it knows nothing of SSL_CERT_FILE. The root that this run has
  // loaded is then given to it.
  if (run.net.capability !== 'all') return onRoot;
  let pem: string | undefined;
  const verifier = await withinTime(startFacade(options, tuf, () => pem)).catch(() => undefined);
  if (verifier === undefined) {
    // Without the cause: messages of its HTTP client may have the password of a proxy.
    run.log.debug(`Sigstore's own verifier could not load its trusted root from ${tuf.url}; it uses the one of this run`);
    return onRoot;
  }
  const trusted = new Set<string>();
  return (bundle, entity, facts, artifact) => {
    const { signer } = facts;
    if (signer.kind === 'key' && entity.timestamps.length === 0)
      throw new NotJudged('it requires a timestamp for a signature with a key');
    // `sigstore` verifies only files in memory. Compared with `@sigstore/verify` it only adds its own way to load the trusted root: one bundle
    // of each kind of signer tests that, and the others are verified with the root, in half the time.
    const isLarge = facts.bundle.content.kind === 'message' && artifact.bytes === undefined;
    const unlogged = signer.kind === 'key' && isUnlogged(signer.key.details);
    if (isLarge || unlogged || trusted.has(signer.kind)) {
      onRoot(bundle, entity, facts, artifact);
      return;
    }
    pem = signer.kind === 'key' ? encodePem('PUBLIC KEY', signer.key.spki) : undefined;
    verifier.verify(bundle, bytesOf(artifact));
    trusted.add(signer.kind);
  };
}

/** Its cache is a new folder that is removed as soon as the trusted root is loaded, so no existing file is trusted. */
async function startFacade(
  { root, makeFolder, transparencyLog }: SecondOpinionOptions,
  { url, anchor }: TufSource,
  keySelector: () => string | undefined,
) {
  const { createVerifier } = await import('sigstore');
  const folder = makeFolder();
  try {
    const first = await anchor?.();
    const tufRootPath = join(folder, 'first.root.json');
    if (first !== undefined) writeFileSync(tufRootPath, first);
    return await createVerifier({
      tufMirrorURL: url,
      ...(first === undefined ? {} : { tufRootPath }),
      tufCachePath: folder,
      keySelector,
      tlogThreshold: transparencyLog === 'off' ? 0 : 1,
      ctLogThreshold: scts(root),
      retry: { retries: 0 },
      timeout: TUF_MS / 3,
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function withinTime<T>(promise: Promise<T>): Promise<T> {
  const end = AbortSignal.timeout(TUF_MS);
  return await Promise.race([
    promise,
    new Promise<never>((_, reject) => {
      end.addEventListener('abort', () => reject(new Error(`no answer within ${String(TUF_MS / 1000)} s`)), { once: true });
    }),
  ]);
}

/** It reads only times with zero or three fractional digits, and only ECDSA algorithms with a hash. */
function checkReadable(timestamp: { readonly signingTime: Date; readonly signatureAlgorithm: string | undefined }): void {
  const readTime = readable(() => timestamp.signingTime.getTime(), 'the time of this timestamp');
  if (Number.isNaN(readTime)) throw new NotJudged('it cannot read the time of this timestamp');
  if (readable(() => timestamp.signatureAlgorithm, 'this timestamp') === undefined)
    throw new NotJudged('it does not know the signature algorithm of this timestamp');
}

function readable<T>(read: () => T, what: string): T {
  try {
    return read();
  } catch (cause) {
    throw new NotJudged(`it cannot read ${what} (${textOf(cause)})`);
  }
}

const isRejection = (thrown: unknown): boolean =>
  thrown instanceof PolicyError || (thrown instanceof VerificationError && thrown.code !== 'NOT_IMPLEMENTED_ERROR');

const bytesOf = ({ bytes }: ArtifactInput): Buffer => Buffer.from(bytes ?? new Uint8Array());

function textOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const { cause } = thrown;
  return cause instanceof Error && cause.message !== thrown.message ? `${thrown.message}: ${cause.message}` : thrown.message;
}
