import { createHash } from 'node:crypto';
import { chain, HttpError, json, readJsonBody, routes, type Fault, type Handler } from '../http/router.js';
import { leafHash, MerkleTree } from '../rekor/merkle.js';
import { context, sequence } from '../x509/der.js';
import { DerError } from '../x509/der-reader.js';
import { publicKeyOf, readCertificate } from '../x509/certificate-reader.js';
import { namedSignatureMatches, newEcKey, openKey, signBytes } from '../x509/keys.js';
import { OID } from '../x509/oids.js';
import { digitallySigned, timestampedEntry, uint, type CertificateTimestamp } from './sct.js';

export interface CertificateLogKeys {
  /** PKCS#8 PEM of a P-256 key. */
  readonly key: string;
}

export interface CertificateLogOptions {
  readonly clock: () => Date;
  readonly keys: CertificateLogKeys;
  readonly fault?: Fault;
}

/** A certificate transparency log for pre-certificates (RFC 6962), over HTTP and in process. */
export interface CertificateLog {
  readonly handler: Handler;
  /** DER SubjectPublicKeyInfo of the log. */
  readonly publicKey: Buffer;
  readonly publicKeyPem: string;
  /** SHA-256 of `publicKey`. */
  readonly logId: Buffer;
  /** Logs a DER pre-certificate with its issuer's DER certificate; logging it again gives the same SCT. */
  addPreCertificate(precertificate: Uint8Array, issuer: Uint8Array): CertificateTimestamp;
  /** How many entries the log has. */
  size(): number;
}

export async function newCertificateLogKeys(): Promise<CertificateLogKeys> {
  return { key: await newEcKey('P-256') };
}

export function createCertificateLog(options: CertificateLogOptions): CertificateLog {
  const key = openKey(options.keys.key);
  const logId = createHash('sha256').update(key.spki).digest();
  const known = new Map<string, CertificateTimestamp>();
  const tree = new MerkleTree();
  const roots = new Map<string, Buffer>();

  const addPreCertificate = (precertificate: Uint8Array, issuer: Uint8Array): CertificateTimestamp => {
    const { body, issuerKeyHash } = checkedEntry(precertificate, issuer);
    const fingerprint = createHash('sha256').update(issuerKeyHash).update(body).digest('hex');
    const existing = known.get(fingerprint);
    if (existing) return existing;
    const timestamp = options.clock().getTime();
    const entry = timestampedEntry(timestamp, issuerKeyHash, body);
    const sct = { logId, timestamp, signature: signBytes(key.privateKey, entry, 'sha256') };
    known.set(fingerprint, sct);
    tree.append(leafHash(entry));
    return sct;
  };

  const api = routes({
    'POST /ct/v1/add-pre-chain': (request) => {
      const certificates = readChain(readJsonBody(request)['chain']);
      const [precertificate, issuer] = certificates;
      if (!precertificate || !issuer) throw new HttpError(400, 'the chain needs a pre-certificate and its issuer');
      try {
        const sct = addPreCertificate(precertificate, issuer);
        const root = certificates.at(-1) ?? issuer;
        roots.set(root.toString('base64'), root);
        return json(200, {
          sct_version: 0,
          id: sct.logId.toString('base64'),
          timestamp: sct.timestamp,
          extensions: '',
          signature: digitallySigned(sct.signature).toString('base64'),
        });
      } catch (error) {
        if (error instanceof DerError) throw new HttpError(400, error.message);
        throw error;
      }
    },
    'GET /ct/v1/get-sth': () => {
      const timestamp = options.clock().getTime();
      const root = tree.root();
      // TreeHeadSignature: version 0, signature type 1 (RFC 6962 3.5).
      const head = Buffer.concat([Buffer.from([0, 1]), uint(timestamp, 8), uint(tree.size, 8), root]);
      return json(200, {
        tree_size: tree.size,
        timestamp,
        sha256_root_hash: root.toString('base64'),
        tree_head_signature: digitallySigned(signBytes(key.privateKey, head, 'sha256')).toString('base64'),
      });
    },
    'GET /ct/v1/get-roots': () => json(200, { certificates: [...roots.keys()] }),
  });

  return {
    handler: chain(options.fault, api),
    publicKey: key.spki,
    publicKeyPem: key.publicKeyPem,
    logId,
    addPreCertificate,
    size: () => tree.size,
  };
}

/** Checks poison and signature, and returns the data that the SCT signs: the body without the poison, and the issuer's key. */
function checkedEntry(precertificate: Uint8Array, issuer: Uint8Array): { body: Buffer; issuerKeyHash: Buffer } {
  const child = readCertificate(precertificate);
  const { spki } = readCertificate(issuer);
  const poison = child.extensions.filter((entry) => entry.id === OID.ctPoison);
  if (poison.length !== 1 || !poison[0]?.critical) throw new DerError('not a pre-certificate: no critical poison extension');
  if (!namedSignatureMatches(publicKeyOf(spki), child.body, child.signature, child.algorithm)) {
    throw new DerError('the pre-certificate is not signed by the next certificate of the chain');
  }
  const rest = child.extensions.filter((entry) => entry.id !== OID.ctPoison).map((entry) => entry.raw);
  return {
    body: sequence(...child.head, context(3, sequence(...rest))),
    issuerKeyHash: createHash('sha256').update(spki).digest(),
  };
}

function readChain(value: unknown): Buffer[] {
  if (!Array.isArray(value) || !value.every((entry) => typeof entry === 'string')) {
    throw new HttpError(400, '"chain" must be a list of base64 certificates');
  }
  return value.map((entry) => Buffer.from(entry, 'base64'));
}
