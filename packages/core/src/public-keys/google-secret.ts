import type { Run } from '../run/index.js';
import { decodeUtf8, isJsonObject } from '../wire/index.js';
import { answered, checkedBytes, damaged, googleApi } from './google-api.js';
import { parseGoogleSecret } from './google-reference.js';
import { NO_KEY_SERVICES, type KeyServices } from './key-login.js';

/** A secret's text and the version that was read. */
export interface ReadSecret {
  readonly text: string;
  readonly version: string;
}

/**
 * Reads a secret of Google Secret Manager.
 * @throws CountersignError INPUT_INVALID, KEY_INVALID, SERVICE_*, TOKEN_*
 */
export async function readGoogleSecret(
  run: Run,
  reference: string,
  services: KeyServices = NO_KEY_SERVICES,
): Promise<ReadSecret> {
  const { name, location } = parseGoogleSecret(reference);
  const host = location === undefined ? 'secretmanager.googleapis.com' : `secretmanager.${location}.rep.googleapis.com`;
  const api = googleApi(run, services, host, {
    role: 'Google Secret Manager',
    expected: 'the secret',
    refused: 'Check the name of the secret, and that the identity may read it (roles/secretmanager.secretAccessor).',
  });
  const answer = await api.get(`${name}:access`);
  const [, secret = '', version = ''] = /^(.+\/)versions\/([1-9][0-9]{0,9})$/.exec(answered(answer, 'name')) ?? [];
  // The answer has the number of the project where the request may have its name.
  const asked = /\/secrets\/(.+)\/versions\/(.+)$/.exec(name) ?? [];
  if (!secret.endsWith(`/secrets/${asked[1] ?? ''}/`) || (asked[2] !== 'latest' && asked[2] !== version))
    throw damaged(name, 'another secret or version');
  const { payload } = answer;
  if (!isJsonObject(payload)) throw damaged('a payload', 'none');
  const bytes = checkedBytes(payload, 'data', 'dataCrc32c');
  return { text: decodeUtf8(bytes, 'the secret', 'KEY_INVALID'), version };
}
