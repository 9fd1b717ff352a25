import { join } from 'node:path';
import { CountersignError, isMissing } from '../errors/index.js';
import type { Environment, Run } from '../run/index.js';
import {
  decodeBase64,
  decodeUtf8,
  isJsonObject,
  parseJson,
  readRegularFile,
  type JsonObject,
  type JsonValue,
} from '../wire/index.js';
import type { AskHelper } from './credential-helper.js';
import type { Credential } from './credential.js';
import { DOCKER_HUB_KEY, isDockerHub, sameRegistry } from './repositories.js';

const MAX_BYTES = 1024 * 1024;

export interface CredentialFile {
  readonly path: string;
  /** Named by the user, so it must exist. */
  readonly named: boolean;
}

/** Possible places of credentials, in the order in which they are searched. */
export function credentialFiles(env: Environment): readonly CredentialFile[] {
  const home = env['HOME'] ?? env['USERPROFILE'];
  const at = (base: string | undefined, ...rest: string[]): CredentialFile[] =>
    base === undefined || base === '' ? [] : [{ path: join(base, ...rest), named: false }];
  const named = env['REGISTRY_AUTH_FILE'];
  return [
    ...(named === undefined || named === '' ? [] : [{ path: named, named: true }]),
    ...(env['DOCKER_CONFIG'] ? at(env['DOCKER_CONFIG'], 'config.json') : at(home, '.docker', 'config.json')),
    ...at(env['XDG_RUNTIME_DIR'], 'containers', 'auth.json'),
    ...(env['XDG_CONFIG_HOME']
      ? at(env['XDG_CONFIG_HOME'], 'containers', 'auth.json')
      : at(home, '.config', 'containers', 'auth.json')),
  ];
}

/** @returns undefined if the file does not exist and the user did not name it. @throws CountersignError FILE_UNREADABLE, INPUT_INVALID */
export function readCredentialFile(file: CredentialFile): JsonObject | undefined {
  let bytes: Uint8Array;
  try {
    bytes = readRegularFile(file.path, MAX_BYTES, { followLink: true });
  } catch (cause) {
    const missing = isMissing(cause);
    if (missing && !file.named) return undefined;
    throw new CountersignError('FILE_UNREADABLE', `${file.path}: the credential file cannot be read`, {
      expected: 'a file written by docker login or podman login',
      found: missing ? 'no such file' : 'a file without read permission',
      hint: 'Correct REGISTRY_AUTH_FILE or the permissions of the file.',
      cause,
    });
  }
  try {
    const value = parseJson(bytes, { maxBytes: MAX_BYTES, what: file.path, code: 'INPUT_INVALID' });
    if (isJsonObject(value)) return value;
  } catch {
    // The parser's message may quote the file, which contains secrets.
  }
  throw new CountersignError('INPUT_INVALID', `${file.path}: the credential file is not a JSON object`, {
    hint: 'Log in again to write the file again.',
  });
}

/** The credential that one file has for a repository: credHelpers, then credsStore, then auths. Hosts must match exactly, including the port. */
export async function credentialIn(
  run: Run,
  askHelper: AskHelper,
  path: string,
  file: JsonObject,
  registry: string,
  repository: string,
): Promise<Credential | undefined> {
  const inline = inlineCredential(path, file, registry, repository);
  const helper = helperFor(file, registry);
  if (helper === undefined) return inline;
  try {
    return (await askHelper(helper, helperKey(registry))) ?? inline;
  } catch (error) {
    // A configuration that was copied into a container may name helpers that are not installed there.
    if (inline === undefined || !(error instanceof CountersignError) || error.code !== 'REGISTRY_UNAUTHORIZED') throw error;
    run.log.warn(`${error.message}; the credentials written in ${path} are used`, { code: error.code });
    return inline;
  }
}

/** The name under which docker and its helpers keep a registry. */
export function helperKey(registry: string): string {
  return isDockerHub(registry) ? DOCKER_HUB_KEY : registry;
}

function helperFor(file: JsonObject, registry: string): string | undefined {
  const byHost = file['credHelpers'];
  if (isJsonObject(byHost)) {
    for (const [key, name] of Object.entries(byHost)) {
      if (sameRegistry(hostOf(key), registry) && typeof name === 'string' && name !== '') return name;
    }
  }
  const store = file['credsStore'];
  return typeof store === 'string' && store !== '' ? store : undefined;
}

function inlineCredential(path: string, file: JsonObject, registry: string, repository: string): Credential | undefined {
  const auths = file['auths'];
  if (!isJsonObject(auths)) return undefined;
  const matches = Object.entries(auths)
    .map(([key, value]) => ({ scope: scopeOf(key), value, key }))
    .filter(
      ({ scope }) => sameRegistry(scope.host, registry) && (scope.path === '' || `${repository}/`.startsWith(`${scope.path}/`)),
    )
    .toSorted((a, b) => b.scope.path.length - a.scope.path.length);
  for (const { value, key } of matches) {
    const credential = isJsonObject(value) ? inlineEntry(`${path} (${key})`, value) : undefined;
    if (credential !== undefined) return credential;
  }
  return undefined;
}

/** An empty entry means "ask the helper" and has no credential. */
function inlineEntry(what: string, entry: JsonObject): Credential | undefined {
  const text = (name: string): string | undefined => {
    const value: JsonValue | undefined = entry[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const identityToken = text('identitytoken');
  if (identityToken !== undefined) return { kind: 'identity-token', token: identityToken };
  const registryToken = text('registrytoken');
  if (registryToken !== undefined) return { kind: 'bearer', token: registryToken };
  const auth = text('auth');
  if (auth !== undefined) {
    const pair = decodedPair(auth);
    if (pair === undefined) {
      throw new CountersignError('INPUT_INVALID', `${what}: "auth" is not base64 of user:password`, {
        hint: 'Log in again to write the file again.',
      });
    }
    return pair;
  }
  const username = text('username');
  const password = text('password');
  return username === undefined || password === undefined ? undefined : { kind: 'basic', username, password };
}

function decodedPair(auth: string): Credential | undefined {
  try {
    const pair = decodeUtf8(decodeBase64(auth, 'auth'), 'auth').replace(/(?<!\0)\0+$/, '');
    const colon = pair.indexOf(':');
    return colon < 0 ? undefined : { kind: 'basic', username: pair.slice(0, colon), password: pair.slice(colon + 1) };
  } catch {
    return undefined;
  }
}

/** `host`, `https://host/v1/`, or podman's `host/namespace`. */
function scopeOf(key: string): { readonly host: string; readonly path: string } {
  if (/^https?:\/\//.test(key)) return { host: hostOf(key), path: '' };
  const slash = key.indexOf('/');
  if (slash < 0) return { host: key, path: '' };
  const path = key.slice(slash + 1).replace(/(?<!\/)\/+$/, '');
  return { host: key.slice(0, slash), path: /^v[12]$/.test(path) ? '' : path };
}

function hostOf(key: string): string {
  return key.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
}
