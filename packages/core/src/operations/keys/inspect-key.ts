import { createPrivateKey } from 'node:crypto';
import { statSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import { parseCertificate, publicKeyFromObject, publicKeyFromSpki } from '../../crypto/index.js';
import { CountersignError, systemReason } from '../../errors/index.js';
import { openSigner } from '../../keys/index.js';
import { openPublicKey, parseKeyReference, type KeyServices } from '../../public-keys/index.js';
import type { Run } from '../../run/index.js';
import { parsePem, readRegularFile } from '../../wire/index.js';
import { certificateFacts, keyFacts, type CertificateFacts, type KeyFacts } from './key-facts.js';

const MAX_BYTES = 64 * 1024;

/** What a file or a reference of a key is. Contains no secret. */
export interface InspectedKey {
  /** The file or the reference, as it was named. */
  readonly where: string;
  readonly kind: 'public-key' | 'private-key' | 'certificate' | 'service';
  /** For a private key: how the file has it. */
  readonly format?: string;
  readonly encrypted?: boolean;
  /** Whether others than the owner may read the file of a private key. */
  readonly readableByOthers?: boolean;
  /** The version of the key at its service. */
  readonly version?: string;
  /** Undefined for an encrypted key without its password. */
  readonly key: KeyFacts | undefined;
  readonly certificate?: CertificateFacts;
  /** Further certificates of the file. */
  readonly chain?: readonly CertificateFacts[];
}

export interface InspectOptions {
  /** Where the password of an encrypted private key is. */
  readonly password?: string | undefined;
  readonly services?: KeyServices | undefined;
}

/**
 * Describes the key of a file, or of a service.
 * @throws CountersignError FILE_UNREADABLE, KEY_INVALID, KEY_UNSUPPORTED, CERTIFICATE_INVALID, and those of a service
 */
export async function inspectKey(run: Run, reference: string, options: InspectOptions = {}): Promise<InspectedKey> {
  const scheme = parseKeyReference(reference, 'verify');
  if (scheme === 'file') return inspectFile(run, reference, options);
  const { services, password } = options;
  if (scheme === 'env') {
    const text = run.env[reference.slice('env://'.length)];
    if (text === undefined || text === '')
      throw new CountersignError('KEY_INVALID', `the variable of ${reference} is not set`, { expected: reference });
    return { ...(await inspectText(run, text, reference, password)), where: reference };
  }
  const opened = await openPublicKey(run, reference, { readFile: (path) => bytesOf(run, path), services });
  return {
    where: opened.where,
    kind: 'service',
    ...(opened.version === undefined ? {} : { version: opened.version }),
    key: keyFacts(opened.key),
  };
}

async function inspectFile(run: Run, path: string, { password }: InspectOptions): Promise<InspectedKey> {
  const text = bytesOf(run, path).toString('utf8');
  const found = { ...(await inspectText(run, text, path, password)), where: path };
  if (found.kind !== 'private-key' || sep === '\\') return found;
  const { mode } = statSync(resolve(run.cwd, path));
  return { ...found, readableByOthers: (mode & 0o077) !== 0 };
}

async function inspectText(
  run: Run,
  text: string,
  reference: string,
  password: string | undefined,
): Promise<Omit<InspectedKey, 'where'>> {
  const blocks = parsePem(text, { what: reference, code: 'KEY_INVALID' }).filter(({ label }) => label !== 'EC PARAMETERS');
  const [first, ...more] = blocks;
  if (first === undefined) throw new CountersignError('KEY_INVALID', `${reference} contains no key`, { expected: 'PEM text' });
  if (first.label === 'CERTIFICATE') {
    const [leaf, ...chain] = blocks.map(({ der }) => parseCertificate(der, { what: reference }));
    if (leaf !== undefined)
      return {
        kind: 'certificate',
        key: keyFacts(leaf.publicKey),
        certificate: certificateFacts(leaf),
        ...(chain.length === 0 ? {} : { chain: chain.map(certificateFacts) }),
      };
  }
  if (more.length > 0)
    throw new CountersignError('KEY_INVALID', `${reference} contains several PEM blocks`, {
      expected: 'one key, or certificates',
      found: blocks.map(({ label }) => label).join(', '),
    });
  if (first.label === 'PUBLIC KEY') return { kind: 'public-key', key: keyFacts(publicKeyFromSpki(first.der)) };
  if (!first.label.endsWith('PRIVATE KEY'))
    throw new CountersignError('KEY_INVALID', `${reference} contains no key`, {
      expected: 'a public key, a private key or a certificate',
      found: first.label,
    });
  const encrypted = first.label.startsWith('ENCRYPTED ');
  const kind = { kind: 'private-key', format: first.label, encrypted } as const;
  if (encrypted && password === undefined) return { ...kind, key: undefined };
  if (encrypted) return { ...kind, key: keyFacts((await openSigner(run, reference, { password })).publicKey) };
  return { ...kind, key: keyFacts(publicOf(text, reference)) };
}

/** Without the error of the library, which may contain parts of the key. */
function publicOf(text: string, reference: string): ReturnType<typeof publicKeyFromObject> {
  let object;
  try {
    object = createPrivateKey(text);
  } catch {
    throw new CountersignError('KEY_INVALID', `${reference} contains no usable private key`, {
      expected: 'a well-formed private key',
    });
  }
  return publicKeyFromObject(object);
}

function bytesOf(run: Run, path: string): Buffer {
  try {
    return readRegularFile(resolve(run.cwd, path), MAX_BYTES, { followLink: true });
  } catch (cause) {
    throw new CountersignError('FILE_UNREADABLE', `the key ${path} cannot be read`, {
      expected: 'a file with a key or a certificate, or a reference of a key',
      found: systemReason(cause),
    });
  }
}
