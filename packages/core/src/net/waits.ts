import type { Run } from '../run/index.js';

/** The growth of the interval between two reports about one host. */
const GROWTH = 2;
const LONGEST_INTERVAL_MS = 60_000;

/** One request that is not answered yet. */
export interface Wait {
  /** To be called before a pause between two attempts. @param problem why the last attempt failed, in words */
  pausing(ms: number, problem: string): void;
  end(): void;
}

interface Host {
  /** Requests that are not answered yet, the oldest first. */
  readonly open: Map<Wait, { readonly since: number; problem: string }>;
  /** Age of the oldest request at which it is reported next. */
  nextMs: number;
  intervalMs: number;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/**
 * Reports what the run waits for: once a request has not been answered for `firstMs`, then at growing intervals. Requests to one host
 * are reported together, by the oldest.
 */
export function createWaits(
  { clock, emit }: Pick<Run, 'clock' | 'emit'>,
  firstMs: number,
): (service: string, host: string) => Wait {
  const hosts = new Map<string, Host>();
  const now = (): number => clock().getTime();

  return (service, host) => {
    const key = `${service} ${host}`;
    const waits: Host = hosts.get(key) ?? { open: new Map(), nextMs: firstMs, intervalMs: firstMs, timer: undefined };
    hosts.set(key, waits);

    /** Reports the oldest request if it is, or will be, old enough. */
    function report(atLeastMs: number): void {
      const [oldest] = waits.open.values();
      if (oldest === undefined) return;
      const age = now() - oldest.since;
      if (age + atLeastMs < waits.nextMs) return;
      emit({ event: 'waiting', service, host, problem: oldest.problem, durationMs: age });
      waits.intervalMs = Math.min(LONGEST_INTERVAL_MS, waits.intervalMs * GROWTH);
      waits.nextMs = age + atLeastMs + waits.intervalMs;
    }

    function schedule(): void {
      const [oldest] = waits.open.values();
      if (oldest === undefined) return;
      // Not kept alive by it: a request does that.
      waits.timer = setTimeout(
        () => {
          report(0);
          schedule();
        },
        // A clock that was set back must not make it longer than a timer can be.
        Math.min(LONGEST_INTERVAL_MS, Math.max(1, Math.ceil(oldest.since + waits.nextMs - now()))),
      ).unref();
    }

    const wait: Wait = {
      pausing(ms, problem) {
        const own = waits.open.get(wait);
        if (own !== undefined) own.problem = `${problem}; next attempt in ${seconds(ms)} s`;
        report(ms);
      },
      end() {
        waits.open.delete(wait);
        if (waits.open.size > 0 || hosts.get(key) !== waits) return;
        clearTimeout(waits.timer);
        hosts.delete(key);
      },
    };
    waits.open.set(wait, { since: now(), problem: 'no answer yet' });
    if (waits.open.size === 1) schedule();
    return wait;
  };
}

const seconds = (ms: number): string => (ms < 10_000 ? (ms / 1000).toFixed(1) : String(Math.round(ms / 1000)));
