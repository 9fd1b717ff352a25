import { join, resolve } from 'node:path';
import type { ExternalAccount, TokenFormat } from '@countersign/libraries/gcp-auth';
import { CountersignError, isMissing, systemReason } from '../errors/index.js';
import type { AskedService } from '../net/index.js';
import type { Run } from '../run/index.js';
import { isJsonObject, parseJson, readRegularFile, type JsonObject, type JsonValue } from '../wire/index.js';
import { metadataToken } from './google-metadata.js';
import type { KeyServices } from './key-login.js';
import { librarySend, type LibrarySend } from './library-send.js';
import { loginFor, loginParameter } from './login-lines.js';
import { loginToken } from './login-token.js';

const STS = 'https://sts.googleapis.com/v1/token';
const JWT_TYPE = 'urn:ietf:params:oauth:token-type:jwt';
const MAX_FILE_BYTES = 64 * 1024;
const VARIABLE = 'GOOGLE_APPLICATION_CREDENTIALS';

/**
 * An access token for Google Cloud: by the line `gcp` of `key-login`, else by Google's standard order (the file in GOOGLE_APPLICATION_CREDENTIALS, the
 * file of `gcloud auth application-default login`, the metadata server of the machine). It is masked in the log.
 * @throws CountersignError INPUT_*, KEY_INVALID, TOKEN_*, SERVICE_*
 */
export async function googleToken(run: Run, services: KeyServices): Promise<string> {
  const token = await findToken(run, services);
  run.log.secret(token);
  return token;
}

async function findToken(run: Run, services: KeyServices): Promise<string> {
  const login = loginFor(services, 'gcp');
  const door = librarySend(run, asked);
  if (login !== undefined) {
    const provider = providerOf(loginParameter(login, 'provider'));
    const account = login.parameters.get('service-account');
    return await exchanged(door, {
      audience: `//iam.googleapis.com/${provider}`,
      subjectTokenType: JWT_TYPE,
      tokenUrl: STS,
      impersonationUrl: account === undefined ? undefined : impersonation(account),
      source: {
        kind: 'token',
        token: () =>
          loginToken(run, login, services, login.parameters.get('audience') ?? `https://iam.googleapis.com/${provider}`),
      },
    });
  }
  const found = readCredentials(run);
  if (found === undefined) return await metadataToken(run);
  return await tokenOfFile(run, door, found);
}

/** `projects/N/locations/global/workloadIdentityPools/P/providers/X`; also with the `//iam.googleapis.com/` of Google's own tools. */
function providerOf(text: string): string {
  const [, provider] =
    /^(?:(?:https:)?\/\/iam\.googleapis\.com\/)?(projects\/[0-9]+\/locations\/global\/workloadIdentityPools\/[a-z0-9-]{1,64}\/providers\/[a-z0-9-]{1,64})$/.exec(
      text,
    ) ?? [];
  if (provider !== undefined) return provider;
  throw new CountersignError('INPUT_INVALID', 'key-login: the provider of gcp is not understood', {
    expected: 'projects/NUMBER/locations/global/workloadIdentityPools/POOL/providers/PROVIDER',
    found: 'another form',
    hint: 'Use the number of the project, not its name: `gcloud iam workload-identity-pools providers describe` prints it.',
  });
}

function impersonation(account: string): string {
  if (/^[a-z0-9-]{1,100}@[a-z0-9.-]{1,100}$/.test(account))
    return `https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/${account}:generateAccessToken`;
  throw new CountersignError('INPUT_INVALID', 'key-login: the service-account of gcp is not understood', {
    expected: 'NAME@PROJECT.iam.gserviceaccount.com',
    found: 'another form',
  });
}

interface Found {
  readonly path: string;
  readonly document: JsonObject;
}

function readCredentials(run: Run): Found | undefined {
  const named = run.env[VARIABLE];
  const path = named ? resolve(run.cwd, named) : wellKnownFile(run);
  if (path === undefined) return undefined;
  const what = named ? `the file in ${VARIABLE}` : 'the file of gcloud auth application-default login';
  let bytes: Uint8Array;
  try {
    bytes = readRegularFile(path, MAX_FILE_BYTES, { followLink: true });
  } catch (cause) {
    if (!named && isMissing(cause)) return undefined;
    throw new CountersignError('FILE_UNREADABLE', `${what} cannot be read`, {
      expected: 'credentials of Google Cloud in JSON',
      found: cause instanceof RangeError ? 'a larger file' : systemReason(cause),
      hint: `Correct ${VARIABLE}, or log in with key-login.`,
    });
  }
  const document = parseJson(bytes, { maxBytes: MAX_FILE_BYTES, what, code: 'KEY_INVALID' });
  if (!isJsonObject(document)) throw wrongFile(what, 'a JSON object', 'another value');
  return { path: what, document };
}

