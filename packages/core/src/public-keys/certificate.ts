import { parseCertificate, publicKeyFromSpki, type KeyDetails } from '../crypto/index.js';
import { CountersignError } from '../errors/index.js';
import { decodeUtf8, parsePem } from '../wire/index.js';
import type { OpenedKey } from './types.js';

const MAX_BYTES = 64 * 1024;

/**
 * The public key in a PEM certificate, with the time for which the certificate says that the key is valid. Only the key counts: the
 * issuer of the certificate and its names are not checked, so whoever gives the file decides.
 * @param what how errors name it, e.g. its path
 * @throws CountersignError KEY_INVALID, KEY_UNSUPPORTED
 */
export function keyOfCertificate(bytes: Uint8Array, what: string, details?: KeyDetails): OpenedKey {
  const text = decodeUtf8(bytes, what, 'KEY_INVALID');
  const [block, ...more] = parsePem(text, { labels: ['CERTIFICATE'], what, code: 'KEY_INVALID', maxBytes: MAX_BYTES });
  if (block === undefined || more.length > 0) {
    throw new CountersignError('KEY_INVALID', `${what} contains several certificates`, {
      expected: 'one certificate, that of the signer',
      found: String(more.length + 1),
      hint: 'Remove the certificates of the authorities: they are not used.',
    });
  }
  const { publicKey, keyUsage, notBefore, notAfter } = read(block.der, what);
  if (keyUsage !== undefined && !keyUsage.includes('digitalSignature')) {
    throw new CountersignError('KEY_INVALID', `the certificate ${what} is not for signatures`, {
      expected: 'key usage digitalSignature, or none',
      found: keyUsage.join(', '),
      hint: 'Name the certificate of the signer, not that of its authority.',
    });
  }
  const key = details === undefined ? publicKey : publicKeyFromSpki(publicKey.spki, details);
  return { key, where: what, bytes, validity: { notBefore, notAfter } };
}

function read(der: Uint8Array, what: string): ReturnType<typeof parseCertificate> {
  try {
    return parseCertificate(der);
  } catch (cause) {
    if (!(cause instanceof CountersignError)) throw cause;
    const { message, expected, found, hint } = cause;
    const code = cause.code === 'KEY_UNSUPPORTED' ? cause.code : 'KEY_INVALID';
    throw new CountersignError(code, `${what}: ${message}`, { expected, found, hint, cause });
  }
}
