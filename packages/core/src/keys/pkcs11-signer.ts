import { digestInfo, KEY_DETAILS, type KeyScheme, type PublicKey } from '../crypto/index.js';
import { CountersignError } from '../errors/index.js';
import { loadProgramKeys } from '../public-keys/index.js';
import type { Run } from '../run/index.js';
import { digestOf, provenSignature } from './proven-signature.js';
import { NO_PIN, readPin } from './pkcs11-pin.js';
import { atMost } from './at-most.js';
import type { OpenSigner, SignInput } from './types.js';

/** pkcs11-tool gives a key that signs messages one block of its input. */
const MAX_MESSAGE_BYTES = 1024;

/** How pkcs11-tool is asked for one signature, and with which input. */
interface Mechanism {
  readonly args: readonly string[];
  readonly input: (key: PublicKey, input: SignInput) => Uint8Array;
}

/** By the scheme of the key. ECDSA signatures are converted to DER by pkcs11-tool. */
const MECHANISMS: Readonly<Partial<Record<KeyScheme, Mechanism>>> = {
  ecdsa: { args: ['--mechanism', 'ECDSA', '--signature-format', 'openssl'], input: digestOf },
  'rsa-pkcs1': {
    args: ['--mechanism', 'RSA-PKCS'],
    input: (key, input) => digestInfo(digestOf(key, input), KEY_DETAILS[key.details].hash ?? 'sha256'),
  },
  // The salt is as long as the hash.
  'rsa-pss': {
    args: ['--mechanism', 'RSA-PKCS-PSS', '--hash-algorithm', 'SHA256', '--mgf', 'MGF1-SHA256', '--salt-len', '32'],
    input: digestOf,
  },
  ed25519: { args: ['--mechanism', 'EDDSA'], input: wholeMessage },
};

/**
 * Opens a private key in a PKCS #11 token, by URI. Every signature is one process of pkcs11-tool, one after the other, because a token is
 * one device. After a refused PIN nothing more is asked: tokens lock after a few wrong PINs.
 */
export const openSigner: OpenSigner = async (run, reference, options) => {
  const { openPkcs11Token, parsePkcs11Uri, pkcs11Object, pkcs11PublicKey } = await loadProgramKeys();
  const uri = parsePkcs11Uri(run, reference);
  const pin = await readPin(run, uri, options.password);
  const token = await openPkcs11Token(run, uri);
  refuseLockedToken(run, token.slot.fields.get('token flags') ?? '', pin);
  const objects = await token.objects(pin);
  const found = pkcs11Object(uri, objects, ['private'], pin === undefined ? NO_PIN : 'Check id and object of the reference.');
  const twins = objects.filter(({ kind, id }) => kind === 'private' && id === found.id);
  const name = found.id === undefined ? ['--label', found.label ?? ''] : ['--id', found.id];
  if (twins.length > 1) {
    throw new CountersignError('KEY_INVALID', 'two private keys of the token have the same id', {
      expected: 'an id of its own for each private key',
      found: `${String(twins.length)} private keys with the id ${found.id ?? '(none)'}`,
      hint: 'Give each key pair an id of its own: pkcs11-tool --set-id.',
    });
  }
  const publicKey = await pkcs11PublicKey(token, objects, found, { type: uri.type, pin, details: options.details });
  const mechanism = MECHANISMS[KEY_DETAILS[publicKey.details].scheme];
  if (mechanism === undefined) {
    throw new CountersignError('KEY_UNSUPPORTED', 'pkcs11-tool cannot sign with this kind of key', {
      expected: 'an EC key (P-256, P-384, P-521), an RSA key or an Ed25519 key',
      found: publicKey.details,
      hint: 'Use a P-256 key.',
    });
  }
  const inTurn = atMost(1);
  return {
    publicKey,
    details: publicKey.details,
    hash: publicKey.hash,
    name: uri.name,
    sign: (input) =>
      inTurn(async () => {
        const asked = mechanism.input(publicKey, input);
        const { stdout } = await token.call(['--sign', ...mechanism.args, ...name], { pin, input: asked });
        return provenSignature(publicKey, input, stdout, 'the token');
      }),
  };
};

function wholeMessage(_key: PublicKey, input: SignInput): Uint8Array {
  const message = input.kind === 'message' ? input.message : undefined;
  if (message !== undefined && message.length <= MAX_MESSAGE_BYTES) return message;
  throw new CountersignError('KEY_UNSUPPORTED', 'pkcs11-tool cannot sign this much with an Ed25519 key', {
    expected: `a message of at most ${String(MAX_MESSAGE_BYTES)} bytes`,
    found: message === undefined ? 'a digest' : `${String(message.length)} bytes`,
    hint: 'Ed25519 signs the message itself. Use a P-256 key in the HSM: it signs the digest of a file of any size.',
  });
}

/** Before the PIN is sent: with one try left, a wrong PIN would lock the token. */
function refuseLockedToken(run: Pick<Run, 'log'>, flags: string, pin: string | undefined): void {
  if (pin === undefined) return;
  const found = ['user PIN locked', 'final user PIN try'].find((flag) => flags.includes(flag));
  if (found !== undefined) {
    throw new CountersignError(
      'KEY_INVALID',
      found === 'user PIN locked'
        ? 'the PIN of the token is locked'
        : 'the token has one try for its PIN left, which is not used here',
      {
        expected: 'a token that accepts its PIN',
        found,
        hint:
          found === 'user PIN locked'
            ? 'The administrator of the token unlocks it: pkcs11-tool --init-pin with the SO PIN, or the tool of the vendor.'
            : 'Log in once by hand with the right PIN, which resets the count: pkcs11-tool --login --list-objects. A wrong PIN locks the token.',
      },
    );
  }
  if (flags.includes('user PIN count low')) run.log.warn('the token has seen a wrong PIN: a few more lock it');
}
