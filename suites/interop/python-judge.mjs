/** sigstore-python's command line in one process for all questions: it takes half a second to start. */
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { peer } from '../peers.mjs';

let running;

function start() {
  const installed = peer('sigstore');
  if (installed === undefined) throw new Error('sigstore is not installed');
  const program = join(dirname(installed), 'python');
  const child = spawn(program, [fileURLToPath(new URL('python/judge.py', import.meta.url))], {
    env: { PATH: process.env.PATH, HOME: dirname(program) },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  // It logs to standard error; the answer to a question is what was written since the question.
  let log = '';
  child.stderr.on('data', (chunk) => (log = `${log}${chunk}`.slice(-4000)));
  const waiting = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { status, output } = JSON.parse(line);
    waiting.shift()?.resolve({ ok: status === 0, status, output: `${output}${log}` });
    log = '';
  });
  child.once('exit', () => waiting.splice(0).forEach(({ reject }) => reject(new Error(`sigstore-python ended\n${log}`))));
  const ask = (args) =>
    new Promise((resolve, reject) => {
      waiting.push({ resolve, reject });
      child.stdin.write(`${JSON.stringify(args)}\n`);
    });
  return { ask, stop: () => child.kill() };
}

/** @returns {Promise<{ok: boolean, status: number, output: string}>} */
export const askPython = (args) => (running ??= start()).ask(args);
export const stopPython = () => running?.stop();
