/** One of the encodings of a secret. */
export interface Form {
  readonly text: string;
  /** `opaque`: any part of it is secret. `readable`: base64 of text that may be public; it is recognised only by its beginning and end. */
  readonly kind: 'opaque' | 'readable';
}

/** Header, payload, signature (RFC 7515). */
const TOKEN = /^(eyJ[\w-]*)\.([\w-]*)\.([\w-]*)$/;
/** Larger secrets (key files) are masked only as they are, and in base64 and hex as a whole. */
const LARGE = 16 * 1024;

/** A secret and its parts, as they are and in the encodings of servers, URLs, logs and shells. */
export function formsOf(value: string): readonly Form[] {
  const token = TOKEN.exec(value);
  if (token === null) return encodings(value, 'opaque');
  const [, header = '', payload = '', signature = ''] = token;
  return [
    ...encodings(value, 'readable'),
    ...[header, payload].flatMap((part) => encodings(part, 'readable')),
    ...encodings(signature, 'opaque'),
    // The decoded bytes of the parts.
    ...[payload, signature].flatMap((part) =>
      ofBytes(Buffer.from(part, 'base64url'), part === signature ? 'opaque' : 'readable'),
    ),
  ];
}

function encodings(value: string, kind: Form['kind']): readonly Form[] {
  if (value.length > LARGE) return [{ text: value, kind: 'readable' }];
  const bytes = Buffer.from(value, 'utf8');
  const everyByte = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  const texts = [value, encodeURIComponent(value.toWellFormed()), everyByte, everyByte.toUpperCase(), value.replaceAll('"', "'")];
  const escaped = [encodeURIComponent(value.toWellFormed()).replaceAll('%20', '+'), JSON.stringify(value).slice(1, -1)];
  return [...new Set([...texts, ...escaped])].map((text) => ({ text, kind })).concat(ofBytes(bytes, kind));
}

/** Base64 with the bytes at each of three offsets (as in `user:secret`), base64url, hex. */
function ofBytes(bytes: Buffer, kind: Form['kind']): readonly Form[] {
  const hex = bytes.toString('hex');
  const shifted = [0, 1, 2].map((shift) => {
    const whole = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/(?<!=)=+$/, '');
    // The first and last characters also contain bits of the bytes before and after.
    return whole.slice(shift === 0 ? 0 : shift + 1, (shift + bytes.length) % 3 === 0 ? undefined : -1);
  });
  const texts = [hex, hex.toUpperCase(), ...shifted, ...shifted.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'))];
  return [...new Set(texts)].filter((text) => text.length >= 8).map((text) => ({ text, kind }));
}
