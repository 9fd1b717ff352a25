import type { InputSpec } from './input-spec.js';
import { DECISION } from './inputs/decision.js';
import { JUDGING } from './inputs/judging.js';
import { KEYS } from './inputs/keys.js';
import { RUN } from './inputs/run.js';
import { SERVICES } from './inputs/services.js';
import { SETUP } from './inputs/setup.js';
import { STORING } from './inputs/storing.js';
import { SUBJECTS } from './inputs/subjects.js';

/** Every input, in the order of all pages. A test compares this table with action.yml, the component templates and the flags. */
export const INPUTS = {
  ...SETUP,
  ...SUBJECTS,
  ...JUDGING,
  ...KEYS,
  ...SERVICES,
  ...STORING,
  ...DECISION,
  ...RUN,
} as const satisfies Readonly<Record<string, InputSpec>>;

export type InputName = keyof typeof INPUTS;

/** The same inputs by purpose; `--help` has a heading for each. */
export const INPUT_GROUPS: readonly (readonly [heading: string, inputs: Readonly<Record<string, InputSpec>>])[] = [
  ['Release', SETUP],
  ['Artifacts', SUBJECTS],
  ['Requirements and evidence', JUDGING],
  ['Keys', KEYS],
  ['Trust and network', SERVICES],
  ['Bundles and registries', STORING],
  ['Decision and reports', DECISION],
  ['Run and log', RUN],
];
