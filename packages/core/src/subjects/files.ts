import { collectFiles } from '../artifacts/index.js';
import type { SubjectSource } from './types.js';

/** Files, from paths and globs. */
export const files: SubjectSource = {
  needsRegistry: false,
  collect: (paths, { run, rules: { naming, purpose }, options: { algorithms, isBundle } }) =>
    collectFiles(run, {
      ...{ paths, naming, purpose, isBundle },
      ...(algorithms === undefined ? {} : { algorithms }),
    }),
};
