import { describe, expect, it } from '@jest/globals';
import type { Decision } from '@countersign/core/policy';
import { gateVariables } from '../gate-results.js';
import { GATE_OUTPUTS } from './gate-outputs.js';
import { outputValues, valuesBefore } from './output.js';

const judged = (outcome: 'allowed' | 'denied', pinnedImages: readonly string[]) => ({
  decision: { outcome } as Decision,
  pinnedImages,
  reportPaths: ['a.json', 'b.xml'],
  exitStatus: 0 as const,
  emit: () => undefined,
});

describe('outputs of the gate', () => {
  it('say that there is no decision before there is one, and the decision last', () => {
    expect(valuesBefore(GATE_OUTPUTS)).toEqual([['decision', 'undecided']]);
    expect(outputValues(GATE_OUTPUTS, judged('allowed', ['r/a@sha256:1', 'r/b@sha256:2']))).toEqual([
      ['pinned-images', 'r/a@sha256:1\nr/b@sha256:2'],
      ['fallback-signers', ''],
      ['report-paths', 'a.json\nb.xml'],
      ['decision', 'allowed'],
    ]);
  });

  it('are variables of later jobs under names of their own', () => {
    expect(gateVariables()).toBe('COUNTERSIGN_DECISION=undecided\nCOUNTERSIGN_PINNED_IMAGES=\n');
    expect(gateVariables(judged('denied', ['r/a@sha256:1', 'r/b@sha256:2']))).toBe(
      'COUNTERSIGN_DECISION=denied\nCOUNTERSIGN_PINNED_IMAGES=r/a@sha256:1 r/b@sha256:2\n',
    );
  });

  it('are never more than GitLab takes: the images are left out, the decision is not', () => {
    const many = Array.from(
      { length: 60 },
      (_, index) => `registry.example.com/acme/app-${String(index)}@sha256:${'0'.repeat(64)}`,
    );
    expect(gateVariables(judged('allowed', many))).toBe('COUNTERSIGN_DECISION=allowed\nCOUNTERSIGN_PINNED_IMAGES=\n');
  });
});
