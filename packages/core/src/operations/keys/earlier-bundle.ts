import { copyFileSync, constants, existsSync } from 'node:fs';
import { DIGEST_ALGORITHMS, hashFile } from '../../artifacts/index.js';
import { bundleFileName, MAX_BUNDLES_BYTES, readBundles, type Bundle } from '../../bundles/index.js';
import { hash, type PublicKey } from '../../crypto/index.js';
import { CountersignError, isMissing } from '../../errors/index.js';
import { encodeHex, readRegularFile } from '../../wire/index.js';
import { signedByKey } from './signed-by-key.js';

/**
 * What is at the place of a file's own bundle, `<file>.sigstore.json`:
 * - `nothing`
 * - `revoked`: only signatures of the file that the revoked key made
 * - `signature`: a signature of another signer, or one that cannot be checked
 * - `other`: an attestation, or no bundle
 */
export type OwnBundle = 'nothing' | 'revoked' | 'signature' | 'other';

/** @param file absolute */
export async function ownBundle(key: PublicKey, file: string): Promise<OwnBundle> {
  let bundles: readonly Bundle[];
  try {
    bundles = readBundles(readRegularFile(bundleFileName(file), MAX_BUNDLES_BYTES, { followLink: true }), bundleFileName(file));
  } catch (cause) {
    return isMissing(cause) ? 'nothing' : 'other';
  }
  if (bundles.some(({ content }) => content.kind !== 'message')) return 'other';
  const artifact = await hashFile(file, DIGEST_ALGORITHMS);
  const answers = await Promise.all(bundles.map((bundle) => signedByKey(key, bundle, artifact)));
  return answers.every((answer) => answer === 'yes') ? 'revoked' : 'signature';
}

/**
 * Keeps what is at a path before a new bundle is written there: it may still prove something, and may be of another signer. The copy is named
 * by the digest of its bytes, so that nothing is kept twice, and no copy replaces another one.
 * @param path absolute
 * @returns the path of the copy; undefined if there is nothing to keep
 * @throws CountersignError STORE_FAILED
 */
export function keepBundle(path: string): string | undefined {
  let bytes: Uint8Array;
  try {
    bytes = readRegularFile(path, MAX_BUNDLES_BYTES, { followLink: true });
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    throw notKept(path, cause);
  }
  const digest = encodeHex(hash('sha256', bytes));
  const stem = path.replace(/\.sigstore\.json$/, '');
  for (const name of [digest.slice(0, 8), digest]) {
    const kept = bundleFileName(`${stem}.${name}`);
    if (!existsSync(kept)) {
      try {
        copyFileSync(path, kept, constants.COPYFILE_EXCL);
      } catch (cause) {
        throw notKept(path, cause);
      }
      return kept;
    }
    if (Buffer.compare(readRegularFile(kept, MAX_BUNDLES_BYTES, { followLink: true }), bytes) === 0) return kept;
  }
  throw notKept(path, undefined);
}

const notKept = (path: string, cause: unknown): CountersignError =>
  new CountersignError('STORE_FAILED', `the bundle ${path} cannot be kept, so it is not replaced`, {
    expected: 'a copy beside it',
    hint: 'Move it away, or make its folder writable, and run the same command again.',
    cause,
  });
