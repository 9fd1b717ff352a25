import { listedFiles, type Subject } from '../artifacts/index.js';
import type { SubjectSource } from './types.js';

/** The lines of checksum files: files that exist and have the digest of their line, and digests of files that do not exist here. */
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
