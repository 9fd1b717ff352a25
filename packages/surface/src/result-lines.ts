import type { SigningReport } from '@countersign/core/signing';
import { planLines } from './planned-results.js';
import { signingLines } from './signing-results.js';

/** The result for people, as one message: each bundle, or with `dry-run` the plan. */
export function resultLines(report: SigningReport, cwd: string): readonly string[] {
  const lines = report.plan === undefined ? signingLines(report, cwd) : planLines(report.plan, cwd);
  return lines.length === 0 ? [] : [lines.join('\n')];
}
