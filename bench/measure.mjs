/** Whole processes and functions timed side by side in one run, interleaved, so that what is compared ran under the same conditions. */
import { spawnSync } from 'node:child_process';

export const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/** Runs a process from start to exit. @returns milliseconds */
export function timeProcess({ command, args, env, cwd, status = 0 }) {
  const started = process.hrtime.bigint();
  const result = spawnSync(command, args, { env: env ?? process.env, cwd, encoding: 'utf8', maxBuffer: 64 << 20 });
  const ms = Number(process.hrtime.bigint() - started) / 1e6;
  if (result.error) throw result.error;
  if (result.status !== status)
    throw new Error(`${command} ${args.join(' ')}: exit ${result.status}\n${result.stdout}${result.stderr}`);
  return ms;
}

/** Times several processes in turn, `rounds` times after one warm-up. @returns the median of each, in milliseconds */
export function interleave(processes, rounds) {
  for (const one of Object.values(processes)) timeProcess(one);
  const times = Object.fromEntries(Object.keys(processes).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1)
    for (const [name, one] of Object.entries(processes)) times[name].push(timeProcess(one));
  return Object.fromEntries(Object.entries(times).map(([name, values]) => [name, median(values)]));
}
