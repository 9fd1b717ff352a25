/**
 * Whole processes measured side by side in one run, in turn, so that what is compared ran under the same conditions. Processes
 * are waited for without blocking: the services of the sandbox answer from this one.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/** GNU time measures a process and the processes that it waited for. Without it, only the wall clock is measured. */
const TIME = ['/usr/bin/time', '/bin/time'].find((path) => existsSync(path));
export const measuresMemory = TIME !== undefined;

const scratch = mkdtempSync(join(tmpdir(), 'countersign-time-'));
process.once('exit', () => rmSync(scratch, { recursive: true, force: true }));
let runs = 0;

/**
 * Runs a process from start to exit.
 * @returns {Promise<{wall: number, cpu?: number, memory?: number}>} seconds, seconds (user and system), and MiB at the peak of
 *   the largest single process
 * @throws Error with its output when it ends with another status than `status`
 */
export async function measure({ command, args, env, cwd, status = 0 }) {
  const report = join(scratch, String((runs += 1)));
  const [program, ...all] = TIME ? [TIME, '-q', '-f', '%U %S %M', '-o', report, command, ...args] : [command, ...args];
  const started = process.hrtime.bigint();
  const { code, output } = await new Promise((resolve, reject) => {
    const child = spawn(program, all, { env: env ?? process.env, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    const keep = (chunk) => (text = `${text}${chunk}`.slice(-8000));
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', reject);
    child.on('close', (ended) => resolve({ code: ended, output: text }));
  });
  const wall = Number(process.hrtime.bigint() - started) / 1e9;
  if (code !== status) throw new Error(`${command} ${args.join(' ').slice(0, 500)}: exit ${code}\n${output}`);
  if (!TIME) return { wall };
  const [user, system, kilobytes] = readFileSync(report, 'utf8').trim().split(' ').map(Number);
  rmSync(report);
  return { wall, cpu: user + system, memory: kilobytes / 1024 };
}

/**
 * Measures several processes in turn, `rounds` times. `prepare` makes what a process needs each time;
 * it is not measured, and may return other arguments.
 * @returns the median of each; memory is the largest
 */
export async function interleave(processes, rounds, { warmUp = false } = {}) {
  const names = Object.keys(processes);
  const samples = Object.fromEntries(
    names.map((name) => [name, /** @type {{wall: number, cpu?: number, memory?: number}[]} */ ([])]),
  );
  for (let round = warmUp ? -1 : 0; round < rounds; round += 1) {
    for (const name of names) {
      const one = processes[name];
      const sample = await measure({ ...one, ...(await one.prepare?.()) });
      if (round >= 0) samples[name].push(sample);
    }
  }
  return Object.fromEntries(
    Object.entries(samples).map(([name, list]) => [
      name,
      {
        wall: median(list.map(({ wall }) => wall)),
        ...(TIME && { cpu: median(list.map(({ cpu }) => cpu)), memory: Math.max(...list.map(({ memory = 0 }) => memory)) }),
      },
    ]),
  );
}

/**
 * What `few` and `many` items cost as a straight line, in wall and CPU time.
 * @returns {Record<'fixed' | 'each', {wall?: number, cpu?: number}>}
 */
export function line(few, fewCost, many, manyCost) {
  const of = (kind) => {
    if (fewCost[kind] === undefined) return {};
    const each = (manyCost[kind] - fewCost[kind]) / (many - few);
    return { each: { [kind]: each }, fixed: { [kind]: fewCost[kind] - few * each } };
  };
  const [wall, cpu] = [of('wall'), of('cpu')];
  return { each: { ...wall.each, ...cpu.each }, fixed: { ...wall.fixed, ...cpu.fixed } };
}
