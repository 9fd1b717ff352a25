import { randomBytes } from 'node:crypto';
import { CountersignError } from '@countersign/core/errors';
import { withoutSecrets, type Environment, type Exec, type Log, type NetCapability, type Run } from '@countersign/core/run';
import { createNet } from '@countersign/core/net';
import { nodeExec } from './node-exec.js';

interface RunSettings {
  readonly env: Environment;
  /** The environment of the user, for programs that the user configured; default: `env`. */
  readonly whole?: Environment;
  /** Variables that an input names as the place of a secret: no other program gets them. */
  readonly secretVariables?: readonly string[];
  readonly network: NetCapability;
  /** Milliseconds until the deadline. */
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
  const childEnvironment = withoutSecrets(settings.whole ?? env, settings.secretVariables);
  const clock = (): Date => new Date();
  const deadline = new Date(Date.now() + timeout);
  const controller = new AbortController();
  // The timer must not keep a finished process alive.
  setTimeout(() => {
    controller.abort(deadlineExceeded(timeout));
  }, timeout).unref();
  const signal = controller.signal;

  const sleep = (ms: number): Promise<void> =>
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

  const net = createNet({ capability: network, deadline, clock, sleep, signal, log, emit, random, env, insecureHosts });
  return { clock, random, env, net, exec, childEnvironment, deadline, signal, log, emit, sleep, cwd };
}

function deadlineExceeded(timeout: number): CountersignError {
  return new CountersignError('DEADLINE_EXCEEDED', `the run's time budget of ${String(timeout / 1000)} s is used up`, {
    hint: 'Increase the timeout input, or see above what the run waited for.',
  });
}
