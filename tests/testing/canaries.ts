import { inspect } from 'node:util';

/**
 * A canary is a text of its own in each place where a secret may stand; none may be read in anything that a program prints, writes or passes on.
 */
const canaries = new Map<string, string>();
let count = 0;

/** A new canary; distinct from every other in its first and its last characters. */
export function canary(where: string): string {
  count += 1;
  const text = `Kn${String(count).padStart(4, '0')}rY-${Buffer.from(where).toString('hex').slice(0, 12)}-zQ7w${String(count * 7919).padStart(8, '0')}`;
  canaries.set(where, text);
  return text;
}

/** A secret that is not a canary by its making, such as a part of a key. */
export function addSecret(where: string, text: string): void {
  canaries.set(where, text);
}

export function forgetCanaries(): void {
  canaries.clear();
}

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
/** A token that decodes, with the canary as its signature. */
export function token(where: string): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: 'https://accounts.example.com', sub: 'a@b.example', aud: 'sigstore', iat: now, exp: now + 600 };
  return `${part({ alg: 'RS256' })}.${part(claims)}.${Buffer.from(canary(where)).toString('base64url')}`;
}

/** Base64 of a text at each position within a longer one (as in `user:secret`), without the characters that depend on its neighbours. */
const shifted = (text: string): readonly string[] =>
  [0, 1, 2].map((shift) =>
    Buffer.from(' '.repeat(shift) + text)
      .toString('base64')
      .slice(shift === 0 ? 2 : 4, -4),
  );
const url = (text: string): string => text.replaceAll('+', '-').replaceAll('/', '_');

/** Canaries that can be read in what was said, as they are or encoded. */
export function sung(said: string): readonly string[] {
  const folded = said.replace(/\s/g, '');
  return [...canaries].flatMap(([where, text]) => {
    const base64 = shifted(text);
    const forms = [
      text,
      text.slice(0, 14),
      text.slice(-14),
      ...base64,
      ...base64.map((one) => one.slice(0, 24)),
      ...base64.map(url),
      Buffer.from(text).toString('hex'),
      Buffer.from(text).toString('hex').toUpperCase(),
      encodeURIComponent(text),
      encodeURIComponent(encodeURIComponent(text)),
      JSON.stringify(text).slice(1, -1),
      JSON.stringify(JSON.stringify(text)).slice(2, -2),
    ];
    return forms.some((form) => folded.includes(form.replace(/\s/g, ''))) ? [where] : [];
  });
}

/** Everything in an error: message, stack, members that are not enumerable, and the whole chain of causes. */
export function wholeError(error: unknown): string {
  const parts: string[] = [];
  for (let one = error, depth = 0; one !== undefined && depth < 10; depth += 1) {
    parts.push(inspect(one, { depth: 10, showHidden: true, maxStringLength: null, maxArrayLength: null, breakLength: Infinity }));
    one = one instanceof Error ? one.cause : undefined;
  }
  return parts.join('\n');
}
