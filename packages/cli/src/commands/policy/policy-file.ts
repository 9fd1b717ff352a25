import { resolve } from 'node:path';
import { readPolicy, type Policy } from '@countersign/core/policy';
import { CountersignError } from '@countersign/core/errors';
import { readRegularFile } from '@countersign/core/wire';

/** More than a policy may have: the reader of policies then reports the real limit. */
const MAX_FILE_BYTES = 16 * 1024 * 1024;

/** The policy in a file. @throws CountersignError FILE_UNREADABLE, POLICY_* */
export function policyFile(file: string): Promise<Policy> {
  return readPolicy(bytesOf(file), file);
}

/** @throws CountersignError INPUT_MISSING */
export function requireFiles(files: readonly string[], command: string): void {
  if (files.length === 0) throw new CountersignError('INPUT_MISSING', `${command} needs a policy file`, { expected: 'FILE…' });
}

function bytesOf(file: string): Uint8Array {
  try {
    return readRegularFile(resolve(file), MAX_FILE_BYTES, { followLink: true });
  } catch (cause) {
    throw new CountersignError('FILE_UNREADABLE', `the policy ${file} cannot be read`, {
      expected: 'a policy file',
      found: file,
      cause,
    });
  }
}
