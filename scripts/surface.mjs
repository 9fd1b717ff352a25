/** What the generated files (action.yml, component templates, README tables) are made from: the table of inputs and these outputs. */
import { defaultOf, INPUTS, inputsOf, NOT_GIVEN, PIECES } from '../packages/surface/lib/options.js';

export { defaultOf, INPUTS, inputsOf, NOT_GIVEN, PIECES };

const SIGNING_OUTPUTS = {
  bundles: 'JSON array: subject, digest, path, log index, signer and registry references of every bundle.',
  'bundle-path': 'Paths of the bundle files, one a line.',
  subjects: 'Names of the signed subjects, one a line; images by digest.',
  digests: 'Digests of the signed subjects, `sha256:…`, one a line.',
  'verify-command': 'A command line that verifies the first subject.',
};

export const PIECE_FACTS = {
  'sign-blob': {
    title: 'Countersign: sign files',
    description:
      'Signs files without keys to keep (Sigstore), or with your keys: one .sigstore.json bundle each, verified before the step succeeds.',
    icon: 'edit-3',
    outputs: SIGNING_OUTPUTS,
  },
  'sign-image': {
    title: 'Countersign: sign images',
    description: 'Signs container images by digest, index and every platform, and stores the signatures in the registry.',
    icon: 'box',
    outputs: SIGNING_OUTPUTS,
  },
  'attest-provenance': {
    title: 'Countersign: attest provenance',
    description: 'Attests how files and images were built: SLSA provenance v1 from verified token claims, in one signed bundle.',
    icon: 'file-text',
    outputs: SIGNING_OUTPUTS,
  },
  'verify-gate': {
    title: 'Countersign: verify gate',
    description: 'Verifies files and images against a policy, and stops the job unless every one of them is allowed.',
    icon: 'shield',
    outputs: {
      decision: '`allowed`, `denied` or `undecided`.',
      'pinned-images':
        'The images, pinned by digest, one a line; empty unless everything was allowed. With `mode: warn` they are here on a denial too: look at `decision` first.',
      'report-paths': 'Paths of the reports that were written, one a line.',
    },
  },
};
