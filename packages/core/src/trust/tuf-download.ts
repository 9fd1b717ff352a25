import { CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import { AnswerRefused, canPass, NetworkFailure, noAnswer, notAnswered } from '../net/index.js';
import { askedMirror } from './asked-mirror.js';
import { BrokenChain, type Download } from './tuf-walk.js';

/** The mirror did not answer, or has a temporary failure: only then may an earlier valid copy be used. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';

  constructor(readonly reason: CountersignError) {
    super(reason.message, { cause: reason });
  }
}

/** Short, because a valid copy is available. */
const IMPATIENT = { retry: false, timeoutMs: 10_000 };

/**
 * Downloads files of a mirror through the run's network. No answer or a transient status means unreachable. 404 and 403 (the answer
 * of object stores without the right to list) mean that the file does not exist, which is normal only for the next root. All other
 * answers mean that this is not a TUF repository.
 */
export function downloader(run: Run, mirror: string, isPatient: boolean): Download {
  return async (path, maxBytes) => {
    const url = `${mirror.replace(/(?<!\/)\/+$/, '')}/${path}`;
    const asked = askedMirror(url);
    const started = run.clock();
    const response = await run.net
      .fetch({ purpose: 'sigstore', service: asked.role, method: 'GET', url, maxBytes, ...(isPatient ? {} : IMPATIENT) })
      .catch((error: unknown) => {
        if (!(error instanceof CountersignError)) throw error;
        const told = noAnswer(run, asked, started, error);
        if (isOutage(error)) throw new Unreachable(told instanceof CountersignError ? told : error);
        if (error.code === 'FETCH_FAILED') throw new BrokenChain(path, 'invalid', foundBy(error), error);
        throw error;
      });
    const { status, body } = response;
    if (status === 200) return body;
    // Also a 403 that names a rate limit: it says nothing about the file.
    const isOverloaded = canPass(response);
    if (!isOverloaded && (status === 404 || status === 403)) return undefined;
    const refusal = notAnswered(run, asked, started, response);
    if (isOverloaded) throw new Unreachable(refusal);
    throw new BrokenChain(path, 'invalid', `the mirror answered with status ${status}: ${refusal.found ?? ''}`);
  };
}

function foundBy({ message, found, cause }: CountersignError): string {
  return cause instanceof AnswerRefused && found !== undefined ? `${message} (${found})` : message;
}

function isOutage({ code, cause }: CountersignError): boolean {
  if (code === 'FETCH_FAILED') return cause instanceof NetworkFailure;
  return code === 'DEADLINE_EXCEEDED' || code === 'NETWORK_FORBIDDEN';
}
