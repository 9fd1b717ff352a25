import type { GateResult } from '../gate.js';
import type { Output } from './output.js';

/** The outputs of a gate. */
export const GATE_OUTPUTS = {
  decision: {
    description: '`allowed`, `denied` or `undecided`.',
    lines: ({ decision }) => [decision.outcome],
    // A later step may read it although this one failed.
    before: 'undecided',
    variable: 'COUNTERSIGN_DECISION',
  },
  'pinned-images': {
    description:
      'The images, pinned by digest, one a line; empty unless everything was allowed. With `mode: warn` they are here on a denial too: look at `decision` first.',
    lines: ({ pinnedImages }) => pinnedImages,
    variable: 'COUNTERSIGN_PINNED_IMAGES',
  },
  'report-paths': {
    description: 'Paths of the reports that were written, one a line.',
    lines: ({ reportPaths }) => reportPaths,
  },
} as const satisfies Readonly<Record<string, Output<GateResult>>>;
