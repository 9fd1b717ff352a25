import { FORMAT_NAMES } from '@countersign/core/reports';
import type { InputSpec } from '../input-spec.js';
import { readReports } from '../values.js';

/** The target of the decision, and its effects. */
export const DECISION = {
  target: {
    kind: 'text',
    placeholder: 'NAME',
    decides: true,
    reads: 'nothing',
    description:
      'Where the artifacts will be deployed (`production`, a branch). Required if the policy has rules with targets, and must be one of them.',
  },
  reports: {
    kind: 'list',
    check: readReports,
    flag: 'report',
    placeholder: 'FORMAT=PATH',
    reads: 'nothing',
    description: `Reports to write, one \`FORMAT=PATH\` per line: ${FORMAT_NAMES.map((name) => `\`${name}\``).join(', ')}.`,
  },
  mode: {
    kind: 'choice',
    choices: ['enforce', 'warn'],
    default: 'enforce',
    reads: 'nothing',
    description:
      '`warn`: the decision and the reports are the same, but the job continues, and images are pinned even if they are denied. Do not deploy after it.',
    component: { note: 'In both modes, `deploy` runs only if the decision is `allowed`.' },
  },
} as const satisfies Readonly<Record<string, InputSpec>>;
