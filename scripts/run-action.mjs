/** Starts an action's committed bundle the way the GitHub runner does, and the command line the way a GitLab job does. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));

const run = (args, { env, cwd }) =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd,
      env: { PATH: process.env.PATH, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let stdout = '';
    child.stdout.on('data', (chunk) => ((output += chunk), (stdout += chunk)));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, output, stdout }));
  });

/** Reads a GITHUB_OUTPUT file: `name<<delimiter`, lines, `delimiter`; or `name=value`. */
function readOutputs(file) {
  const outputs = {};
  const lines = readFileSync(file, 'utf8').split('\n');
  for (let at = 0; at < lines.length; at += 1) {
    const long = /^([^=<]+)<<(.+)$/.exec(lines[at]);
    if (long) {
      const value = [];
      for (at += 1; at < lines.length && lines[at] !== long[2]; at += 1) value.push(lines[at]);
      outputs[long[1]] = value.join('\n');
    } else if (lines[at].includes('=')) {
      const [name] = lines[at].split('=', 1);
      outputs[name] = lines[at].slice(name.length + 1);
    }
  }
  return outputs;
}

/** The environment of a step with these inputs, and the files that the action writes to, which are made here. */
export function stepOf(inputs, { env, cwd, scratch }) {
  const id = randomUUID();
  const files = Object.fromEntries(
    ['OUTPUT', 'STEP_SUMMARY', 'STATE', 'ENV', 'PATH'].map((kind) => [`GITHUB_${kind}`, join(scratch, `${kind}-${id}`)]),
  );
  for (const file of Object.values(files)) writeFileSync(file, '');
  const variables = Object.fromEntries(
    Object.entries(inputs).map(([key, value]) => [
      `INPUT_${key.replaceAll(' ', '_').toUpperCase()}`,
      Array.isArray(value) ? value.join('\n') : value,
    ]),
  );
  const runner = { GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: cwd, RUNNER_TEMP: scratch, HOME: scratch };
  return {
    environment: { ...env, ...files, ...variables, ...runner },
    written: () => ({
      outputs: readOutputs(files.GITHUB_OUTPUT),
      summary: readFileSync(files.GITHUB_STEP_SUMMARY, 'utf8'),
    }),
  };
}

/**
 * Runs `actions/<name>/dist/index.js` with `INPUT_*`, output and summary files and the job's environment.
 * @returns {Promise<{status: number, output: string, outputs: Record<string, string>, summary: string}>}
 */
export async function runAction(name, inputs, { env, cwd, scratch }) {
  const bundle = join(root, 'actions', name, 'dist', 'index.js');
  if (!existsSync(bundle)) throw new Error(`${bundle} is missing: npm run dist`);
  const { environment, written } = stepOf(inputs, { env, cwd, scratch });
  return { ...(await run([bundle], { cwd, env: environment })), ...written() };
}

/** Runs the command line, as the components do. */
export const runCli = (args, { env, cwd, scratch }) =>
  run([join(root, 'packages', 'cli', 'dist', 'index.js'), ...args], { cwd, env: { ...env, HOME: scratch } });
