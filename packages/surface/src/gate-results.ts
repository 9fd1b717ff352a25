import type { Decision } from '@countersign/core/policy';
import type { Log } from '@countersign/core/run';
import { decisionLines, firstReason, headline } from './decision-text.js';
import type { GateResult } from './gate-result.js';
import { plain } from './log/plain.js';
import { GATE_OUTPUTS } from './pieces/gate-outputs.js';
import { variableLines } from './pieces/output.js';

/** GitLab refuses a larger dotenv report, and then fails a job that was allowed. */
const MAX_DOTENV_BYTES = 5 * 1024;

/** The outputs as variables for later jobs, for information. Without a result: their values until there is one. */
export function gateVariables(result?: GateResult, log?: Log): string {
  const all = variableLines(GATE_OUTPUTS, result);
  if (result === undefined || Buffer.byteLength(all) <= MAX_DOTENV_BYTES) return all;
  log?.warn(
    `the ${String(result.pinnedImages.length)} pinned images exceed GitLab's limit of 5 KiB for a dotenv report: ` +
      `${GATE_OUTPUTS['pinned-images'].variable} is left empty; --pinned writes them to a file of any size`,
  );
  return variableLines(GATE_OUTPUTS, { ...result, pinnedImages: [] });
}

/** Logs the decision on a surface with one stream for everything: one message, with the code of its first reason. */
export function logDecision(log: Log, { decision, exitStatus, emit }: GateResult): void {
  emit();
  warnOfFallback(log, decision);
  const text = decisionLines(decision).join('\n');
  const code = firstReason(decision)?.code;
  const fields = code === undefined ? {} : { code };
  if (decision.outcome === 'allowed') log.info(text);
  else if (exitStatus === 0) log.warn(text, fields);
  else log.error(text, fields);
}

/** A fallback key is for emergencies: people must see that one decided, also where the decision is `allowed`. */
function warnOfFallback(log: Log, { fallbackSigners = [] }: Decision): void {
  if (fallbackSigners.length === 0) return;
  log.warn(plain(`fallback-signer-used: the decision rests on the fallback key of ${fallbackSigners.join(', ')}`));
}

/** Reports the decision on GitHub: all of it in the log, and the first reason as an annotation, which people see without opening the log. */
export function annotateDecision(log: Log, { decision, exitStatus, emit }: GateResult): void {
  emit();
  warnOfFallback(log, decision);
  log.info(decisionLines(decision).join('\n'));
  if (decision.outcome === 'allowed') return;
  const reason = firstReason(decision);
  const lines = [headline(decision), reason?.message ?? 'the policy does not allow every subject'];
  if (reason?.expected !== undefined) lines.push(`expected: ${reason.expected}`);
  if (reason?.found !== undefined) lines.push(`found: ${reason.found}`);
  if (reason?.hint !== undefined) lines.push(`hint: ${reason.hint}`);
  const fields = reason?.code === undefined ? {} : { code: reason.code };
  const text = lines.map(plain).join('\n');
  if (exitStatus === 0) log.warn(text, fields);
  else log.error(text, fields);
}
