import { IMAGES, SIGNING } from './input-sets.js';
import type { PieceSpec } from './piece-spec.js';
import { SIGNING_OUTPUTS } from './signing-outputs.js';

export const signImage = {
  role: 'signing',
  title: 'Countersign: sign images',
  description: 'Signs container images by digest (the index and every platform), and stores the signatures in the registry.',
  icon: 'box',
  task: 'sign container images by digest, every platform',
  heading: 'Signed images',
  inputs: [...IMAGES, 'platforms', 'annotations', ...SIGNING],
  needs: [['images']],
  outputs: SIGNING_OUTPUTS,
  command: {
    name: 'sign-image',
    summary: 'Sign images by digest; signatures are stored in the registry.',
    text: 'Sign container images by digest, all platforms; signatures are stored in the registry.',
    usage: 'REF… [--key KEY]…',
    examples: ['countersign sign-image ghcr.io/acme/app@sha256:…'],
  },
  github: `
permissions:
  contents: read
  packages: write # the signatures
  id-token: write # the signing identity

steps:
  - uses: countersign/countersign/actions/sign-image@v1
    with:
      images: ghcr.io/acme/app@\${{ steps.build.outputs.digest }}
`,
  gitlab: {
    task: 'sign container images',
    about: `Signatures are stored in the registry beside the image, for the index and every platform. \`images-from\` reads the references from a file
that the build job wrote and kept as an artifact.`,
    example: `
include:
  - component: $CI_SERVER_FQDN/countersign/components/sign-image@1.0.0
    inputs:
      stage: sign
      needs: [build]
      images-from: image.txt
`,
  },
} as const satisfies PieceSpec;
