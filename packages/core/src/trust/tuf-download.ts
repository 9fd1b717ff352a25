import { CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import { isTransient, NetworkFailure } from '../net/index.js';
import { BrokenChain, type Download } from './tuf-walk.js';

/** The mirror did not answer, or says that it can't now: the one failure after which an earlier, valid copy may serve. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';

  constructor(readonly reason: CountersignError) {
    super(reason.message, { cause: reason });
  }
}

/** With a valid copy at hand nobody waits for a mirror that is out of order. */
const IMPATIENT = { retry: false, timeoutMs: 10_000 };

/**
 * Reads a mirror through the run's network. A missing answer, or one that says "later", is unreachable. Any other answer is what
 * the mirror has to say: 404 and 403 (as object stores answer without the right to list) that there is no such file, which is
 * usual only for the next root; everything else that it is no TUF repository.
 */
export function downloader(run: Run, mirror: string, isPatient: boolean): Download {
  return async (path, maxBytes) => {
    const url = `${mirror.replace(/(?<!\/)\/+$/, '')}/${path}`;
    const response = await run.net
      .fetch({ purpose: 'sigstore', method: 'GET', url, maxBytes, ...(isPatient ? {} : IMPATIENT) })
      .catch((error: unknown) => {
        if (!(error instanceof CountersignError)) throw error;
        if (isOutage(error)) throw new Unreachable(error);
        if (error.code === 'FETCH_FAILED') throw new BrokenChain(path, 'invalid', error.message, error);
        throw error;
      });
    const { status, body } = response;
    if (status === 200) return body;
    if (status === 404 || status === 403) return undefined;
    if (!isTransient(status)) throw new BrokenChain(path, 'invalid', `the mirror answered with status ${status}`);
    throw new Unreachable(
      new CountersignError('FETCH_FAILED', `the trusted root could not be had from ${mirror}`, {
        expected: path,
        found: `status ${status}`,
        hint: 'Try again later, or give the trusted root as a file (trusted-root).',
      }),
    );
  };
}

function isOutage({ code, cause }: CountersignError): boolean {
  if (code === 'FETCH_FAILED') return cause instanceof NetworkFailure;
  return code === 'DEADLINE_EXCEEDED' || code === 'NETWORK_FORBIDDEN';
}
