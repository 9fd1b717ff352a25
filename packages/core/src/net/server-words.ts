import { excerpt } from '../wire/index.js';

const MAX_MESSAGE_CHARACTERS = 300;
/** Words that may contain a compact JWT, complete or truncated. Matching whole words keeps the search linear. */
const WORD = /(?<![\w.-])[\w.-]+/g;
/** The credential after an authorization scheme. */
const BEARER = /\b(bearer|basic)\s+[^\s"',]+/gi;

/**
 * What a server says about a failure, safe for an error: the text in its JSON, otherwise the body as it is; tokens removed, control
 * characters escaped, truncated. `secrets` are texts of the request.
 */
export function serverWords(body: Uint8Array, secrets: readonly string[] = []): string {
  const text = wordsIn(Buffer.from(body.subarray(0, 16 * 1024)).toString('utf8'));
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

/** Members with words for people: of grpc-gateway and GitHub, RFC 9457, OAuth 2.0 (RFC 6749 section 5.2), the OCI distribution API. */
const MEMBERS = ['message', 'detail', 'details', 'error_description', 'title', 'error'];

function wordsIn(text: string): string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return text; // plain text or HTML
  }
  return textIn(value) ?? text;
}

/** Message and detail, if they differ: the one is often general ("not found"), the other says why. */
function textIn(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const members = value as Readonly<Record<string, unknown>>;
  const texts = MEMBERS.map((name) => members[name]).filter((text): text is string => typeof text === 'string' && text !== '');
  if (texts.length > 0) return [...new Set(texts)].slice(0, 2).join('; ');
  const { errors, error } = members;
  // Vault and OpenBao.
  const words = Array.isArray(errors) ? errors.filter((text): text is string => typeof text === 'string' && text !== '') : [];
  if (words.length > 0) return words.slice(0, 2).join('; ');
  return textIn(Array.isArray(errors) ? errors[0] : error);
}

/** `excerpt` quotes and truncates at 60 characters; only its escaping is needed. */
function printable(text: string): string {
  return (text.match(/.{1,40}/gsu) ?? []).map((part) => excerpt(part).slice(1, -1).replaceAll('\\"', '"')).join('');
}
