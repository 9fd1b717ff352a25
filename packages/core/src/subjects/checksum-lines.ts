import { listedFiles, type Subject } from '../artifacts/index.js';
import type { SubjectSource } from './types.js';

/** What checksum files list: files that are there and are what their lines say, and the digests of those that are not there. */
export const checksumLines: SubjectSource = {
  needsRegistry: false,
  async collect(paths, { run, rules: { naming }, options: { algorithms }, problem }) {
    const listed: Subject[] = [];
    for (const path of paths) {
      const { subjects, mismatched } = await listedFiles(run, path, {
        naming,
        ...(algorithms === undefined ? {} : { algorithms }),
      });
      for (const error of mismatched) problem(`checksums ${path}`, error);
      listed.push(...subjects);
    }
    return listed;
  },
};
