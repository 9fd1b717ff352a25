import type { PublicKey } from '../crypto/index.js';
import { CountersignError } from '../errors/index.js';
import { digestOf, provenSignature } from './proven-signature.js';
import type { Signer, SignInput } from './types.js';

/** A key at a service. */
export interface ServiceKey {
  readonly publicKey: PublicKey;
  readonly name: string;
  readonly version: string;
  /** How errors name the service. */
  readonly service: string;
  /** Signs a digest under the hash of the key; a message if the key has none. @returns DER ECDSA, RSA, or raw Ed25519 signature bytes */
  readonly sign: (input: SignInput) => Promise<Uint8Array>;
}

/**
 * A signer whose private key is at a service. Nothing that the service gives is used before it has been verified with the public key that was
 * read when the key was opened.
 */
export function serviceSigner({ publicKey, name, version, service, sign }: ServiceKey): Signer {
  const { details, hash: algorithm } = publicKey;
  return {
    publicKey,
    details,
    hash: algorithm,
    name,
    version,
    async sign(input) {
      if (algorithm === undefined && input.kind === 'digest') throw needsMessage(service);
      const asked: SignInput = algorithm === undefined ? input : { kind: 'digest', digest: digestOf(publicKey, input) };
      return provenSignature(publicKey, asked, await sign(asked), () => notProven(service));
    },
  };
}

function needsMessage(service: string): CountersignError {
  return new CountersignError('KEY_UNSUPPORTED', `the key at ${service} cannot sign a digest`, {
    expected: 'the file itself, or an EC or RSA key',
    found: 'a digest for a key that signs messages',
    hint: 'Sign files by path instead of by checksum, or use a P-256 key.',
  });
}

function notProven(service: string): CountersignError {
  return new CountersignError('SERVICE_ANSWER_INVALID', `the signature of ${service} does not verify with its public key`, {
    expected: 'a signature of the key and version that was opened',
    found: 'another signature',
    hint: 'It was not used. Name one version of the key if it is being rotated, and try again.',
  });
}
