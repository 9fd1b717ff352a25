import { CountersignError } from '../errors/index.js';
import { hasSigningToken, type NetRequest } from '../run/index.js';

/** Tokens are ASCII; other bytes become other characters, and no error. */
const ASCII = new TextDecoder('latin1');

/**
 * Services of keys log a job in with an identity token. One for signing is never sent to them, wherever it comes from: they could sign as the job.
 * @throws CountersignError TOKEN_INVALID
 */
export function refuseSigningToken({ purpose, url, headers = {}, body = '' }: NetRequest): void {
  if (purpose !== 'keys') return;
  const text = typeof body === 'string' ? body : ASCII.decode(body);
  if (![url, text, ...Object.values(headers)].some(hasSigningToken)) return;
  throw new CountersignError('TOKEN_INVALID', `an identity token for signing was not sent to ${new URL(url).host}`, {
    expected: 'a token for the audience of this service',
    found: 'a token for the audience of Sigstore',
    hint: 'The service could sign as this job with it. Use a token of its own: another name in id_tokens, or another audience.',
  });
}
