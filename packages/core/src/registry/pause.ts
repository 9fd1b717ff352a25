import { CountersignError } from '../errors/index.js';
import type { NetResponse, Run } from '../run/index.js';
import { askedWaitMs, canPass, jitteredDelay, NetworkFailure } from '../net/index.js';
import { registryFailure } from './answers.js';

/** Waits a random time, and `atLeastMs` more; false if the run's budget is not enough. */
export async function pause(run: Run, attempt: number, atLeastMs = 0): Promise<boolean> {
  const delay = atLeastMs + jitteredDelay(attempt, run.random);
  if (delay >= run.budget.leftMs()) return false;
  await run.sleep(delay);
  return true;
}

/** A failed step of a sequence that must start again, and how long the registry asked us to wait. */
export interface Setback {
  readonly error: CountersignError;
  readonly waitMs: number;
}

/**
 * Sends one step of a sequence that cannot be repeated alone (the state before it may have changed).
 * Returns a transient failure as a setback, and an answer unchanged.
 */
export async function step(run: Run, doing: string, request: () => Promise<NetResponse>): Promise<NetResponse | Setback> {
  try {
    const response = await request();
    if (!canPass(response)) return response;
    return { error: registryFailure(response, doing), waitMs: askedWaitMs(response, run.clock()) };
  } catch (error) {
    if (error instanceof CountersignError && error.cause instanceof NetworkFailure && !error.cause.permanent)
      return { error, waitMs: 0 };
    throw error;
  }
}
