import type { KeyDetails } from '../crypto/index.js';
import { CountersignError } from '../errors/index.js';
import { loadProgramKeys } from '../public-keys/index.js';
import { encodeHex } from '../wire/index.js';
import { NO_PIN, readPin } from './pkcs11-pin.js';
import type { CreateKey } from './types.js';

/** pkcs11-tool's names of the kinds of keys. */
const KINDS: Readonly<Partial<Record<KeyDetails, string>>> = {
  PKIX_ECDSA_P256_SHA_256: 'EC:prime256v1',
  PKIX_ECDSA_P384_SHA_384: 'EC:secp384r1',
  PKIX_ECDSA_P521_SHA_512: 'EC:secp521r1',
  PKIX_RSA_PKCS1V15_2048_SHA256: 'rsa:2048',
  PKIX_RSA_PKCS1V15_3072_SHA256: 'rsa:3072',
  PKIX_RSA_PKCS1V15_4096_SHA256: 'rsa:4096',
  PKIX_RSA_PSS_2048_SHA256: 'rsa:2048',
  PKIX_RSA_PSS_3072_SHA256: 'rsa:3072',
  PKIX_RSA_PSS_4096_SHA256: 'rsa:4096',
  PKIX_ED25519: 'EC:edwards25519',
};

const TIMEOUT_MS = 10 * 60_000;
const ID_BYTES = 8;

/**
 * Makes a key pair in a PKCS #11 token that never leaves it. The reference names the new key by `object` (its label), `id`, or both; an id
 * is chosen if there is none.
 * @throws CountersignError KEY_INVALID if a key with this id or label exists, KEY_UNSUPPORTED, INPUT_INVALID, and those of pkcs11-tool
 */
export const createKey: CreateKey = async (run, reference, algorithm, options) => {
  const { openPkcs11Token, parsePkcs11Uri, pkcs11Object, pkcs11PublicKey } = await loadProgramKeys();
  if (options.newVersion === true) {
    throw new CountersignError('KEY_UNSUPPORTED', 'a key in an HSM has no versions', {
      found: 'a new version',
      hint: 'Make another key: a reference with another object and id.',
    });
  }
  const kind = KINDS[algorithm];
  if (kind === undefined) {
    throw new CountersignError('KEY_UNSUPPORTED', 'pkcs11-tool cannot make this kind of key', {
      expected: Object.keys(KINDS).join(', '),
      found: algorithm,
    });
  }
  const uri = parsePkcs11Uri(run, reference);
  const label = uri.texts.get('object');
  if (label === undefined && uri.id === undefined) {
    throw new CountersignError('INPUT_INVALID', 'the reference does not say how the new key is called', {
      expected: 'object=LABEL, id=%01, or both',
      found: 'neither',
    });
  }
  const pin = await readPin(run, uri, options.password);
  if (pin === undefined) throw new CountersignError('INPUT_MISSING', 'a key in an HSM is made with the PIN', { hint: NO_PIN });
  const token = await openPkcs11Token(run, uri);
  const isSame = (one: { readonly id: string | undefined; readonly label: string | undefined }): boolean =>
    (uri.id !== undefined && one.id === uri.id) || (label !== undefined && one.label === label);
  if ((await token.objects(pin)).some(isSame)) {
    throw new CountersignError('KEY_INVALID', 'the token already has a key or certificate with this id or label', {
      expected: 'an id and a label that are free',
      found: uri.name,
      hint: 'Choose another object and id; the existing key stays as it is.',
    });
  }
  const id = uri.id ?? encodeHex(run.random(ID_BYTES));
  const names = ['--id', id, ...(label === undefined ? [] : ['--label', label])];
  const making = ['--keypairgen', '--key-type', kind, '--usage-sign', '--sensitive', ...names];
  await token.call(making, { pin, timeoutMs: TIMEOUT_MS });
  const objects = await token.objects(pin);
  const made = pkcs11Object({ ...uri, id }, objects, ['private'], 'The token did not keep the new key.');
  if (made.fields.get('Access')?.includes('never extractable') !== true) {
    run.log.warn('the token does not say that the new key can never be exported', { found: made.fields.get('Access') });
  }
  return await pkcs11PublicKey(token, objects, made, { pin, details: algorithm });
};