function wellKnownFile({ env }: Run): string | undefined {
  const name = 'application_default_credentials.json';
  if (env['CLOUDSDK_CONFIG']) return join(env['CLOUDSDK_CONFIG'], name);
  if (env['APPDATA']) return join(env['APPDATA'], 'gcloud', name);
  return env['HOME'] ? join(env['HOME'], '.config', 'gcloud', name) : undefined;
}

async function tokenOfFile(run: Run, door: LibrarySend, { path, document }: Found): Promise<string> {
  const library = await import(/* webpackIgnore: true */ '@countersign/libraries/gcp-auth');
  const text = (name: string): string => textOf(document[name], path, name);
  switch (document['type']) {
    case 'service_account': {
      const keyId = document['private_key_id'];
      const account = {
        email: text('client_email'),
        key: text('private_key'),
        keyId: typeof keyId === 'string' ? keyId : undefined,
      };
      return await door.call(() => library.serviceAccountToken(account, door.send), refusedFile(path));
    }
    case 'authorized_user': {
      const user = {
        clientId: text('client_id'),
        clientSecret: text('client_secret'),
        refreshToken: text('refresh_token'),
      };
      run.log.secret(user.refreshToken);
      return await door.call(() => library.userToken(user, door.send), refusedFile(path));
    }
    case 'external_account': {
      const impersonationUrl = document['service_account_impersonation_url'];
      return await exchanged(door, {
        audience: text('audience'),
        subjectTokenType: text('subject_token_type'),
        tokenUrl: googleUrl(text('token_url'), path, 'token_url'),
        impersonationUrl:
          impersonationUrl === undefined
            ? undefined
            : googleUrl(text('service_account_impersonation_url'), path, 'service_account_impersonation_url'),
        source: sourceOf(document['credential_source'], path),
      });
    }
    default:
      throw wrongFile(path, 'type service_account, authorized_user or external_account', 'another type');
  }
}

async function exchanged(door: LibrarySend, account: ExternalAccount): Promise<string> {
  const { externalAccountToken } = await import(/* webpackIgnore: true */ '@countersign/libraries/gcp-auth');
  return await door.call(() => externalAccountToken(account, door.send), refusedFile('the login at Google Cloud'));
}

/** Where an `external_account` has its token. Programs and certificates are refused: they do not use the network and environment of the run. */
function sourceOf(value: JsonValue | undefined, path: string): ExternalAccount['source'] {
  const source = isJsonObject(value) ? value : {};
  const { file, url, format } = source;
  const { type, subject_token_field_name: member } = isJsonObject(format) ? format : {};
  const written: TokenFormat =
    type === 'json' ? { type, member: textOf(member, path, 'subject_token_field_name') } : { type: 'text' };
  if (typeof file === 'string') return { kind: 'file', file, format: written };
  if (typeof url !== 'string' || source['environment_id'] !== undefined)
    throw wrongFile(path, 'credential_source with file or url', 'a program, a certificate or AWS');
  const headers = isJsonObject(source['headers']) ? Object.entries(source['headers']) : [];
  return {
    kind: 'url',
    url,
    headers: Object.fromEntries(headers.map(([name, one]) => [name, textOf(one, path, 'headers')])),
    format: written,
  };
}

/** Tokens of the job are sent only to Google, whatever the file says. */
function googleUrl(text: string, path: string, member: string): string {
  const url = URL.parse(text);
  if (url?.protocol === 'https:' && url.port === '' && /^[a-z0-9.-]+\.googleapis\.com$/.test(url.hostname)) return text;
  throw wrongFile(path, `${member} at googleapis.com`, 'another address');
}

function textOf(value: JsonValue | undefined, path: string, name: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw wrongFile(path, `a text ${name}`, 'nothing, or another value');
}

/** Nothing of the file is quoted: it may contain a key. */
function wrongFile(path: string, expected: string, found: string): CountersignError {
  return new CountersignError('KEY_INVALID', `${path} has credentials that are not supported`, {
    expected,
    found,
    hint: 'Log in with the identity of the job (key-login: gcp provider=…), or use the key file of a service account.',
  });
}

const refusedFile =
  (what: string) =>
  (cause: unknown): CountersignError =>
    new CountersignError('TOKEN_UNAVAILABLE', `${what} gave no access token for Google Cloud`, {
      expected: 'an access token',
      // Without the words of the library, which may quote a key.
      found: 'none',
      hint: 'Check the credentials; create the key file again if it is damaged.',
      cause,
    });

function asked(url: string): AskedService {
  return {
    role: 'the token service of Google Cloud',
    url,
    expected: 'an access token',
    configured: 'the credentials of Google Cloud',
    instead: 'Try again later, or sign with another key.',
    refused:
      'Check the attribute condition of the provider, the allowed audience, and that the principal may use the service account (roles/iam.workloadIdentityUser).',
  };
}
