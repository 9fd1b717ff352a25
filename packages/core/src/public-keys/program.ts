import { CountersignError, isMissing } from '../errors/index.js';
import type { Run } from '../run/index.js';
import { excerpt } from '../wire/index.js';

/** How long a program may take. A smart card needs seconds for a signature, and minutes for a new RSA key. */
const TIMEOUT_MS = 60_000;
/** What is kept of its standard error, in bytes, and what an error shows of it. */
const MAX_STDERR = 16 * 1024;
const MAX_SHOWN = 600;

export interface ProgramCall {
  readonly program: string;
  readonly args: readonly string[];
  readonly input?: Uint8Array | undefined;
  /** Added to the environment that other programs get (`Run.childEnvironment`). */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Texts that are never shown, beside those that the log masks. */
  readonly secrets?: readonly string[] | undefined;
  /** What to do if it is not installed. */
  readonly absent: string;
  /** Default: a minute; always at most what the run may still wait. */
  readonly timeoutMs?: number | undefined;
}

export interface ProgramAnswer {
  readonly status: number;
  readonly stdout: Uint8Array;
  /** Its standard error in one line, without secrets and control characters; for errors. */
  readonly said: string;
}

/**
 * Runs a program that holds or reaches keys, found in an absolute folder of PATH, never in the working folder. Any exit status is an answer.
 * @throws CountersignError KEY_UNSUPPORTED if it is not installed, DEADLINE_EXCEEDED, SERVICE_UNAVAILABLE if it crashes, hangs or writes too much
 */
export async function callProgram(run: Run, call: ProgramCall): Promise<ProgramAnswer> {
  const { program, args, input, env = {}, secrets = [], absent } = call;
  const timeoutMs = Math.max(1, Math.min(call.timeoutMs ?? TIMEOUT_MS, run.budget.leftMs()));
  const options = { env: { ...run.childEnvironment.passed, ...env }, timeoutMs, keepStderr: MAX_STDERR };
  try {
    const result = await run.exec(program, args, input === undefined ? options : { ...options, input });
    const { status, stdout, stderr = new Uint8Array() } = result;
    return { status, stdout, said: plainText(run, new TextDecoder().decode(stderr), secrets) };
  } catch (cause) {
    throw failed(run, program, absent, timeoutMs, cause);
  }
}

function failed(run: Run, program: string, absent: string, timeoutMs: number, cause: unknown): CountersignError {
  if (isMissing(cause)) {
    return new CountersignError('KEY_UNSUPPORTED', `${program} is not installed`, {
      expected: `${program} in an absolute folder of PATH`,
      found: 'no such program',
      hint: absent,
      cause,
    });
  }
  const isSpent = run.budget.leftMs() <= 0;
  return new CountersignError(isSpent ? 'DEADLINE_EXCEEDED' : 'SERVICE_UNAVAILABLE', `${program} gave no answer`, {
    expected: `an answer within ${String(Math.ceil(timeoutMs / 1000))} s`,
    found: cause instanceof Error ? cause.message : 'no answer',
    hint: isSpent
      ? 'Raise timeout, or find out by hand why the program is slow.'
      : 'Start the program by hand to see what it does. Nothing was signed with its answer.',
    cause,
  });
}

/** Text of a program in one line: without secrets and control characters, and short. */
export function plainText({ log }: Pick<Run, 'log'>, text: string, secrets: readonly string[] = []): string {
  let shown = log.mask?.(text) ?? text;
  for (const secret of secrets) if (secret !== '') shown = shown.replaceAll(secret, '***');
  // Without the quotes around it.
  return excerpt(shown.trim().replaceAll(/\s+/g, ' '), MAX_SHOWN).slice(1, -1).replaceAll('\\"', '"');
}
