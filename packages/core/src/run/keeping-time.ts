import type { Run } from './run.js';

/** The part of the remaining budget that is kept, and the most of it. */
const PART = 3;
const MOST_MS = 120_000;

/** The same run for requests that must leave time for something else: what is done if they fail. */
export function keepingTime(run: Run): Run {
  const { budget, net } = run;
  const keepMs = Math.min(MOST_MS, Math.max(0, budget.leftMs()) / PART);
  return {
    ...run,
    budget: { ...budget, reserveMs: budget.reserveMs + keepMs },
    net: { ...net, fetch: (request) => net.fetch({ ...request, keepMs: (request.keepMs ?? 0) + keepMs }) },
  };
}
