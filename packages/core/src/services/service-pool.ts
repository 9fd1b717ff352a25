import { CountersignError } from '../errors/index.js';
import { jitteredDelay, NetworkFailure } from '../net/index.js';
import type { Run } from '../run/index.js';
import type { Service } from '../trust/index.js';
import { hostOf } from './ask-service.js';
import { SeveralFailed } from './outage.js';

/** Services in the order to try them, and how many of them must succeed: the result of trust's selectServices. */
export interface Selected {
  readonly candidates: readonly Service[];
  readonly count: number;
}

export interface ServicePool {
  /** Number of services that answer each call. */
  readonly count: number;
  /** The services that are tried first. */
  readonly first: readonly Service[];
  /**
   * Calls as many services as the signing config requires, at the same time. If one fails, the next one is used instead;
   * a service that failed is tried last from then on, so that a hundred files do not wait for it a hundred times. When all have failed, they
   * are tried again in turn while the run's budget lasts. `retry` is true only for services without a substitute.
   */
  use<T>(ask: (service: Service, retry: boolean) => Promise<T>): Promise<T[]>;
}

/** After an outage or an invalid answer the next service is tried; a refusal is caused by the request and would be repeated there. */
const OUTAGES: readonly string[] = ['SERVICE_UNAVAILABLE', 'SERVICE_ANSWER_INVALID'];

/** What the required answers of one call share. */
interface Call {
  /** Services that none of them is asking. */
  readonly spare: Service[];
  /** Whether one of them has failed, so that waiting for the others is of no use. */
  readonly isOver: () => boolean;
}

type PoolRun = Pick<Run, 'emit' | 'budget' | 'sleep' | 'random'>;

export function servicePool(run: PoolRun, role: string, { candidates, count }: Selected): ServicePool {
  const down = new Set<string>();
  const hasSubstitutes = candidates.length > count;

  /** One of the required answers: of `service`, or of those that take its place. */
  async function answerOf<T>(
    service: Service,
    { spare, isOver }: Call,
    ask: (service: Service, retry: boolean) => Promise<T>,
  ): Promise<T> {
    const failed = new Map<string, CountersignError>();
    let round = 1;
    for (let current = service; ;) {
      try {
        return await ask(current, !hasSubstitutes);
      } catch (error) {
        if (!(error instanceof CountersignError) || !OUTAGES.includes(error.code)) throw error;
        if (!failed.has(current.url)) failed.set(current.url, error);
        if (!hasSubstitutes) throw error;
        spare.push(current);
        const next = spare.shift() ?? current;
        if (failed.has(next.url)) {
          const canPass = [...failed.values()].some(isTemporary);
          const wait = Math.max(jitteredDelay(round, run.random), 1);
          if (!canPass || isOver() || wait >= run.budget.leftMs() - run.budget.reserveMs) throw allFailed(role, failed);
          run.emit({ event: 'retried', host: hostOf(next.url), problem: error.message, durationMs: wait });
          await run.sleep(wait);
          round += 1;
        } else if (!down.has(current.url)) {
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
  }

  return {
    count,
    first: candidates.slice(0, count),
    async use(ask) {
      const spare = [
        ...candidates.filter((service) => !down.has(service.url)),
        ...candidates.filter((service) => down.has(service.url)),
      ];
      const chosen = spare.splice(0, count);
      let over = false;
      const call: Call = { spare, isOver: () => over };
      const settled = await Promise.allSettled(
        chosen.map((service) =>
          answerOf(service, call, ask).catch((error: unknown) => {
            over = true;
            throw error;
          }),
        ),
      );
      return settled.map((result) => {
        if (result.status === 'rejected') throw result.reason;
        return result.value;
      });
    },
  };
}

/** The error of the only service that was asked, or one that names all of them with their problems. */
function allFailed(role: string, failed: ReadonlyMap<string, CountersignError>): CountersignError {
  const errors = [...failed.values()];
  const [first] = errors;
  if (first !== undefined && errors.length === 1) return first;
  const code = errors.some((error) => error.code === 'SERVICE_UNAVAILABLE') ? 'SERVICE_UNAVAILABLE' : 'SERVICE_ANSWER_INVALID';
  return new CountersignError(code, `no ${role} of the signing config gave an answer that can be used`, {
    expected: 'an answer of one of them',
    found: errors.map((error) => `${error.message}${error.found === undefined ? '' : ` (${error.found})`}`).join('; '),
    hint: 'Run the job again when the services are back, or raise timeout.',
    cause: new SeveralFailed(errors),
  });
}

/** An invalid answer stays invalid, and so does a TLS failure or a wrong proxy password; another outage may pass. */
function isTemporary(error: CountersignError): boolean {
  if (error.code !== 'SERVICE_UNAVAILABLE') return false;
  for (let cause = error.cause; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof NetworkFailure) return !cause.permanent;
  }
  return true;
}
