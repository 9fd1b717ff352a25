import type { InputSpec } from '../input-spec.js';

/** Which program is installed, and where its files come from. */
export const SETUP = {
  version: {
    kind: 'text',
    placeholder: 'VERSION',
    decides: true,
    description: 'The exact version of the command line, as `1.2.3` or `v1.2.3`. Default: the version of this action.',
  },
  mirror: {
    kind: 'text',
    placeholder: 'URL|FOLDER',
    decides: true,
    description:
      'Where the release files come from: an https URL or a folder, with `vVERSION/countersign-VERSION.tar.gz` and its bundle below it. They are verified in the same way. Default: the releases on github.com.',
  },
} as const satisfies Readonly<Record<string, InputSpec>>;
