import { FILES, SIGNING } from './input-sets.js';
import type { PieceSpec } from './piece-spec.js';
import { SIGNING_OUTPUTS } from './signing-outputs.js';

export const signBlob = {
  role: 'signing',
  title: 'Countersign: sign files',
  description:
    'Signs files keyless (Sigstore) or with your own keys: one .sigstore.json bundle per file, verified before the step succeeds.',
  icon: 'edit-3',
  task: 'sign files: one `<file>.sigstore.json` each',
  heading: 'Signed files',
  inputs: [...FILES, ...SIGNING],
  needs: [['paths', 'checksums']],
  outputs: SIGNING_OUTPUTS,
  command: {
    name: 'sign-blob',
    summary: 'Sign files; each gets a bundle beside it.',
    text: 'Sign files; each gets a bundle beside it, <file>.sigstore.json.',
    usage: 'PATH… [--key KEY]…',
    examples: [
      'countersign sign-blob dist/*.tgz',
      'countersign sign-blob dist/app.tgz --key release.pem --output-dir signatures',
    ],
  },
  github: `
permissions:
  contents: read
  id-token: write # the signing identity

steps:
  - uses: countersign/countersign/actions/sign-blob@v1
    with:
      paths: dist/*
`,
  gitlab: {
    task: 'sign files',
    about: `One bundle beside each file, \`<file>.sigstore.json\`, kept as an artifact of the job.`,
    example: `
include:
  - component: $CI_SERVER_FQDN/countersign/components/sign-blob@1.0.0
    inputs:
      stage: sign
      needs: [build]
      paths: |
        dist/*.tgz
        !dist/*-debug.tgz
`,
  },
} as const satisfies PieceSpec;
