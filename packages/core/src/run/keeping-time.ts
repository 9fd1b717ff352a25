import type { Run } from './run.js';

/** A third of the remaining budget, and at most two minutes: for what is done if the requests fail. */
const FOR_FALLBACK = { part: 1 / 3, mostMs: 120_000 };
/** Two thirds: for requests that are not the first purpose of the run. */
export const MOST_OF_TIME = { part: 2 / 3, mostMs: Infinity };

/** The same run for requests that must leave time for something else. @param keep the part of the remaining budget that is kept, and the most of it */
export function keepingTime(run: Run, keep = FOR_FALLBACK): Run {
  const { budget, net } = run;
  const keepMs = Math.min(keep.mostMs, Math.max(0, budget.leftMs()) * keep.part);
  return {
    ...run,
    budget: { ...budget, reserveMs: budget.reserveMs + keepMs },
    net: { ...net, fetch: (request) => net.fetch({ ...request, keepMs: (request.keepMs ?? 0) + keepMs }) },
  };
}
