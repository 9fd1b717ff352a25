import { publicKeyFromPem } from '../crypto/index.js';
import { CountersignError } from '../errors/index.js';
import { ask, describeUrl } from '../net/index.js';
import { decodeUtf8 } from '../wire/index.js';
import type { OpenPublicKey } from './types.js';

const MAX_BYTES = 64 * 1024;
const WHAT = 'the public key';

/**
 * A public key in PEM form at an https address. What an address answers can change, so whoever uses the key compares its fingerprint.
 * @throws CountersignError SERVICE_UNAVAILABLE, SERVICE_REFUSED, SERVICE_ANSWER_INVALID, NETWORK_FORBIDDEN, KEY_INVALID, INPUT_INVALID
 */
export const openPublicKey: OpenPublicKey = async (run, reference, { details }) => {
  const url = URL.parse(reference);
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '' || url.hash !== '') {
    // Not quoted: it may contain a password.
    throw new CountersignError('INPUT_INVALID', 'the address of a public key cannot be used', {
      expected: 'https://HOST/PATH without user name, password and fragment',
      found: 'another address',
      hint: 'Keys that need a login are read from a key service or a secret store.',
    });
  }
  const asked = {
    role: 'the server of the public key',
    url: url.href,
    expected: 'a public key in PEM form',
    configured: 'the reference of the key',
    instead: 'Run the job again when the server is back, or use a file with the public key.',
    refused: 'Check the address; a public key must be readable without a login.',
    // A query may contain a token.
    secrets: url.search === '' ? [] : [url.search],
  };
  const request = {
    purpose: 'keys',
    method: 'GET',
    headers: { accept: 'application/x-pem-file, application/octet-stream, text/plain;q=0.9, */*;q=0.1' },
    maxBytes: MAX_BYTES,
    redirect: 'follow',
  } as const;
  const { body } = await ask(run, asked, request);
  const where = describeUrl(url.href);
  return { key: publicKeyFromPem(decodeUtf8(body, where, 'KEY_INVALID'), WHAT, details), where, bytes: body };
};
