import { createPublicKey } from 'node:crypto';
import type { AzureCredential } from '@countersign/libraries/azure-public-keys';
import { KEY_DETAILS, publicKeyFromObject, type KeyDetails, type PublicKey } from '../crypto/index.js';
import { CountersignError } from '../errors/index.js';
import { Refused, type AskedService } from '../net/index.js';
import type { Run } from '../run/index.js';
import { isJsonObject, readObject, readString, type JsonObject } from '../wire/index.js';
import { azureIdentity } from './azure-credentials.js';
import { parseAzureKey, type AzureKeyReference } from './azure-reference.js';
import { NO_KEY_SERVICES, type KeyServices } from './key-login.js';
import { librarySend, type LibrarySend } from './library-send.js';
import { serviceJson } from './service-json.js';

/** That of @azure/keyvault-keys. */
const API_VERSION = '2025-07-01';

/** An opened vault: its reference, the credential and the way to send. */
export interface AzureVault {
  readonly reference: AzureKeyReference;
  readonly credential: AzureCredential;
  readonly door: LibrarySend;
}

/** One version of a key in a vault. */
export interface AzureKeyVersion {
  readonly id: string;
  readonly version: string;
  readonly key: PublicKey;
  /** The public half, as the vault gives it. */
  readonly jwk: JsonObject;
}

/** @throws CountersignError INPUT_*, TOKEN_* */
export async function openVault(run: Run, text: string, services: KeyServices = NO_KEY_SERVICES): Promise<AzureVault> {
  const reference = parseAzureKey(text, run.env);
  const identity = azureIdentity(run, services);
  const { azureCredential } = await import(/* webpackIgnore: true */ '@countersign/libraries/azure-public-keys');
  const { host } = new URL(reference.vault);
  const door = librarySend(
    run,
    (url) => (URL.parse(url)?.host === host ? askedVault(url) : askedLogin(url)),
    // The first answer of a vault says who gives tokens for it.
    ({ status, headers, url }, sent) =>
      status === 401 &&
      sent['authorization'] === undefined &&
      headers['www-authenticate'] !== undefined &&
      URL.parse(url)?.host === host,
  );
  const { send } = door;
  const masked: LibrarySend['send'] = async (request) => {
    const answer = await send(request);
    maskTokens(run, request.url, host, answer.body);
    return answer;
  };
  const take = identity.kind === 'assertion' ? onceAMinute(run, identity.token) : undefined;
  const guarded = identity.kind === 'assertion' && take !== undefined ? { ...identity, token: () => door.own(take) } : identity;
  const credential = azureCredential(guarded, reference.authority, masked);
  return { reference, credential, door: { ...door, send: masked } };
}

/** The library asks for the token of the job more than once for each access token. */
function onceAMinute(run: Pick<Run, 'clock'>, take: () => Promise<string>): () => Promise<string> {
  let taken: { readonly token: Promise<string>; readonly at: number } | undefined;
  return () => {
    const now = run.clock().getTime();
    if (taken === undefined || now - taken.at > 60_000) taken = { token: take(), at: now };
    return taken.token;
  };
}

/** Access tokens come only in answers of the login service. */
function maskTokens(run: Run, url: string, vaultHost: string, body: Uint8Array): void {
  if (URL.parse(url)?.host === vaultHost) return;
  const [, token] = /"access_token"\s*:\s*"([^"]{16,})"/.exec(Buffer.from(body).toString('latin1')) ?? [];
  if (token !== undefined) run.log.secret(token);
}

/**
 * Reads a key of the vault: the version of the reference, or the newest one.
 * @throws CountersignError KEY_INVALID, KEY_UNSUPPORTED, SERVICE_*, TOKEN_*
 */
export async function readVaultKey(vault: AzureVault, details?: KeyDetails): Promise<AzureKeyVersion> {
  const { reference } = vault;
  const body = await read(vault);
  const what = `the answer of Azure Key Vault ${new URL(reference.vault).host}`;
  const answer = serviceJson(body, what);
  const jwk = readObject(isJsonObject(answer) ? answer['key'] : undefined, what, 'SERVICE_ANSWER_INVALID');
  const id = readString(jwk['kid'], 'kid in the answer', 'SERVICE_ANSWER_INVALID');
  const version = versionOf(id, reference);
  const attributes = isJsonObject(answer) && isJsonObject(answer['attributes']) ? answer['attributes'] : {};
  if (attributes['enabled'] === false)
    throw new CountersignError('KEY_INVALID', 'the key in Azure Key Vault is disabled', {
      expected: 'an enabled key',
      found: `version ${version} is disabled`,
      hint: 'Enable the version, or name another one.',
    });
  return { id, version, jwk, key: publicKeyFromJwk(jwk, details) };
}

