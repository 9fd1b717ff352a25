/** Characters that stay as they are when a path is escaped. */
const PLAIN = /[A-Za-z0-9\-._~$&+,/:;=@]/;
/** Characters that make a written path keep its own form. */
const VALID_PATH = /^(?:[A-Za-z0-9\-._~!$&'()*+,;=:@[\]/]|%[0-9A-Fa-f]{2})*$/;

/**
 * The form in which Fulcio writes a URI into the SAN: parsed and printed by Go's net/url, which percent-encodes the
 * path if anything in it is not allowed there (a space, a letter outside ASCII). Extensions keep the text as it is, so
 * the two differ for such names. Throws for a broken percent escape.
 */
export function canonicalUri(uri: string): string {
  const [, prefix = '', path = '', rest = ''] = /^([a-z][a-z0-9+.-]*:\/\/[^/?#]*)([^?#]*)([\s\S]*)$/i.exec(uri) ?? [];
  if (prefix === '') throw new Error('the subject alternative name is not a URI');
  if (/%(?![0-9A-Fa-f]{2})/.test(path)) throw new Error('invalid URL escape in the subject alternative name');
  if (/[\u0000-\u001f\u007f]/.test(uri)) throw new Error('invalid control character in URL');
  return prefix + (VALID_PATH.test(path) ? path : escapePath(path)) + asciiOnly(rest);
}

function escapePath(path: string): string {
  const bytes = Buffer.from(
    path.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => `\u0000${hex}`),
    'utf8',
  ).toString('latin1');
  return bytes.replace(/\u0000([0-9A-Fa-f]{2})|[\s\S]/g, (found, hex?: string) => {
    const byte = hex === undefined ? found : Buffer.from(hex, 'hex').toString('latin1');
    return PLAIN.test(byte) ? byte : `%${Buffer.from(byte, 'latin1').toString('hex').toUpperCase()}`;
  });
}

function asciiOnly(text: string): string {
  return Buffer.from(text, 'utf8')
    .toString('latin1')
    .replace(/[^!-~]/g, (byte) => `%${Buffer.from(byte, 'latin1').toString('hex').toUpperCase()}`);
}
