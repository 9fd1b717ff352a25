import { CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import type { Service } from '../trust/index.js';

/** Services in the order to try them, and how many of them must succeed: what trust's selectServices gives. */
export interface Selected {
  readonly candidates: readonly Service[];
  readonly count: number;
}

export interface ServicePool {
  /** How many services answer each call. */
  readonly count: number;
  /** The services asked first. */
  readonly first: readonly Service[];
  /**
   * Asks as many services as the signing config wants, at the same time. Where one fails and another is left, that one is asked
   * instead; a service that failed is tried last from then on, so that a hundred files don't wait for it a hundred times.
   * `retry` is true only for a service without a substitute.
   */
  use<T>(ask: (service: Service, retry: boolean) => Promise<T>): Promise<T[]>;
}

/** Outages and garbage lead to the next service; a refusal is about our request and would meet the same answer there. */
const OUTAGES: readonly string[] = ['SERVICE_UNAVAILABLE', 'SERVICE_ANSWER_INVALID'];

export function servicePool(run: Pick<Run, 'emit'>, role: string, { candidates, count }: Selected): ServicePool {
  const down = new Set<string>();
  return {
    count,
    first: candidates.slice(0, count),
    async use(ask) {
      const queue = [
        ...candidates.filter((service) => !down.has(service.url)),
        ...candidates.filter((service) => down.has(service.url)),
      ];
      const chosen = queue.splice(0, count);
      const settled = await Promise.allSettled(
        chosen.map(async (service) => {
          let current = service;
          for (;;) {
            try {
              return await ask(current, queue.length === 0);
            } catch (error) {
              if (!(error instanceof CountersignError) || !OUTAGES.includes(error.code)) throw error;
              const next = queue.shift();
              if (next === undefined) throw error;
              if (!down.has(current.url)) {
                run.emit({
                  event: 'fell-back',
                  fallback: 'service',
                  from: `${role} ${current.url}`,
                  to: next.url,
                  code: error.code,
                  problem: error.message,
                });
              }
              down.add(current.url);
              current = next;
            }
          }
        }),
      );
      return settled.map((result) => {
        if (result.status === 'rejected') throw result.reason;
        return result.value;
      });
    },
  };
}
