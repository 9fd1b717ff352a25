import { randomBytes } from 'node:crypto';
import type { LookupFunction } from 'node:net';
import { CountersignError } from '../../errors/index.js';
import {
  createBudget,
  eventLevel,
  eventText,
  isShownBySurface,
  withoutSecrets,
  type Environment,
  type Exec,
  type Log,
  type NetCapability,
  type Run,
  type RunEvent,
} from '../../run/index.js';
import { createNet } from '../index.js';

export interface TestRun extends Run {
  /** Every log line, and every event as the log words it: `level message`. */
  readonly lines: string[];
  /** All events. */
  readonly events: RunEvent[];
  /** Every requested wait, in milliseconds. */
  readonly waits: number[];
  readonly secrets: string[];
}

export interface TestRunOptions {
  readonly env?: Environment;
  readonly capability?: NetCapability;
  /** Milliseconds from now; default 60 000. */
  readonly timeMs?: number;
  readonly insecureHosts?: readonly string[];
  /** After how long without an answer the log says what the run waits for; default 5000 ms of the run's clock. */
  readonly tellAfterMs?: number;
  readonly lookup?: LookupFunction;
  /** Upper limit of one attempt, in milliseconds of real time; default 30 000. */
  readonly attemptLimitMs?: number;
  /** How far the clock of the run is ahead of the real one, in milliseconds; default 0. */
  readonly skewMs?: number;
  readonly exec?: Exec;
  readonly cwd?: string;
  readonly signal?: AbortSignal;
  /** Whether waits take their time; default: the run's clock moves on instead, so that no test depends on the speed of a machine. */
  readonly realWaits?: boolean;
}

/** A run with the real network and a recorded log; its clock is the real one, ahead by what the run waited. */
export function testRun(options: TestRunOptions = {}): TestRun {
  const lines: string[] = [];
  const events: RunEvent[] = [];
  const waits: number[] = [];
  const secrets: string[] = [];
  const line = (level: string) => (message: string) => void lines.push(`${level} ${message}`);
  const log: Log = {
    debug: line('debug'),
    info: line('info'),
    warn: line('warn'),
    error: line('error'),
    group: (_title, body) => body(),
    secret: (value) => void secrets.push(value),
  };
  const emit = (event: RunEvent): void => {
    events.push(event);
    if (!isShownBySurface(event)) lines.push(`${eventLevel(event)} ${eventText(event)}`);
  };
  const signal = options.signal ?? new AbortController().signal;
  let aheadMs = options.skewMs ?? 0;
  const now = () => Date.now() + aheadMs;
  const clock = () => new Date(now());
  const budget = createBudget(options.timeMs ?? 60_000, now);
  const random = (length: number) => new Uint8Array(randomBytes(length));
  const pass = (ms: number) =>
    new Promise<void>((resolve, reject) => {
      waits.push(ms);
      const end = now() + ms;
      const wake = () => {
        aheadMs += Math.max(0, end - now());
        resolve();
      };
      const timer = setTimeout(wake, options.realWaits === true ? ms : 0);
      const stop = () => {
        clearTimeout(timer);
        reject(new CountersignError('DEADLINE_EXCEEDED', 'stopped while waiting'));
      };
      if (signal.aborted) stop();
      signal.addEventListener('abort', stop, { once: true });
    });
  const sleep = (ms: number) => budget.spend(() => pass(ms));
  const env = options.env ?? {};
  const net = createNet({
    capability: options.capability ?? 'all',
    budget,
    clock,
    sleep,
    signal,
    log,
    emit,
    random,
    env,
    ...(options.insecureHosts === undefined ? {} : { insecureHosts: options.insecureHosts }),
    ...(options.tellAfterMs === undefined ? {} : { tellAfterMs: options.tellAfterMs }),
    ...(options.lookup === undefined ? {} : { lookup: options.lookup }),
    ...(options.attemptLimitMs === undefined ? {} : { attemptLimitMs: options.attemptLimitMs }),
  });
  const start: Exec = options.exec ?? (() => Promise.reject(new Error('no programs in this test')));
  const exec: Exec = (...call) => budget.spend(() => start(...call));
  return {
    clock,
    random,
    env,
    wholeEnvironment: env,
    net,
    exec,
    childEnvironment: withoutSecrets(env),
    budget,
    signal,
    log,
    emit,
    sleep,
    cwd: options.cwd ?? '/nonexistent',
    lines,
    events,
    waits,
    secrets,
  };
}

/** The CountersignError a promise fails with; fails the test if it does not reject. */
export async function failure(promise: Promise<unknown>): Promise<CountersignError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof CountersignError) return error;
    throw error;
  }
  throw new Error('expected a failure');
}
