import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));
const standIns = join(root, 'suites', 'runners', 'stand-ins', 'programs');

/** PATH of a runner's jobs: stand-ins for programs that need a daemon or a server, Node 24, then the machine's. */
export const path = [standIns, join(root, 'node_modules', '.bin'), process.env.PATH ?? ''].join(delimiter);

/**
 * Runs a program to its end, with no variable that is not named here: a job must not find the identity of the CI that runs these cases.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{cwd?: string, env?: Record<string, string | undefined>, timeout?: number}} options
 * @returns {Promise<{status: number | null, output: string}>} standard output and error, in the order they came
 */
export function program(command, args, { cwd, env = {}, timeout = 180_000 } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: { PATH: path, ...env }, stdio: ['ignore', 'pipe', 'pipe'], timeout });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk.toString()));
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, output }));
  });
}

/** Makes a folder a repository with one commit on main, as runners require. */
export async function commitAll(folder, remote) {
  const git = async (...args) => {
    const identity = ['-c', 'user.name=Countersign', '-c', 'user.email=countersign@example.test', '-c', 'commit.gpgsign=false'];
    const { status, output } = await program('git', [...identity, ...args], { cwd: folder, env: { HOME: folder } });
    if (status !== 0) throw new Error(`git ${args[0]}: ${output}`);
  };
  await git('init', '-q', '-b', 'main');
  await git('remote', 'add', 'origin', remote);
  await git('add', '--all', '--force');
  await git('commit', '-q', '-m', 'A project');
  await git('update-ref', 'refs/remotes/origin/main', 'HEAD');
  await git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main');
}
