import { basename, dirname, join, resolve } from 'node:path';
import { publicKeyFromPem } from '@countersign/core/crypto';
import { readRegularFile } from '@countersign/core/wire';

const MAX_BYTES = 64 * 1024;

/** Names of a public key beside its private one: ours and cosign's, and two that people give with openssl. */
const namesFor = (file: string): readonly string[] => {
  const stem = file.replace(/\.(?:key|pem|p8)$/, '');
  return [`${stem}.pub`, `${file}.pub`, `${stem}.pub.pem`, `${stem}-pub.pem`];
};

/**
 * The file of the public key of a key that has signed, for a command that verifies: beside the private key, and only if it is that key.
 * @param signer of the report: its name (`file:release.key`) and the fingerprint of its key
 * @param keys the keys of the run, as they were named
 * @returns the path as a person at the terminal would write it; undefined if there is no such file
 */
export function publicKeyBeside(
  { name, fingerprint }: { readonly name: string; readonly fingerprint: string },
  keys: readonly string[],
  cwd: string,
): string | undefined {
  const files = keys.filter((key) => name === `file:${basename(key)}`);
  return files
    .flatMap((key) => namesFor(basename(key)).map((one) => noFlag(join(dirname(key), one))))
    .find((path) => fingerprintAt(resolve(cwd, path)) === fingerprint);
}

/** `join` removes the `./` before a folder whose name would be read as a flag. */
const noFlag = (path: string): string => (path.startsWith('-') ? `./${path}` : path);

function fingerprintAt(path: string): string | undefined {
  try {
    return publicKeyFromPem(readRegularFile(path, MAX_BYTES, { followLink: true }).toString('utf8'), path).fingerprint;
  } catch {
    // Not there, or no public key: the command then has a name that the reader replaces.
    return undefined;
  }
}
