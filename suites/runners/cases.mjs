import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { peer } from '../peers.mjs';

/** @typedef {[name: string, verdict: string, run: (folder: string) => Promise<void>]} Case a name, the text of its row if it passes, the run */

/** A case that cannot be judged on this machine. */
export class Skipped extends Error {}

/** @returns {string} the peer's path; without it the case is skipped, and in CI it fails */
export function needed(name) {
  const path = peer(name);
  if (path) return path;
  const text = `${name} is not installed: npm run peers ${name}`;
  throw process.env.CI ? new Error(text) : new Skipped(text);
}

/**
 * Fails with what was seen, of which only the end is kept.
 * @param {boolean} condition
 * @param {string} what
 * @param {unknown} seen
 */
export function expect(condition, what, seen = '') {
  if (!condition) throw new Error(`${what}\n${String(seen).slice(-6000)}`);
}

/** What a run of a pipeline is judged by: its exit status, its log, and what its deployment was given. */
export function deploys({ status, output, deployed }, pattern) {
  expect(status === 0, `the run ended with ${status}`, output);
  expect(deployed.length > 0 && deployed.every((one) => pattern.test(one)), `deployed: ${deployed.join(', ')}`, output);
}

/** Ended badly, for the reasons that were expected, and nothing was deployed. */
export function stops({ status, output, deployed }, ...reasons) {
  expect(status !== 0, 'the run passed', output);
  for (const reason of reasons) expect(output.includes(reason), `the log does not say ${reason}`, output);
  expect(deployed.length === 0, `deployed: ${deployed.join(', ')}`, output);
}

/** The run was stopped by the gate. */
export const refuses = (run, ...reasons) => stops(run, 'decision: denied', ...reasons);

/**
 * Runs cases and prints a row each: those of one runner one after another, the runners side by side, as each mostly waits for its programs.
 * @param {readonly {runner: string, name: string, verdict: string, run: (folder: string) => Promise<void>}[]} cases
 * `verdict` is the text of the row of a case that passed, such as "refused" for a deployment that must be refused.
 * @returns {Promise<{passed: number, failed: number, skipped: number}>}
 */
async function judge(cases) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const row = (mark, { runner, name }, verdict, since) =>
    console.log(
      `${mark}  ${runner.padEnd(15)} ${name.padEnd(62)} ${verdict}${since ? ` (${((Date.now() - since) / 1000).toFixed(1)} s)` : ''}`,
    );
  const judgeOne = async (one) => {
    const folder = mkdtempSync(join(tmpdir(), 'countersign-runner-'));
    const since = Date.now();
    try {
      await one.run(folder);
      counts.passed += 1;
      row('ok  ', one, one.verdict, since);
    } catch (error) {
      if (error instanceof Skipped) {
        counts.skipped += 1;
        row('skip', one, error.message);
      } else {
        counts.failed += 1;
        row('FAIL', one, 'failed', since);
        console.log(error.message.replace(/^/gm, '      '));
      }
    } finally {
      if (process.env.KEEP) console.log(`      kept ${folder}`);
      else rmSync(folder, { recursive: true, force: true });
    }
  };
  const lanes = Map.groupBy(cases, ({ runner }) => (runner === 'act' ? 'act' : 'others'));
  await Promise.all(
    [...lanes.values()].map(async (lane) => {
      for (const one of lane) await judgeOne(one);
    }),
  );
  return counts;
}

export async function judgeAndExit(cases) {
  if (cases.length === 0) throw new Error('no case has that name');
  const { passed, failed, skipped } = await judge(cases);
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  process.exitCode = failed === 0 ? 0 : 1;
}
