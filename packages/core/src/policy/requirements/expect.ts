import { count, need, object } from '../values/index.js';
import { countDistinct } from './count-distinct.js';
import type { RunKind } from './kind.js';

export interface ExpectDocument {
  readonly 'at-least': number;
}

export interface ExpectRequirement {
  readonly kind: 'expect';
  readonly atLeast: number;
}

declare module './requirement.js' {
  interface RequirementTypes {
    readonly expect: At<'rule', ExpectRequirement>;
  }
}

/** Without it, a build that produced no artifacts would be allowed. */
export const expect: RunKind<'expect', ExpectDocument, ExpectRequirement> = {
  key: 'expect',
  level: 'run',
  page: {
    summary: 'how many artifacts of the run the rule must match',
    example: 'expect: {at-least: 1}',
    fields: {
      'at-least':
        'the least number of artifacts that must match; files count by content, images by the manifests that can run, independent of names',
    },
    refuses: { example: 'expect: {at-least: 0}', message: 'expected a whole number from 1 to 1000000' },
  },
  shape: object<ExpectDocument>({ 'at-least': need(count(1, 1_000_000)) }),
  resolve: (document) => ({ kind: 'expect', atLeast: document['at-least'] }),
  explain: ({ atLeast }) => [`at least ${String(atLeast)} artifacts match`],
  check({ atLeast }, { rule, matches, subjects }) {
    const found = countDistinct(subjects);
    if (found >= atLeast) return undefined;
    return {
      outcome: 'denied',
      code: 'EXPECTATION_NOT_MET',
      message: `${String(found)} artifacts match the rule "${rule}"`,
      expected: `at least ${String(atLeast)} (${matches})`,
      found: String(found),
      hint: 'Name the artifacts in paths or images, or lower "expect".',
    };
  },
};
