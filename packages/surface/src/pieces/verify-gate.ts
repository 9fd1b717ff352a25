import { GATE_OUTPUTS } from './gate-outputs.js';
import { FILES, IMAGES, ONE_LINE, SERVED } from './input-sets.js';
import type { PieceSpec } from './piece-spec.js';

export const verifyGate = {
  role: 'gate',
  title: 'Countersign: verify gate',
  description: 'Verifies files and images against a policy, and stops the job unless every one of them is allowed.',
  icon: 'shield',
  task: 'verify against a policy and gate the deployment',
  inputs: [
    ...FILES,
    ...IMAGES,
    'platforms',
    'policies',
    'policy-digest',
    ...ONE_LINE,
    'key-login',
    'evidence',
    'bundle',
    'target',
    'reports',
    'mode',
    ...SERVED,
  ],
  needs: [
    ['paths', 'checksums', 'images'],
    ['policies', 'certificate-identity', 'certificate-identity-regexp', 'key', 'owner', 'repository'],
  ],
  outputs: GATE_OUTPUTS,
  command: {
    name: 'verify',
    summary: 'Verify files or images against a policy; run a command only if allowed.',
    text: 'Verify files or images against a policy; run a command only if allowed.',
    usage:
      'PATH… | oci://REF…  --policy FILE | --certificate-identity ID --certificate-oidc-issuer URL | --key FILE  [-- COMMAND …]',
    examples: [
      'countersign verify dist/app.tgz --policy release.policy.yaml',
      'countersign verify oci://ghcr.io/acme/app:1.2 --policy release.policy.yaml -- ./deploy.sh',
      'countersign verify app.tgz --evidence github:acme/app --repository acme/app',
    ],
  },
  github: `
permissions:
  contents: read

steps:
  - uses: countersign/countersign/actions/verify-gate@v1
    id: gate
    with:
      images: ghcr.io/acme/app:1.2.3
      policies: release.policy.yaml
      target: production
  - if: steps.gate.outputs.decision == 'allowed'
    run: ./deploy.sh "$IMAGES"
    env:
      IMAGES: \${{ steps.gate.outputs.pinned-images }}
`,
  gitlab: {
    task: 'verify against a policy, and deploy what it allows',
    about: `The gate and the deployment are one job: \`deploy\` runs only if every file and image is allowed, on the files that were just verified. \`deploy\` is a
script for a POSIX shell. Use an \`image\` that contains Node 24 and the programs of your deployment.`,
    example: `
include:
  - component: $CI_SERVER_FQDN/countersign/components/verify-gate@1.0.0
    inputs:
      job-name: deploy
      stage: deploy
      needs: [build, sign-blob]
      paths: dist/*.tgz
      policies: release.policy.yaml
      target: production
      deploy: ./deploy.sh dist/*.tgz

deploy:
  environment: production
`,
  },
} as const satisfies PieceSpec;
