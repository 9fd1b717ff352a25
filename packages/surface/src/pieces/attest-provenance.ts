import { FILES, IMAGES, SIGNING } from './input-sets.js';
import type { PieceSpec } from './piece-spec.js';
import { SIGNING_OUTPUTS } from './signing-outputs.js';

export const attestProvenance = {
  role: 'signing',
  title: 'Countersign: attest provenance',
  description: 'Attests how files and images were built: SLSA provenance v1 from verified token claims, in one signed bundle.',
  icon: 'file-text',
  task: 'SLSA provenance for files and images, from verified token claims',
  heading: 'Provenance',
  inputs: [...FILES, ...IMAGES, ...SIGNING],
  needs: [['paths', 'checksums', 'images']],
  outputs: SIGNING_OUTPUTS,
  command: {
    name: 'attest-provenance',
    summary: 'Attest how files or images were built, with SLSA provenance.',
    text: 'Attest how files or images were built: SLSA provenance v1 from verified token claims.',
    usage: 'PATH… | oci://REF… [--key KEY]…',
    examples: ['countersign attest-provenance dist/*.tgz', 'countersign attest-provenance oci://ghcr.io/acme/app@sha256:…'],
  },
  github: `
permissions:
  contents: read
  id-token: write # the signing identity

steps:
  - uses: countersign/countersign/actions/attest-provenance@v1
    with:
      paths: dist/*
`,
  gitlab: {
    task: 'SLSA provenance for files and images',
    about: `SLSA provenance v1 with the claims of the job's identity token: Build Level 2.`,
    example: `
include:
  - component: $CI_SERVER_FQDN/countersign/components/attest-provenance@1.0.0
    inputs:
      stage: sign
      needs: [build]
      paths: dist/*.tgz
      bundle-path: dist/provenance.sigstore.json
`,
    words: ["--component='$[[ component.name ]]@$[[ component.sha ]]'"],
  },
} as const satisfies PieceSpec;
