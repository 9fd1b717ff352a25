/** The time that a run may wait: for answers, for helper programs, between attempts. Work of the run itself does not count. */
export interface Budget {
  /** Milliseconds that are left. */
  leftMs(): number;
  /** Counts the time until `wait` ends. Waits at the same time count once. */
  spend<T>(wait: () => Promise<T>): Promise<T>;
  /** What is kept for requests to registries, in milliseconds: what was signed must still be pushed. */
  readonly reserveMs: number;
}

/** The reserve is this part of the budget, and at most a minute. */
const RESERVE_PART = 5;
const RESERVE_MOST_MS = 60_000;

/**
 * @param totalMs the whole budget
 * @param now a clock that never goes back, in milliseconds
 * @param onSpent called once, when a wait uses up the budget
 */
export function createBudget(totalMs: number, now: () => number, onSpent?: () => void): Budget {
  let spentMs = 0;
  let waits = 0;
  let since = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const leftMs = (): number => totalMs - spentMs - (waits === 0 ? 0 : now() - since);

  function begin(): void {
    waits += 1;
    if (waits > 1) return;
    since = now();
    if (onSpent === undefined) return;
    // The timer must not keep a finished process alive.
    timer = setTimeout(onSpent, Math.max(0, leftMs())).unref();
  }

  function end(): void {
    waits -= 1;
    if (waits > 0) return;
    spentMs += now() - since;
    clearTimeout(timer);
  }

  return {
    leftMs,
    reserveMs: Math.min(RESERVE_MOST_MS, totalMs / RESERVE_PART),
    async spend(wait) {
      begin();
      try {
        return await wait();
      } finally {
        end();
      }
    },
  };
}
