import type { InputSpec } from '../input-spec.js';

/** The version that is installed, and the source of its files. */
export const SETUP = {
  version: {
    kind: 'text',
    placeholder: 'VERSION',
    decides: true,
    reads: 'nothing',
    description: 'The exact version of the command line, as `1.2.3` or `v1.2.3`. Default: the version of this action.',
  },
  mirror: {
    kind: 'text',
    placeholder: 'URL|FOLDER',
    decides: true,
    reads: 'folders',
    description:
      'The source of the release files: an https URL or a folder that contains `vVERSION/countersign-VERSION.tar.gz` and its bundle. They are verified in the same way. Default: the releases on github.com.',
  },
} as const satisfies Readonly<Record<string, InputSpec>>;
