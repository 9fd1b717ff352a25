import { randomBytes } from 'node:crypto';
import { CountersignError } from '@countersign/core/errors';
import {
  createBudget,
  withoutSecrets,
  type Environment,
  type Exec,
  type Log,
  type NetCapability,
  type Run,
} from '@countersign/core/run';
import { createNet } from '@countersign/core/net';
import { nodeExec } from './node-exec.js';

interface RunSettings {
  readonly env: Environment;
  /** The environment of the user, for programs that the user configured and public keys that files name; default: `env`. */
  readonly whole?: Environment;
  /** Variables that an input names as the place of a secret: no other program gets them. */
  readonly secretVariables?: readonly string[];
  readonly network: NetCapability;
  /** Milliseconds that the run may wait. */
  readonly timeout: number;
  readonly log: Log;
  readonly emit: Run['emit'];
  /** Absolute. */
  readonly cwd: string;
  /** `host:port` that may be used over plain HTTP. */
  readonly insecureHosts: readonly string[];
  /** How helper programs are started; default: our own code. */
  readonly exec?: Exec | undefined;
}

/** Unpredictable bytes. */
export const random = (length: number): Uint8Array => randomBytes(length);

/** The Run of a Node process. Only here, the real clock, network, randomness and processes are used. */
export function makeRun(settings: RunSettings): Run {
  const { env, network, timeout, log, emit, cwd, insecureHosts, exec = nodeExec } = settings;
  const wholeEnvironment = settings.whole ?? env;
  const childEnvironment = withoutSecrets(wholeEnvironment, settings.secretVariables);
  const clock = (): Date => new Date();
  const controller = new AbortController();
  // Not the wall clock, which can be set while the run waits.
  const budget = createBudget(
    timeout,
    () => performance.now(),
    () => {
      controller.abort(deadlineExceeded(timeout));
    },
  );
  const signal = controller.signal;

  const pass = (ms: number): Promise<void> =>
    new Promise((resolve, reject) => {
      const stop = (): void => {
        clearTimeout(timer);
        reject(deadlineExceeded(timeout));
      };
      if (signal.aborted) {
        reject(deadlineExceeded(timeout));
        return;
      }
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', stop);
        resolve();
      }, ms);
      signal.addEventListener('abort', stop, { once: true });
    });

  const sleep = (ms: number): Promise<void> => budget.spend(() => pass(ms));
  const start: Exec = (...call) => budget.spend(() => exec(...call));
  const net = createNet({ capability: network, budget, clock, sleep, signal, log, emit, random, env, insecureHosts });
  return { clock, random, env, wholeEnvironment, net, exec: start, childEnvironment, budget, signal, log, emit, sleep, cwd };
}

function deadlineExceeded(timeout: number): CountersignError {
  return new CountersignError('DEADLINE_EXCEEDED', `the run has waited for ${String(timeout / 1000)} s, its whole timeout`, {
    hint: 'Raise timeout, or see above what the run waited for.',
  });
}
