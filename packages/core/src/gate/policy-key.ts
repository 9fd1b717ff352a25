import { createHash } from 'node:crypto';
import { SIGNING_ALGORITHMS, type PublicKey } from '../crypto/index.js';
import { CountersignError } from '../errors/index.js';
import type { KeySource, KeyWho } from '../policy/index.js';
import { keyOfCertificate, openPublicKey, parseKeyReference, type KeyServices, type OpenedKey } from '../public-keys/index.js';
import type { Run } from '../run/index.js';

interface KeyOptions {
  /** Of the signer, for messages. */
  readonly name: string;
  /** Reads a file that the policy names. */
  readonly readFile: (path: string) => Uint8Array;
  readonly services: KeyServices;
}

/**
 * The public key of a signer of a policy. A key that was read must be the pinned one. A key at a service that does not give it now is
 * not a refusal: the error of the service is returned, and what the key may have signed is undecided.
 * @throws CountersignError POLICY_UNTRUSTED, INPUT_MISSING, KEY_INVALID, KEY_UNSUPPORTED, FILE_UNREADABLE
 */
export async function keyOfSigner(
  run: Run,
  who: KeyWho,
  options: KeyOptions,
): Promise<Pick<OpenedKey, 'key' | 'validity'> | CountersignError> {
  const { source, sha256 } = who;
  if (sha256 === undefined && !isFile(source)) throw withoutPin(source);
  let opened: OpenedKey;
  try {
    opened = await open(run, who, options);
  } catch (thrown) {
    if (!(thrown instanceof CountersignError)) throw thrown;
    const named = source.kind === 'reference' ? thrown : ofSigner(options.name, thrown);
    if (thrown.exitStatus === 2 && thrown.code !== 'INTERNAL') return named;
    throw named;
  }
  return { key: pinnedKey(opened, who, options.name), validity: opened.validity };
}

/** A policy has several keys, and the error of one does not say whose it is. */
function ofSigner(name: string, cause: CountersignError): CountersignError {
  const { code, message, expected, found, hint } = cause;
  return new CountersignError(code, `the key of "${name}": ${message}`, { expected, found, hint, cause });
}

function open(
  run: Run,
  { source: { kind, at }, algorithm }: KeyWho,
  { readFile, services }: KeyOptions,
): Promise<OpenedKey> | OpenedKey {
  const details = algorithm === undefined ? undefined : SIGNING_ALGORITHMS[algorithm];
  const options = { readFile, services, details };
  switch (kind) {
    case 'certificate':
      return keyOfCertificate(readFile(at), at, details);
    case 'file':
      return openPublicKey(run, at, { ...options, scheme: 'file' });
    case 'env':
      return openPublicKey(run, `env://${at}`, { ...options, scheme: 'env' });
    case 'url':
      return openPublicKey(run, at, { ...options, scheme: 'https' });
    case 'kms':
    case 'secret':
    case 'reference':
      return openPublicKey(run, at, options);
  }
}

/** Files are named by the caller, and covered by `policy-digest`. Everything else can be changed by somebody else. */
const isFile = (source: KeySource): boolean => fileOfKey(source) !== undefined;

/** The file with the key, as it is written; undefined if the key is elsewhere. */
export function fileOfKey({ kind, at }: KeySource): string | undefined {
  if (kind === 'reference') return parseKeyReference(at, 'verify') === 'file' ? at : undefined;
  return kind === 'file' || kind === 'certificate' ? at : undefined;
}

function withoutPin({ kind }: KeySource): CountersignError {
  return new CountersignError(
    'INPUT_MISSING',
    kind === 'reference' ? 'key names a key outside of a file, and key-digest is missing' : 'a key outside of a file has no pin',
    {
      expected: 'sha256:HEX, the SHA-256 of the SubjectPublicKeyInfo of the key',
      found: 'no digest',
      hint: 'What a variable, a service or an address contains can change, so only the pinned key counts. Signing prints the fingerprint of its key; so does: openssl pkey -pubin -in release.pub -outform DER | openssl dgst -sha256',
    },
  );
}

function pinnedKey({ key, bytes, where }: OpenedKey, { source, sha256 }: KeyWho, name: string): PublicKey {
  if (sha256 === undefined || sha256 === key.fingerprint) return key;
  const ofFile = bytes !== undefined && createHash('sha256').update(bytes).digest('hex') === sha256;
  throw new CountersignError(
    'POLICY_UNTRUSTED',
    source.kind === 'reference'
      ? `${where} is not the key of key-digest`
      : `${where} does not contain the key that the policy pins for "${name}"`,
    {
      expected: sha256,
      found: key.fingerprint,
      hint: ofFile
        ? 'The pin is the digest of the file. Use the fingerprint of the key: the SHA-256 of its SubjectPublicKeyInfo (DER).'
        : isFile(source)
          ? 'The key file was replaced, or the pin is of another key.'
          : 'The key there was replaced or rotated, or the pin is of another key. Name the version of the key in its reference, where the service has versions.',
    },
  );
}
