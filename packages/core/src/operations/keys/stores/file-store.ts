import { resolve } from 'node:path';
import { PRIVATE_MODE, refuseExisting, writeNewFile } from '../new-files.js';
import type { PrepareStore } from './types.js';

/** A new file that only its owner can read. */
export const prepareStore: PrepareStore = (run, reference) => {
  const path = resolve(run.cwd, reference);
  refuseExisting([path]);
  return Promise.resolve({
    where: `file ${reference}`,
    async put(secret) {
      await writeNewFile(run, path, secret, PRIVATE_MODE);
      return `On a machine with this file: keys: ${reference}.`;
    },
  });
};
