import { describe, expect, it } from '@jest/globals';
import type { Subject } from '@countersign/core/artifacts';
import { CountersignError } from '@countersign/core/errors';
import type { PolicyDecision, RequirementResult, SubjectDecision } from '@countersign/core/policy';
import { emitDecision } from '../../core/src/gate/emit-decision.js';
import { renderJson } from '../../core/src/reports/json.js';
import { decisionLines } from '@countersign/surface/decision-text';
import type { Judged } from './judged-files.js';
import { withdraw } from './withdraw.js';

const subject = (name: string): Subject => ({
  kind: 'file',
  name,
  path: `/w/${name}`,
  size: 1,
  digests: { sha256: 'a'.repeat(64) },
  content: 'data',
});
const [APP, LIB, BASE] = [subject('app'), subject('lib'), subject('base')];
const met: RequirementResult = {
  ...{ requirement: 'signature', outcome: 'allowed', code: undefined, message: 'by release' },
  ...{ expected: undefined, found: undefined, hint: undefined, evidence: [], signers: ['release'], parts: [] },
};
const allowed = (one: Subject): SubjectDecision => ({
  subject: one,
  outcome: 'allowed',
  rules: [{ rule: 'all', outcome: 'allowed', requirements: [met] }],
  ...{ unmatched: undefined, candidates: [], unreadable: [] },
});
const policy = (name: string): PolicyDecision => ({
  policy: name,
  digest: 'sha256:00',
  outcome: 'allowed',
  problems: [],
  subjects: [APP, LIB].map(allowed),
  further: [allowed(BASE)],
});
const JUDGED: Judged = {
  decision: {
    ...{ outcome: 'allowed', time: new Date(0), target: undefined, subjects: [APP, LIB], problems: [] },
    policies: [policy('first'), policy('second')],
  },
  pinnedImages: ['registry/app@sha256:00'],
  exitStatus: 0,
};
const changed = new CountersignError('FILE_CHANGED', 'app has changed since it was judged');

describe.each([
  ['of a known file', APP],
  ['of a file that is not known', undefined],
])('a withdrawn decision, because %s', (_, at) => {
  const { decision, pinnedImages, exitStatus } = withdraw(JUDGED, at, changed);

  it('is undecided in every part, also of further subjects', () => {
    expect({ pinnedImages, exitStatus, outcome: decision.outcome }).toEqual({
      ...{ pinnedImages: [], exitStatus: 2, outcome: 'undecided' },
    });
    expect(decision.policies.flatMap((one) => one.further ?? [])).toEqual([]);
    const outcomes = decision.policies.flatMap((one) => [one.outcome, ...one.subjects.map((each) => each.outcome)]);
    expect(new Set(outcomes)).toEqual(new Set(['undecided']));
    expect(JSON.stringify(decision)).not.toContain('allowed');
  });

  it('has its reason once: in the reports, on the terminal and as an event', () => {
    const events: { readonly event: string; readonly code?: string | undefined }[] = [];
    const run = { emit: (event: (typeof events)[number]) => events.push(event), clock: () => new Date(0) };
    emitDecision(run as never, decision, { mode: 'enforce', started: new Date(0) });
    expect(events.map(({ event, code }) => [event, code])).toEqual([
      ['refused', 'FILE_CHANGED'],
      ['decided', 'FILE_CHANGED'],
    ]);
    for (const text of [renderJson(decision), decisionLines(decision).join('\n')])
      expect(text.split('app has changed since it was judged')).toHaveLength(2);
  });
});
