import { dirname, resolve } from 'node:path';
import { CountersignError, systemReason } from '../../errors/index.js';
import { readPolicyWithDocument, type PolicyDocument } from '../../policy/index.js';
import { openPublicKey, type KeyServices } from '../../public-keys/index.js';
import type { PublicKey } from '../../crypto/index.js';
import type { Run } from '../../run/index.js';
import { readRegularFile } from '../../wire/index.js';

const MAX_POLICY_BYTES = 1024 * 1024;
const MAX_KEY_BYTES = 64 * 1024;

/** A policy file, with its absolute path. */
export interface PolicyFile {
  readonly path: string;
  /** As the user named it. */
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly document: PolicyDocument;
}

/** @throws CountersignError FILE_UNREADABLE, POLICY_* */
export async function readPolicyFile(run: Run, name: string): Promise<PolicyFile> {
  const path = resolve(run.cwd, name);
  const bytes = bytesOf(path, name, MAX_POLICY_BYTES);
  return { path, name, bytes, document: (await readPolicyWithDocument(bytes, name)).document };
}

/** The public key of a signer of a policy; undefined if the signer has no key. @throws CountersignError FILE_UNREADABLE, KEY_*, POLICY_UNTRUSTED */
export async function keyOfSigner(
  run: Run,
  { path, document, name }: Pick<PolicyFile, 'path' | 'document' | 'name'>,
  signer: string,
  services: KeyServices | undefined,
): Promise<PublicKey | undefined> {
  const source: Readonly<Record<string, unknown>> | undefined = document.signers[signer]?.key;
  if (source === undefined) return undefined;
  const { sha256 } = source;
  const [kind = '', reference] = Object.entries(source).find(([member]) => member !== 'sha256' && member !== 'algorithm') ?? [];
  if (typeof reference !== 'string') return undefined;
  const readFile = (file: string): Uint8Array => bytesOf(resolve(dirname(path), file), file, MAX_KEY_BYTES);
  const { key } = await openPublicKey(run, reference, {
    readFile,
    services,
    // A key in a policy is a file, even where its name looks like another scheme.
    ...(kind === 'file' ? { scheme: 'file' as const } : {}),
  });
  if (sha256 === undefined || sha256 === key.fingerprint) return key;
  throw new CountersignError('POLICY_UNTRUSTED', `${name}: the key of ${signer} is not the one that the policy pins`, {
    expected: String(sha256),
    found: key.fingerprint,
  });
}

function bytesOf(path: string, name: string, max: number): Buffer {
  try {
    return readRegularFile(path, max, { followLink: true });
  } catch (cause) {
    throw new CountersignError('FILE_UNREADABLE', `${name} cannot be read`, { expected: 'a file', found: systemReason(cause) });
  }
}
