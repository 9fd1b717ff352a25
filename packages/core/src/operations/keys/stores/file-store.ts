import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { readRegularFile } from '../../../wire/index.js';
import { PRIVATE_MODE, refuseExisting, refuseMissingFolder, writeNewFile } from '../new-files.js';
import type { PrepareStore } from './types.js';

const MAX_BYTES = 64 * 1024;

/** A new file that only its owner can read. */
export const prepareStore: PrepareStore = async (run, reference, { resumed = false }) => {
  const path = resolve(run.cwd, reference);
  refuseMissingFolder(path, reference);
  if (!resumed) refuseExisting([path]);
  return {
    where: `file ${reference}`,
    async put(secret) {
      // A file with this key is left from a run that was ended; any other is refused here.
      if (!existsSync(path) || readRegularFile(path, MAX_BYTES).toString('utf8') !== secret)
        await writeNewFile(run, path, secret, PRIVATE_MODE);
      return `On a machine with this file: keys: ${reference}.`;
    },
  };
};
