import { FORMAT_NAMES } from '@countersign/core/reports';
import type { InputSpec } from '../input-spec.js';
import { readReports } from '../values.js';

/** What the decision is for, and what comes of it. */
export const DECISION = {
  target: {
    kind: 'text',
    placeholder: 'NAME',
    decides: true,
    description:
      'What the decision is for (`production`, a branch): one that a rule of the policy knows, needed where rules have targets.',
  },
  reports: {
    kind: 'list',
    check: readReports,
    flag: 'report',
    placeholder: 'FORMAT=PATH',
    description: `Reports to write, one \`FORMAT=PATH\` a line: ${FORMAT_NAMES.map((name) => `\`${name}\``).join(', ')}.`,
  },
  mode: {
    kind: 'choice',
    choices: ['enforce', 'warn'],
    default: 'enforce',
    description:
      '`warn` gives the same decision and reports, but the job goes on, and the images are pinned whatever the decision is: deploy nothing behind it.',
    component: { note: '`deploy` runs only if the decision is allowed, in either mode.' },
  },
} as const satisfies Readonly<Record<string, InputSpec>>;
