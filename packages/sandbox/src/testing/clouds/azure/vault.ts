import { createPublicKey, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import { json, type Handler, type SandboxRequest, type SandboxResponse } from '../../../http/router.js';
import { HASH_BYTES, type HashName } from '../../../x509/keys.js';
import { signEcDigest, signPkcs1Digest, signPssDigest } from '../digest-signatures.js';
import { vaultRefusal } from './errors.js';
import type { AzureLogin } from './login.js';

const API_VERSIONS = ['7.4', '7.5', '7.6', '2025-07-01'];
const CURVES = ['P-256', 'P-384', 'P-521'];

/** https://learn.microsoft.com/en-us/rest/api/keyvault/keys/sign/sign, JsonWebKeySignatureAlgorithm */
const ALGORITHMS: Readonly<
  Record<string, { readonly hash: HashName; readonly curve?: string; readonly padding?: 'pkcs1' | 'pss' }>
> = {
  ES256: { hash: 'sha256', curve: 'P-256' },
  ES384: { hash: 'sha384', curve: 'P-384' },
  ES512: { hash: 'sha512', curve: 'P-521' },
  RS256: { hash: 'sha256', padding: 'pkcs1' },
  RS384: { hash: 'sha384', padding: 'pkcs1' },
  RS512: { hash: 'sha512', padding: 'pkcs1' },
  PS256: { hash: 'sha256', padding: 'pss' },
  PS384: { hash: 'sha384', padding: 'pss' },
  PS512: { hash: 'sha512', padding: 'pss' },
};

export interface VaultOptions {
  readonly clock: () => Date;
  /** `myvault.vault.azure.net` */
  readonly host: string;
  readonly tenant: string;
  readonly login: AzureLogin;
  readonly loginHost: string;
  /** `https://vault.azure.net` */
  readonly resource: string;
  /** Permissions of each client: `get`, `sign`, `create`. */
  readonly permits: (client: string, permission: 'get' | 'sign' | 'create', key: string) => boolean;
}

interface KeyVersion {
  readonly version: string;
  readonly kty: string;
  readonly privateKey: KeyObject;
  readonly operations: readonly string[];
  enabled: boolean;
}

export type VaultKeyType =
  { readonly kty: 'EC' | 'EC-HSM'; readonly crv: string } | { readonly kty: 'RSA' | 'RSA-HSM'; readonly bits: number };

export interface Vault {
  readonly handler: Handler;
  /** Makes a version of a key (and the key), for tests. @returns the version */
  addKey(
    name: string,
    type: VaultKeyType,
    given?: { readonly version?: string; readonly privateKey?: KeyObject; readonly operations?: readonly string[] },
  ): string;
  disable(name: string, version: string): void;
  publicKeyPem(name: string, version: string): string;
}

/** A vault of Azure Key Vault, or a managed HSM. */
export function createVault(options: VaultOptions): Vault {
  const { host, resource } = options;
  const keys = new Map<string, KeyVersion[]>();

  /** The first request of a client has no token; the answer says who gives one. */
  async function authenticate(request: SandboxRequest, permission: 'get' | 'sign' | 'create', key: string): Promise<void> {
    const [, token] = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '') ?? [];
    const access = token === undefined ? undefined : await options.login.read(token);
    if (access === undefined || access.resource !== resource || access.tenant !== options.tenant) {
      const challenge = `Bearer authorization="https://${options.loginHost}/${options.tenant}", resource="${resource}"`;
      throw vaultRefusal(401, 'Unauthorized', 'AKV10000: Request is missing a Bearer or PoP token.', {
        'www-authenticate': challenge,
      });
    }
    if (!options.permits(access.client, permission, key))
      throw vaultRefusal(
        403,
        'Forbidden',
        `Caller is not authorized to perform action on resource. Action: 'keys/${permission}'.`,
      );
  }

  const addKey: Vault['addKey'] = (name, type, given = {}) => {
    const version = given.version ?? randomBytes(16).toString('hex');
    const privateKey =
      given.privateKey ??
      ('crv' in type
        ? generateKeyPairSync('ec', { namedCurve: type.crv }).privateKey
        : generateKeyPairSync('rsa', { modulusLength: type.bits }).privateKey);
    const one: KeyVersion = {
      version,
      kty: type.kty,
      privateKey,
      operations: given.operations ?? ['sign', 'verify'],
      enabled: true,
    };
    const versions = keys.get(name.toLowerCase()) ?? [];
    versions.push(one);
    keys.set(name.toLowerCase(), versions);
    return version;
  };

  const versionAt = (name: string, version: string): KeyVersion => {
    const versions = keys.get(name.toLowerCase()) ?? [];
    const found = version === '' ? versions.at(-1) : versions.find((one) => one.version === version);
    if (found === undefined)
      throw vaultRefusal(
        404,
        'KeyNotFound',
        `A key with (name/id) ${name}${version === '' ? '' : `/${version}`} was not found in this key vault.`,
      );
    return found;
  };

  /** KeyBundle */
  const bundle = (name: string, { version, kty, privateKey, operations, enabled }: KeyVersion): SandboxResponse => {
    const members = publicHalf(privateKey).export({ format: 'jwk' });
    const created = Math.floor(options.clock().getTime() / 1000);
    return json(200, {
      key: { kid: `https://${host}/keys/${name}/${version}`, ...members, kty, key_ops: operations },
      attributes: { enabled, created, updated: created, recoveryLevel: 'Recoverable+Purgeable', exportable: false },
    });
  };

  async function sign(request: SandboxRequest, name: string, version: string): Promise<SandboxResponse> {
    await authenticate(request, 'sign', name);
    const { alg, value } = bodyOf(request, ['alg', 'value']);
    const key = versionAt(name, version);
    if (!key.enabled) throw vaultRefusal(403, 'Forbidden', 'Operation sign is not allowed on a disabled key.');
    if (!key.operations.includes('sign')) throw vaultRefusal(403, 'Forbidden', 'Operation sign is not permitted on this key.');
    const algorithm = typeof alg === 'string' && Object.hasOwn(ALGORITHMS, alg) ? ALGORITHMS[alg] : undefined;
    const { crv } = publicHalf(key.privateKey).export({ format: 'jwk' });
    if (algorithm === undefined || algorithm.curve !== crv)
      throw vaultRefusal(
        400,
        'BadParameter',
        `Key and signing algorithm are incompatible. Key https://${host}/keys/${name} is of type '${key.kty}', and algorithm '${String(alg)}' can't be used with it.`,
      );
    if (typeof value !== 'string' || !/^[A-Za-z0-9_-]+$/.test(value))
      throw vaultRefusal(400, 'BadParameter', 'Property value has an invalid value: not base64url.');
    const digest = Buffer.from(value, 'base64url');
    if (digest.length !== HASH_BYTES[algorithm.hash])
      throw vaultRefusal(
        400,
        'BadParameter',
        `Invalid length of 'value': ${digest.length} bytes. ${String(alg)} requires ${HASH_BYTES[algorithm.hash]} bytes, encoded with base64url.`,
      );
    const signature =
      algorithm.padding === undefined
        ? await signEcDigest(key.privateKey, digest, 'compact')
        : (algorithm.padding === 'pss' ? signPssDigest : signPkcs1Digest)(key.privateKey, digest, algorithm.hash);
    return json(200, { kid: `https://${host}/keys/${name}/${key.version}`, value: signature.toString('base64url') });
  }

  async function create(request: SandboxRequest, name: string): Promise<SandboxResponse> {
    await authenticate(request, 'create', name);
    const {
      kty,
      crv,
      key_size: bits,
      key_ops: operations,
    } = bodyOf(request, ['kty', 'crv', 'key_size', 'key_ops', 'attributes', 'tags']);
    const ec = (kty === 'EC' || kty === 'EC-HSM') && typeof crv === 'string' && CURVES.includes(crv) && bits === undefined;
    const rsa = (kty === 'RSA' || kty === 'RSA-HSM') && [2048, 3072, 4096].includes(Number(bits)) && crv === undefined;
    if (!ec && !rsa) throw vaultRefusal(400, 'BadParameter', 'Property kty, crv or key_size has an invalid value.');
    const given = { ...(Array.isArray(operations) ? { operations: operations as string[] } : {}) };
    const version = addKey(name, ec ? { kty, crv } : { kty: kty as 'RSA', bits: Number(bits) }, given);
    return bundle(name, versionAt(name, version));
  }

  const handler: Handler = async (request) => {
    const { method, url } = request;
    const [, name = '', version = '', action] =
      /^\/keys\/([A-Za-z0-9-]{1,127})(?:\/([0-9a-f]{32})?)?(?:\/?(sign|create))?$/.exec(url.pathname) ?? [];
    if (name === '') return undefined;
    if (!API_VERSIONS.includes(url.searchParams.get('api-version') ?? ''))
      throw vaultRefusal(
        400,
        'BadParameter',
        `The specified version (${url.searchParams.get('api-version') ?? ''}) isn't recognized. Consider using the latest supported version (7.6).`,
      );
    if (method === 'POST' && action === 'sign') return await sign(request, name, version);
    if (method === 'POST' && action === 'create' && version === '') return await create(request, name);
    if (method !== 'GET' || action !== undefined) throw vaultRefusal(405, 'MethodNotAllowed', 'The method is not allowed.');
    await authenticate(request, 'get', name);
    return bundle(name, versionAt(name, version));
  };
  return {
    handler,
    addKey,
    disable: (name, version) => {
      versionAt(name, version).enabled = false;
    },
    publicKeyPem: (name, version) =>
      createPublicKey(versionAt(name, version).privateKey).export({ type: 'spki', format: 'pem' }).toString(),
  };
}

function bodyOf(request: SandboxRequest, members: readonly string[]): Readonly<Record<string, unknown>> {
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? ''))
    throw vaultRefusal(415, 'UnsupportedMediaType', 'The content type must be application/json.');
  let value: unknown;
  try {
    value = JSON.parse(request.body.toString('utf8'));
  } catch {
    value = undefined;
  }
  if (typeof value !== 'object' || value === null || Object.keys(value).some((name) => !members.includes(name)))
    throw vaultRefusal(400, 'BadParameter', 'The request body has a property that is not recognized, or is not valid JSON.');
  return value as Readonly<Record<string, unknown>>;
}

/** Of a published example, there is only the public half. */
const publicHalf = (key: KeyObject): KeyObject => (key.type === 'public' ? key : createPublicKey(key));
