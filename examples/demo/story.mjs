/** Prints the steps of the demo, and ends it if a step does not have the expected result. */
import { existsSync, readFileSync } from 'node:fs';

const started = Date.now();
let chapters = 0;

export const chapter = (title) => console.log(`\n${(chapters += 1)}. ${title}`);
export const note = (text) => console.log(`   ${text}`);

/**
 * Ends the demo because a result differs from the expected one.
 * @param {string} why
 * @param {{status?: number | null, output?: string}} result
 */
export function failed(why, { status, output } = {}) {
  console.error(`\nThe demo failed: ${why}${status === undefined ? '' : ` (exit ${status})`}\n\n${output ?? ''}`);
  process.exit(1);
}

/** A step that must succeed and leave these files behind. */
export function worked(what, result, files = []) {
  if (result.status !== 0) failed(what, result);
  for (const file of files) if (!existsSync(file)) failed(`${file} was not written`, result);
  console.log(`   ok       ${what}`);
}

/** All refusals in a JSON report: code, message, expected and found. */
function refusalsIn(report) {
  const refusals = [];
  JSON.parse(readFileSync(report, 'utf8'), (_key, value) => {
    if (typeof value?.code === 'string' && typeof value.message === 'string') refusals.push(value);
    return value;
  });
  return refusals;
}

/** A gate that must deny, with one of these codes. */
export function refused(what, result, codes) {
  if (result.status !== 1 || result.outputs.decision !== 'denied') failed(`${what}, but the gate did not deny it`, result);
  const refusals = refusalsIn(result.report);
  const reason = codes.map((code) => refusals.find((refusal) => refusal.code === code)).find(Boolean);
  if (!reason) failed(`${what}: expected ${codes.join(' or ')}, found ${refusals.map(({ code }) => code).join(', ')}`, result);
  console.log(`   refused  ${what}`);
  console.log(`            ${reason.code}: ${reason.message}`);
  if (reason.expected && reason.found)
    console.log(`            expected ${short(reason.expected)}, found ${short(reason.found)}`);
}

const short = (text) => (text.length > 70 ? `${text.slice(0, 69)}…` : text);

export function end(places) {
  console.log(`\nAll results are as expected, after ${((Date.now() - started) / 1000).toFixed(1)} s. Files to look at:`);
  for (const [what, where] of places) console.log(`   ${what.padEnd(52)} ${where}`);
}
