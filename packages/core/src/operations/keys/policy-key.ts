import { realpathSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { CountersignError, systemReason } from '../../errors/index.js';
import { keyOfSigner as readKeyOfSigner } from '../../gate/index.js';
import { readPolicyWithDocument, type Policy, type PolicyDocument } from '../../policy/index.js';
import { NO_KEY_SERVICES, type KeyServices } from '../../public-keys/index.js';
import type { PublicKey } from '../../crypto/index.js';
import type { Run } from '../../run/index.js';
import { readRegularFile, replaceFile } from '../../wire/index.js';

const MAX_POLICY_BYTES = 1024 * 1024;
const MAX_KEY_BYTES = 64 * 1024;

/** A policy file, with its absolute path. */
export interface PolicyFile {
  readonly path: string;
  /** As the user named it. */
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly document: PolicyDocument;
  readonly policy: Policy;
}

/** @throws CountersignError FILE_UNREADABLE, POLICY_* */
export async function readPolicyFile(run: Run, name: string): Promise<PolicyFile> {
  const path = resolve(run.cwd, name);
  const bytes = bytesOf(path, name, MAX_POLICY_BYTES);
  return { path, name, bytes, ...(await readPolicyWithDocument(bytes, name)) };
}

/** The public key of a signer of a policy; undefined if the signer has no key. @throws CountersignError FILE_UNREADABLE, KEY_*, POLICY_UNTRUSTED */
export async function keyOfSigner(
  run: Run,
  { path, policy }: Pick<PolicyFile, 'path' | 'policy'>,
  signer: string,
  services: KeyServices = NO_KEY_SERVICES,
): Promise<PublicKey | undefined> {
  const who = policy.signers.get(signer)?.who;
  if (who?.kind !== 'key') return undefined;
  // Read by the code of the gate, so that it is the key that the gate trusts.
  const found = await readKeyOfSigner(run, who, {
    name: signer,
    readFile: (file) => bytesOf(resolve(dirname(path), file), file, MAX_KEY_BYTES),
    services,
  });
  if (found instanceof CountersignError) throw found;
  return found.key;
}

/**
 * Writes a changed policy or list in place of the one that was read: where a link leads, and for those who could read it before.
 * @throws CountersignError FILE_CHANGED if someone has changed it meanwhile, and the system's errors
 */
export async function replaceUnchanged(
  run: Pick<Run, 'random'>,
  { path, bytes, name }: Pick<PolicyFile, 'path' | 'bytes' | 'name'>,
  text: string,
): Promise<void> {
  const file = realpathSync(path);
  if (Buffer.compare(bytesOf(file, name, MAX_POLICY_BYTES), bytes) !== 0)
    throw new CountersignError('FILE_CHANGED', `${name} was changed since it was read`, {
      hint: 'Run the same command again: it goes on with the policy as it is now.',
    });
  await replaceFile(file, text, { random: run.random, flush: true, mode: statSync(file).mode & 0o777 });
}

function bytesOf(path: string, name: string, max: number): Buffer {
  try {
    return readRegularFile(path, max, { followLink: true });
  } catch (cause) {
    throw new CountersignError('FILE_UNREADABLE', `${name} cannot be read`, { expected: 'a file', found: systemReason(cause) });
  }
}
