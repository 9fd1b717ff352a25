import { EVERY } from './input-sets.js';
import type { PieceSpec } from './piece-spec.js';
import { SETUP_OUTPUTS } from './setup-outputs.js';

export const setup = {
  role: 'setup',
  title: 'Countersign: set up the command line',
  description:
    'Puts the countersign command line on PATH after its signature by the release workflow of Countersign is verified.',
  icon: 'download',
  task: 'put the verified command line on PATH',
  inputs: ['version', 'mirror', ...EVERY],
  needs: [],
  outputs: SETUP_OUTPUTS,
  github: `
permissions:
  contents: read

steps:
  - uses: countersign/countersign/actions/setup@v1
  - run: countersign verify dist/app.tgz --policy release.policy.yaml
`,
} as const satisfies PieceSpec;
