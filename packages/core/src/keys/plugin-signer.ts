import { publicKeyFromPem, type KeyDetails, type PublicKey } from '../crypto/index.js';
import { CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import { atMost } from './at-most.js';
import { askCreateKey, askPublicKey, askSignature, askSupportedAlgorithms, pluginOf, type Plugin } from './plugin-protocol.js';
import { provenSignature } from './proven-signature.js';
import type { CreateKey, OpenSigner } from './types.js';

/** Each signature is a process. */
const PROCESSES = 4;

/**
 * Opens a key of a `sigstore-kms-NAME` plugin. Its answers are those of a program that anyone may have written: a signature counts only after
 * it verifies with the public key that the plugin gave first.
 */
export const openSigner: OpenSigner = async (run, reference, { details }) => {
  const plugin = pluginOf(reference);
  const publicKey = keyOf(await askPublicKey(run, plugin), plugin.program, details);
  const inTurn = atMost(PROCESSES);
  return {
    publicKey,
    details: publicKey.details,
    hash: publicKey.hash,
    name: reference,
    sign: (input) =>
      inTurn(async () =>
        provenSignature(
          publicKey,
          input,
          await askSignature(run, plugin, publicKey.hash, input),
          `the key plugin ${plugin.program}`,
        ),
      ),
  };
};

function keyOf(pem: string, program: string, details: KeyDetails | undefined): PublicKey {
  return publicKeyFromPem(pem, `the public key of the plugin ${program}`, details);
}

const CHALLENGE_BYTES = 32;

/**
 * A policy will trust the key that a plugin says it has made, so the plugin shows that it has it: it names the same key for the reference,
 * and signs with it.
 */
async function refuseUnproven(run: Run, plugin: Plugin, made: PublicKey, algorithm: KeyDetails): Promise<void> {
  const { program } = plugin;
  const named = keyOf(await askPublicKey(run, plugin), program, algorithm);
  if (named.material !== made.material)
    throw new CountersignError(
      'SERVICE_ANSWER_INVALID',
      `the key plugin ${program} has another key than the one that it says it has made`,
      {
        expected: made.fingerprint,
        found: named.fingerprint,
        hint: 'Nothing was written. Look at the key with the tool of the service behind the plugin.',
      },
    );
  const input = { kind: 'message', message: run.random(CHALLENGE_BYTES) } as const;
  await provenSignature(made, input, await askSignature(run, plugin, made.hash, input), `the key plugin ${program}`);
}

/** How plugins call algorithms: by the names of Sigstore's registry, of its command lines, or of the key services in sigstore/sigstore. */
const NAMES: Readonly<Partial<Record<KeyDetails, readonly string[]>>> = {
  PKIX_ECDSA_P256_SHA_256: ['ecdsa-sha2-256-nistp256', 'ecdsa-p256-sha256', 'ecdsa-p256', 'EC_SIGN_P256_SHA256'],
  PKIX_ECDSA_P384_SHA_384: ['ecdsa-sha2-384-nistp384', 'ecdsa-p384-sha384', 'ecdsa-p384', 'EC_SIGN_P384_SHA384'],
  PKIX_ECDSA_P521_SHA_512: ['ecdsa-sha2-512-nistp521', 'ecdsa-p521-sha512', 'ecdsa-p521', 'EC_SIGN_P521_SHA512'],
  PKIX_RSA_PKCS1V15_2048_SHA256: ['rsa-sign-pkcs1-2048-sha256', 'rsa-pkcs1v15-2048', 'rsa-2048', 'RSA_SIGN_PKCS1_2048_SHA256'],
  PKIX_RSA_PKCS1V15_3072_SHA256: ['rsa-sign-pkcs1-3072-sha256', 'rsa-pkcs1v15-3072', 'rsa-3072', 'RSA_SIGN_PKCS1_3072_SHA256'],
  PKIX_RSA_PKCS1V15_4096_SHA256: ['rsa-sign-pkcs1-4096-sha256', 'rsa-pkcs1v15-4096', 'rsa-4096', 'RSA_SIGN_PKCS1_4096_SHA256'],
  PKIX_RSA_PSS_2048_SHA256: ['rsa-sign-pss-2048-sha256', 'RSA_SIGN_PSS_2048_SHA256'],
  PKIX_RSA_PSS_3072_SHA256: ['rsa-sign-pss-3072-sha256', 'RSA_SIGN_PSS_3072_SHA256'],
  PKIX_RSA_PSS_4096_SHA256: ['rsa-sign-pss-4096-sha256', 'RSA_SIGN_PSS_4096_SHA256'],
  PKIX_ED25519: ['ed25519'],
};

/**
 * Makes a key with the plugin's method `createKey`. A plugin that already gives a public key for this reference is not asked for another.
 * @throws CountersignError KEY_INVALID if the key exists, KEY_UNSUPPORTED, and those of plugins
 */
export const createKey: CreateKey = async (run, reference, algorithm, { newVersion }) => {
  const plugin = pluginOf(reference);
  if (newVersion === true) {
    throw new CountersignError('KEY_UNSUPPORTED', 'the protocol of key plugins has no versions of keys', {
      found: 'a new version',
      hint: 'Use another reference, or the tool of the service behind the plugin.',
    });
  }
  const exists = await askPublicKey(run, plugin).then(
    () => true,
    (error: unknown) => {
      // "There is no such key" is an error of the plugin; it has no code of its own.
      if (error instanceof CountersignError && error.code === 'SERVICE_REFUSED') return false;
      throw error;
    },
  );
  if (exists) {
    throw new CountersignError('KEY_INVALID', `the plugin ${plugin.program} already has this key`, {
      expected: 'a reference without key',
      found: reference,
      hint: 'Choose another reference; the existing key stays as it is.',
    });
  }
  const offered = await askSupportedAlgorithms(run, plugin);
  const name = NAMES[algorithm]?.find((one) => offered.includes(one));
  if (name === undefined) {
    throw new CountersignError('KEY_UNSUPPORTED', `the plugin ${plugin.program} does not make this kind of key`, {
      expected: offered
        .slice(0, 20)
        .map((one) => JSON.stringify(one.slice(0, 60)))
        .join(', '),
      found: algorithm,
    });
  }
  const made = keyOf(await askCreateKey(run, plugin, name), plugin.program, algorithm);
  await refuseUnproven(run, plugin, made, algorithm);
  return made;
};
