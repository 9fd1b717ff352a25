import type { GateResult } from '../gate-result.js';
import type { Output } from './output.js';

/** The outputs of a gate. */
export const GATE_OUTPUTS = {
  decision: {
    description: '`allowed`, `denied` or `undecided`.',
    lines: ({ decision }) => [decision.outcome],
    // A later step may read it even if this one failed.
    before: 'undecided',
    variable: 'COUNTERSIGN_DECISION',
  },
  'pinned-images': {
    description:
      'The images, pinned by digest, one per line; empty unless the decision is `allowed`. With `mode: warn`, also if they are denied: check `decision` first.',
    lines: ({ pinnedImages }) => pinnedImages,
    variable: 'COUNTERSIGN_PINNED_IMAGES',
  },
  'fallback-signers': {
    description:
      'Names of the fallback signers of the policy that the decision rests on, one per line; empty if none was needed. Every report has the note `fallback-signer-used`.',
    lines: ({ decision }) => decision.fallbackSigners ?? [],
  },
  'report-paths': {
    description: 'Paths of the written reports, one per line.',
    lines: ({ reportPaths }) => reportPaths,
  },
} as const satisfies Readonly<Record<string, Output<GateResult>>>;
