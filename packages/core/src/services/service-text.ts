import { excerpt } from '../wire/index.js';

const MAX_MESSAGE_CHARACTERS = 300;
/** Words that may contain a compact JWT, complete or truncated. Matching whole words keeps the search linear. */
const WORD = /(?<![\w.-])[\w.-]+/g;
/** The credential after an authorization scheme. */
const BEARER = /\b(bearer|basic)\s+[^\s"',]+/gi;

/**
 * The text of a service's refusal, safe for an error: its `message` if it is JSON, tokens removed, control characters
 * escaped, truncated. `secrets` are texts of the request.
 */
export function serviceMessage(body: Uint8Array, secrets: readonly string[] = []): string {
  const text = messageOf(Buffer.from(body.subarray(0, 16 * 1024)).toString('utf8'));
  let scrubbed = text;
  for (const secret of secrets) if (secret !== '') scrubbed = scrubbed.replaceAll(secret, '[secret]');
  scrubbed = scrubbed.replace(WORD, withoutToken).replace(BEARER, '$1 [secret]').replace(/\s+/g, ' ').trim();
  const cut = scrubbed.length > MAX_MESSAGE_CHARACTERS ? `${scrubbed.slice(0, MAX_MESSAGE_CHARACTERS)}…` : scrubbed;
  return printable(cut) || 'no message';
}

function withoutToken(word: string): string {
  const start = word.indexOf('eyJ');
  return start === -1 || !word.includes('.', start) ? word : `${word.slice(0, start)}[token]`;
}

function messageOf(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && 'message' in value && typeof value.message === 'string')
      return value.message;
  } catch {
    // Plain text or HTML: shown as it is.
  }
  return text;
}

/** `excerpt` quotes and truncates at 60 characters; only its escaping is needed. */
function printable(text: string): string {
  return (text.match(/.{1,40}/gsu) ?? []).map((part) => excerpt(part).slice(1, -1).replaceAll('\\"', '"')).join('');
}
