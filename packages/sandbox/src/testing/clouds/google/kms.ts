import { createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { json, type Handler, type SandboxRequest, type SandboxResponse } from '../../../http/router.js';
import { castagnoli } from '../crc32c.js';
import { signEcDigest, signPkcs1Digest, signPssDigest } from '../digest-signatures.js';
import { HASH_BYTES, type HashName } from '../../../x509/keys.js';
import { bytesIn, jsonBody, known } from './bodies.js';
import { googleRefusal } from './errors.js';
import type { GoogleTokens } from './tokens.js';

const SCOPES = ['https://www.googleapis.com/auth/cloudkms', 'https://www.googleapis.com/auth/cloud-platform'];
const MAX_DATA_BYTES = 64 * 1024;

type Scheme = 'ec' | 'ed25519' | 'pkcs1' | 'pss' | 'ml-dsa';

/** https://cloud.google.com/kms/docs/reference/rest/v1/CryptoKeyVersionAlgorithm */
const ALGORITHM =
  /^(?:EC_SIGN_(P256|P384|ED25519)|RSA_SIGN_(PKCS1|PSS)_(2048|3072|4096)|PQ_SIGN_ML_DSA_(65))(?:_(SHA256|SHA384|SHA512))?$/;

interface Version {
  readonly algorithm: string;
  readonly scheme: Scheme;
  readonly hash: HashName | undefined;
  readonly privateKey: KeyObject;
  state: 'PENDING_GENERATION' | 'ENABLED' | 'DISABLED' | 'DESTROYED';
}

export interface GoogleKmsOptions {
  readonly tokens: GoogleTokens;
  /** Whether a principal has an IAM permission on a resource. */
  readonly permits: (principal: string, permission: string, resource: string) => boolean;
}

export interface GoogleKms {
  readonly handler: Handler;
  /** Makes a version of a key (and the key), for tests. @returns its number */
  addVersion(key: string, algorithm: string, state?: Version['state'], pkcs8Pem?: KeyObject): number;
  setState(key: string, version: number, state: Version['state']): void;
  publicKeyPem(key: string, version: number): string;
}

const RING = /^projects\/[^/]+\/locations\/[^/]+\/keyRings\/[^/]+$/;
const NAME = String.raw`(projects/[^/]+/locations/[^/]+/keyRings/[^/]+/cryptoKeys/[A-Za-z0-9_-]{1,63})`;

/** Google Cloud KMS (REST, v1) with keys for signing. */
export function createGoogleKms({ tokens, permits }: GoogleKmsOptions): GoogleKms {
  const keys = new Map<string, Version[]>();

  const allow = (request: SandboxRequest, permission: string, resource: string): void => {
    const principal = tokens.authenticate(request, SCOPES);
    if (!permits(principal, permission, resource))
      throw googleRefusal(
        'PERMISSION_DENIED',
        `Permission '${permission}' denied on resource '${resource}' (or it may not exist).`,
      );
  };
  const versionAt = (key: string, number: string): Version => {
    const version = keys.get(key)?.[Number(number) - 1];
    if (version === undefined) throw googleRefusal('NOT_FOUND', `CryptoKeyVersion ${key}/cryptoKeyVersions/${number} not found.`);
    return version;
  };
  const described = (key: string, index: number, { algorithm, state }: Version) => ({
    name: `${key}/cryptoKeyVersions/${index + 1}`,
    state,
    protectionLevel: 'SOFTWARE',
    algorithm,
    createTime: '2026-01-02T03:04:05.678901234Z',
  });
  const addVersion: GoogleKms['addVersion'] = (key, algorithm, state = 'ENABLED', given) => {
    const versions = keys.get(key) ?? [];
    versions.push(newVersion(algorithm, state, given));
    keys.set(key, versions);
    return versions.length;
  };

  function list(request: SandboxRequest, key: string): SandboxResponse {
    allow(request, 'cloudkms.cryptoKeyVersions.list', key);
    const versions = keys.get(key);
    if (versions === undefined) throw googleRefusal('NOT_FOUND', `CryptoKey ${key} not found.`);
    const query = queryOf(request, ['filter', 'pageSize', 'pageToken', 'view', 'orderBy']);
    const [, state] = /^state=([A-Z_]+)$/.exec(query.get('filter') ?? 'state=') ?? [];
    if (query.has('filter') && state === undefined) throw googleRefusal('INVALID_ARGUMENT', 'Invalid filter.');
    const all = versions
      .map((version, index) => described(key, index, version))
      .filter((one) => state === undefined || one.state === state);
    // Small pages, so that clients must read them all.
    const size = Math.min(Number(query.get('pageSize') ?? 100), 2);
    const from = Number(query.get('pageToken') ?? 0);
    const page = all.slice(from, from + size);
    const more = from + size < all.length ? { nextPageToken: String(from + size) } : {};
    return json(200, { ...(page.length === 0 ? {} : { cryptoKeyVersions: page }), ...more, totalSize: all.length });
  }

  function publicKey(request: SandboxRequest, key: string, number: string): SandboxResponse {
    allow(request, 'cloudkms.cryptoKeyVersions.viewPublicKey', key);
    const version = versionAt(key, number);
    const name = `${key}/cryptoKeyVersions/${number}`;
    refuseUnlessEnabled(version, name);
    const format = queryOf(request, ['publicKeyFormat']).get('publicKeyFormat') ?? '';
    const isPq = version.scheme === 'ml-dsa';
    if (isPq !== (format === 'NIST_PQC') || !['', 'PEM', 'NIST_PQC'].includes(format))
      throw googleRefusal('INVALID_ARGUMENT', `The public key format is not supported for ${version.algorithm}.`);
    const common = { algorithm: version.algorithm, name, protectionLevel: 'SOFTWARE' };
    const spki = createPublicKey(version.privateKey);
    if (isPq) {
      const raw = spki.export({ type: 'spki', format: 'der' }).subarray(-1952);
      return json(200, {
        ...common,
        publicKeyFormat: format,
        publicKey: { data: raw.toString('base64'), crc32cChecksum: castagnoli(raw) },
      });
    }
    const pem = spki.export({ type: 'spki', format: 'pem' }).toString();
    return json(200, { pem, pemCrc32c: castagnoli(Buffer.from(pem)), ...common });
  }

  /** https://cloud.google.com/kms/docs/reference/rest/v1/projects.locations.keyRings.cryptoKeys.cryptoKeyVersions/asymmetricSign */
  async function asymmetricSign(request: SandboxRequest, key: string, number: string): Promise<SandboxResponse> {
    allow(request, 'cloudkms.cryptoKeyVersions.useToSign', key);
    const version = versionAt(key, number);
    const name = `${key}/cryptoKeyVersions/${number}`;
    refuseUnlessEnabled(version, name);
    const body = jsonBody(request, ['digest', 'digestCrc32c', 'data', 'dataCrc32c', 'name']);
    if ((body['digest'] === undefined) === (body['data'] === undefined))
      throw googleRefusal('INVALID_ARGUMENT', 'Exactly one of digest and data must be given.');
    const field = body['digest'] === undefined ? 'data' : 'digest';
    if ((version.hash === undefined) !== (field === 'data'))
      throw googleRefusal('INVALID_ARGUMENT', `The field ${field} is not supported for ${version.algorithm}.`);
    const bytes = version.hash === undefined ? bytesIn(body, 'data') : digestIn(body['digest'], version.hash);
    if (bytes.length > MAX_DATA_BYTES) throw googleRefusal('INVALID_ARGUMENT', 'The data is too long.');
    const checksum = body[`${field}Crc32c`];
    if (checksum !== undefined && String(checksum) !== castagnoli(bytes))
      throw googleRefusal('INVALID_ARGUMENT', `The checksum in field ${field}_crc32c did not match the data in field ${field}.`);
    const signature = await signatureOf(version, bytes);
    return json(200, {
      signature: signature.toString('base64'),
      signatureCrc32c: castagnoli(signature),
      [field === 'digest' ? 'verifiedDigestCrc32c' : 'verifiedDataCrc32c']: checksum !== undefined,
      name,
      protectionLevel: 'SOFTWARE',
    });
  }

  function createCryptoKey(request: SandboxRequest, ring: string): SandboxResponse {
    allow(request, 'cloudkms.cryptoKeys.create', ring);
    const id = queryOf(request, ['cryptoKeyId', 'skipInitialVersionCreation']).get('cryptoKeyId') ?? '';
    if (!/^[A-Za-z0-9_-]{1,63}$/.test(id)) throw googleRefusal('INVALID_ARGUMENT', 'cryptoKeyId is not valid.');
    const body = jsonBody(request, ['purpose', 'versionTemplate', 'labels']);
    const { algorithm } = known(body['versionTemplate'], ['algorithm', 'protectionLevel']);
    if (body['purpose'] !== 'ASYMMETRIC_SIGN' || typeof algorithm !== 'string' || !ALGORITHM.test(algorithm))
      throw googleRefusal('INVALID_ARGUMENT', 'The algorithm is not valid for the purpose.');
    const key = `${ring}/cryptoKeys/${id}`;
    if (keys.has(key)) throw googleRefusal('ALREADY_EXISTS', `CryptoKey ${key} already exists.`);
    addVersion(key, algorithm, 'PENDING_GENERATION');
    return json(200, { name: key, purpose: 'ASYMMETRIC_SIGN', versionTemplate: { algorithm, protectionLevel: 'SOFTWARE' } });
  }

  function createVersion(request: SandboxRequest, key: string): SandboxResponse {
    allow(request, 'cloudkms.cryptoKeyVersions.create', key);
    jsonBody(request, ['state']);
    const [first] = keys.get(key) ?? [];
    if (first === undefined) throw googleRefusal('NOT_FOUND', `CryptoKey ${key} not found.`);
    const number = addVersion(key, first.algorithm, 'PENDING_GENERATION');
    return json(200, { name: `${key}/cryptoKeyVersions/${number}`, state: 'PENDING_GENERATION', algorithm: first.algorithm });
  }

  function getKey(request: SandboxRequest, key: string): SandboxResponse {
    allow(request, 'cloudkms.cryptoKeys.get', key);
    const [first] = keys.get(key) ?? [];
    if (first === undefined) throw googleRefusal('NOT_FOUND', `CryptoKey ${key} not found.`);
    const versionTemplate = { algorithm: first.algorithm, protectionLevel: 'SOFTWARE' };
    return json(200, { name: key, purpose: 'ASYMMETRIC_SIGN', versionTemplate });
  }

  function getVersion(request: SandboxRequest, key: string, number: string): SandboxResponse {
    allow(request, 'cloudkms.cryptoKeyVersions.get', key);
    const version = versionAt(key, number);
    const answer = json(200, described(key, Number(number) - 1, version));
    // The key is ready when it is asked for the second time.
    if (version.state === 'PENDING_GENERATION') version.state = 'ENABLED';
    return answer;
  }

  const ROUTES: readonly (readonly [
    RegExp,
    (request: SandboxRequest, ...parts: string[]) => Promise<SandboxResponse> | SandboxResponse,
  ])[] = [
    [new RegExp(`^GET /v1/${NAME}$`), (request, key = '') => getKey(request, key)],
    [new RegExp(`^GET /v1/${NAME}/cryptoKeyVersions$`), (request, key = '') => list(request, key)],
    [new RegExp(`^POST /v1/${NAME}/cryptoKeyVersions$`), (request, key = '') => createVersion(request, key)],
    [
      new RegExp(`^GET /v1/${NAME}/cryptoKeyVersions/(\\d+)$`),
      (request, key = '', number = '') => getVersion(request, key, number),
    ],
    [
      new RegExp(`^GET /v1/${NAME}/cryptoKeyVersions/(\\d+)/publicKey$`),
      (request, key = '', number = '') => publicKey(request, key, number),
    ],
    [
      new RegExp(`^POST /v1/${NAME}/cryptoKeyVersions/(\\d+):asymmetricSign$`),
      (request, key = '', number = '') => asymmetricSign(request, key, number),
    ],
    [/^POST \/v1\/(.+)\/cryptoKeys$/, (request, ring = '') => (RING.test(ring) ? createCryptoKey(request, ring) : json(404, {}))],
  ];
  const handler: Handler = (request) => {
    const at = `${request.method} ${request.url.pathname}`;
    for (const [pattern, answer] of ROUTES) {
      const match = pattern.exec(at);
      if (match !== null) return answer(request, ...match.slice(1));
    }
    return undefined;
  };
  return {
    handler,
    addVersion,
    setState: (key, version, state) => {
      versionAt(key, String(version)).state = state;
    },
    publicKeyPem: (key, version) =>
      createPublicKey(versionAt(key, String(version)).privateKey)
        .export({ type: 'spki', format: 'pem' })
        .toString(),
  };
}

/** The parameters of the query; others are refused, except those that all methods have. */
function queryOf({ url }: SandboxRequest, names: readonly string[]): URLSearchParams {
  const unknown = [...url.searchParams.keys()].find(
    (name) => !names.includes(name) && !['$alt', 'alt', 'prettyPrint'].includes(name),
  );
  if (unknown !== undefined)
    throw googleRefusal(
      'INVALID_ARGUMENT',
      `Invalid JSON payload received. Unknown name "${unknown}": Cannot bind query parameter.`,
    );
  return url.searchParams;
}

function refuseUnlessEnabled({ state }: Version, name: string): void {
  if (state !== 'ENABLED') throw googleRefusal('FAILED_PRECONDITION', `${name} is not enabled, current state is: ${state}.`);
}

function digestIn(value: unknown, hash: HashName): Buffer {
  const digest = known(value, Object.keys(HASH_BYTES));
  const [name, ...more] = Object.keys(digest);
  if (name !== hash || more.length > 0)
    throw googleRefusal('INVALID_ARGUMENT', `The digest must be produced with ${hash}, the digest algorithm of the key version.`);
  const bytes = bytesIn(digest, name);
  if (bytes.length !== HASH_BYTES[hash])
    throw googleRefusal('INVALID_ARGUMENT', `The digest must have ${HASH_BYTES[hash]} bytes.`);
  return bytes;
}

function newVersion(algorithm: string, state: Version['state'], given: KeyObject | undefined): Version {
  const [, ec, padding, bits, pq, hashName] = ALGORITHM.exec(algorithm) ?? [];
  const hash = hashName === undefined ? undefined : ({ SHA256: 'sha256', SHA384: 'sha384', SHA512: 'sha512' } as const)[hashName];
  const scheme: Scheme =
    pq !== undefined ? 'ml-dsa' : ec === 'ED25519' ? 'ed25519' : padding === 'PSS' ? 'pss' : padding === 'PKCS1' ? 'pkcs1' : 'ec';
  const make = (): KeyObject => {
    switch (scheme) {
      case 'ec':
        return generateKeyPairSync('ec', { namedCurve: ec === 'P384' ? 'P-384' : 'P-256' }).privateKey;
      case 'ed25519':
        return generateKeyPairSync('ed25519').privateKey;
      case 'ml-dsa':
        return generateKeyPairSync('ml-dsa-65').privateKey;
      case 'pkcs1':
      case 'pss':
        return generateKeyPairSync('rsa', { modulusLength: Number(bits) }).privateKey;
    }
  };
  return { algorithm, scheme, hash, privateKey: given ?? make(), state };
}

async function signatureOf({ scheme, hash = 'sha256', privateKey }: Version, bytes: Buffer): Promise<Buffer> {
  switch (scheme) {
    case 'ec':
      return await signEcDigest(privateKey, bytes, 'der');
    case 'pkcs1':
      return signPkcs1Digest(privateKey, bytes, hash);
    case 'pss':
      return signPssDigest(privateKey, bytes, hash);
    case 'ed25519':
    case 'ml-dsa':
      return sign(null, bytes, privateKey);
  }
}
