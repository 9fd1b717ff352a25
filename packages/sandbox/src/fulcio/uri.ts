/** For a part of a URI: the characters that need no escaping, and those that stay unescaped if another character must be escaped. */
interface PartRules {
  readonly valid: RegExp;
  readonly plain: RegExp;
}

const PATH: PartRules = { valid: /^(?:[\w\-.~!$&'()*+,;=:@[\]/]|%[\da-f]{2})*$/i, plain: /[\w\-.~$&+,/:;=@]/ };
const FRAGMENT: PartRules = { valid: /^(?:[\w\-.~!$&'()*+,;=:@[\]/?]|%[\da-f]{2})*$/i, plain: /[\w\-.~$&+,/:;=@?!()*]/ };

/**
 * The form in which Fulcio writes a URI into the SAN: parsed and printed by Go's net/url, which percent-encodes a path or
 * fragment if it contains a character that is not allowed there (a space, a letter outside ASCII). The extensions keep the
 * original text, so the two differ for such names. Throws for what Go refuses: control characters and malformed percent escapes.
 */
export function canonicalUri(uri: string): string {
  if (/\p{Cc}/u.test(uri)) throw new Error('invalid control character in URL');
  const [, prefix, path = '', query = '', fragment] =
    /^([a-z][a-z\d+.-]*:\/\/[^/?#]*)([^?#]*)(\?[^#]*)?(?:#(.*))?$/i.exec(uri) ?? [];
  if (prefix === undefined) throw new Error('the subject alternative name is not a URI');
  const result = `${prefix}${part(path, PATH)}${query}${fragment === undefined || fragment === '' ? '' : `#${part(fragment, FRAGMENT)}`}`;
  // Go escapes neither host nor query; a certificate's URI is an IA5String.
  if (/[^\x20-\x7e]/.test(result)) throw new Error('the subject alternative name is not ASCII');
  return result;
}

function part(text: string, rules: PartRules): string {
  if (/%(?![\da-f]{2})/i.test(text)) throw new Error('invalid URL escape in the subject alternative name');
  if (rules.valid.test(text)) return text;
  const bytes = Buffer.concat(
    text
      .split(/(%[\da-f]{2})/i)
      .map((piece, index) => Buffer.from(index % 2 === 1 ? piece.slice(1) : piece, index % 2 === 1 ? 'hex' : 'utf8')),
  );
  return [...bytes.toString('latin1')].map((byte) => (rules.plain.test(byte) ? byte : `%${hex(byte)}`)).join('');
}

const hex = (byte: string): string => Buffer.from(byte, 'latin1').toString('hex').toUpperCase();
