import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export const bundle = fileURLToPath(new URL('../../dist/index.js', import.meta.url));

/** Runs a program to its end, with only the given environment. */
export function runProcess(
  program: string,
  args: readonly string[],
  {
    cwd,
    env = {},
    input,
    answers = [],
  }: {
    readonly cwd: string;
    readonly env?: Readonly<Record<string, string>>;
    readonly input?: string | undefined;
    /** What is typed after each question, once it stands on standard output. */
    readonly answers?: readonly (readonly [question: string, typed: string])[];
  },
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...args], {
      cwd,
      env: { PATH: process.env['PATH'] ?? '', HOME: cwd, ...env },
      stdio: 'pipe',
    });
    child.stdin.on('error', () => undefined);
    if (answers.length === 0) child.stdin.end(input ?? '');
    const open = [...answers];
    let [stdout, stderr, asked] = ['', '', 0];
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      const [question, typed = ''] = open[0] ?? [];
      if (question === undefined || !stdout.slice(asked).includes(question)) return;
      open.shift();
      asked = stdout.length;
      child.stdin.write(typed);
    });
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.on('error', reject);
    child.on('close', (status) => {
      resolve({ status, stdout, stderr });
    });
  });
}

/** Runs the built command line. */
export function countersign(
  args: readonly string[],
  options: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): Promise<Ended> {
  if (!existsSync(bundle)) throw new Error('packages/cli/dist is missing: npm run dist');
  return runProcess(process.execPath, [bundle, ...args], options);
}