/** Whether the vault has a key of the name. @throws CountersignError SERVICE_*, TOKEN_* */
export async function vaultKeyExists(vault: AzureVault): Promise<boolean> {
  try {
    await read(vault);
    return true;
  } catch (thrown) {
    if (thrown instanceof CountersignError && thrown.cause instanceof Refused && thrown.cause.status === 404) return false;
    throw thrown;
  }
}

async function read({ reference, credential, door }: AzureVault): Promise<string> {
  const { readVault } = await import(/* webpackIgnore: true */ '@countersign/libraries/azure-public-keys');
  const url = `${reference.vault}/keys/${reference.name}/${reference.version ?? ''}?api-version=${API_VERSION}`;
  return await door.call(() => readVault(url, credential, door.send), failedAt(reference));
}

/** The version in an identifier of a key, which must be the named key of the named vault. @throws CountersignError SERVICE_ANSWER_INVALID */
export function versionOf(id: string, { vault, name, version: wanted }: AzureKeyReference): string {
  const version = /\/([0-9a-f]{32})$/.exec(id)?.[1] ?? '';
  // Names of keys are compared without case by the service.
  const same = id.toLowerCase() === `${vault}/keys/${name}/${version}`.toLowerCase();
  if (version !== '' && same && (wanted === undefined || wanted === version)) return version;
  throw new CountersignError('SERVICE_ANSWER_INVALID', 'an answer of Azure Key Vault is about another key', {
    expected: `${vault}/keys/${name}/${wanted ?? 'VERSION'}`,
    found: 'another identifier',
    hint: 'Nothing of it was used. Check the proxies between this machine and Azure.',
  });
}

/** Keys in hardware have the same form with another `kty` (RFC 7517 has no such types). */
function publicKeyFromJwk(jwk: JsonObject, details: KeyDetails | undefined): PublicKey {
  const kty = readString(jwk['kty'], 'kty in the answer', 'SERVICE_ANSWER_INVALID').replace(/-HSM$/, '');
  const members = kty === 'EC' ? ['crv', 'x', 'y'] : kty === 'RSA' ? ['n', 'e'] : [];
  if (members.length === 0)
    throw new CountersignError('KEY_UNSUPPORTED', 'the key in Azure Key Vault cannot sign', {
      expected: 'a key of the type EC or RSA',
      found: 'another type',
      hint: 'Create an EC key with the curve P-256.',
    });
  const read = members.map((name) => [name, readString(jwk[name], `${name} in the answer`, 'SERVICE_ANSWER_INVALID')]);
  let object;
  try {
    object = createPublicKey({ key: { kty, ...Object.fromEntries(read) }, format: 'jwk' });
  } catch (cause) {
    throw new CountersignError('KEY_UNSUPPORTED', 'the public key in Azure Key Vault cannot be read', {
      expected: 'EC P-256, P-384 or P-521, or RSA of 2048, 3072 or 4096 bits',
      found: 'another key',
      cause,
    });
  }
  const key = publicKeyFromObject(object, details);
  if (KEY_DETAILS[key.details].deprecated === true)
    throw new CountersignError('KEY_UNSUPPORTED', 'Azure Key Vault does not sign with this key and hash', {
      expected: 'the hash of the curve',
      found: key.details,
    });
  return key;
}

/** An error that the library has found by itself: a challenge of another domain, credentials that it cannot use. */
export function failedAt({ vault }: AzureKeyReference): (cause: unknown) => CountersignError {
  return (cause) => {
    const foreign = cause instanceof Error && cause.message.includes('does not match the requested domain');
    return foreign
      ? new CountersignError('SERVICE_ANSWER_INVALID', `the vault ${new URL(vault).host} asks for a token of another domain`, {
          expected: 'a challenge for its own domain',
          found: 'another resource',
          hint: 'No token was sent. Check the name of the vault, and the proxies between this machine and Azure.',
          cause,
        })
      : new CountersignError('TOKEN_UNAVAILABLE', 'there is no access token for Azure Key Vault', {
          expected: 'key-login: azure tenant=ID client=ID, the variables AZURE_*, or a managed identity',
          // Without the words of the library, which may quote what it was given.
          found: 'credentials that give no token',
          hint: 'Log in with the identity of the job: key-login with azure tenant=ID client=ID. Check that tenant and client are right.',
          cause,
        });
  };
}

const INSTEAD = 'Try again later, or sign with another key.';

function askedVault(url: string): AskedService {
  return {
    role: 'Azure Key Vault',
    url,
    expected: 'an answer about the key',
    configured: 'the reference of the key',
    instead: INSTEAD,
    refused:
      'Check the names of vault and key, and that the identity may use it (Key Vault Crypto User; Key Vault Reader to verify), also the firewall of the vault.',
  };
}

function askedLogin(url: string): AskedService {
  return {
    role: 'the login service of Azure',
    url,
    expected: 'an access token',
    configured: 'the credentials of Azure',
    instead: INSTEAD,
    refused:
      'Check tenant and client, and that the federated credential of the application names the issuer, subject and audience of this job.',
  };
}
