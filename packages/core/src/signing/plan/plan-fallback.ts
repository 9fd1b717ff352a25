import type { TokenSource } from '../../ci/index.js';
import { asCountersignError, CountersignError } from '../../errors/index.js';
import { isOutage } from '../../services/index.js';
import { keepingTime, MOST_OF_TIME, type Run } from '../../run/index.js';
import { openCredentials, type CredentialSource } from '../credentials.js';
import { KEYLESS } from '../keyless-source.js';
import type { SignOptions } from '../options.js';
import { refuseSameKey } from './check-contents.js';

/**
 * Opens the fallback key before anything is signed, so that a wrong password or a missing permission is not found out during an outage. Only if
 * the key's own service is away does the run go on without it, and says so.
 * @param sources the keys of the run: the fallback must be another one
 * @returns undefined if there is no fallback key, or it is away
 * @throws CountersignError INPUT_INVALID, KEY_*, and those of the key's service
 */
export async function openFallback(
  run: Run,
  options: SignOptions,
  tokens: TokenSource,
  sources: readonly CredentialSource[],
): Promise<CredentialSource | undefined> {
  const { fallbackKey } = options;
  if (fallbackKey === undefined) return undefined;
  if (fallbackKey === KEYLESS)
    throw invalid('fallback-key is a key of your own', 'a file, env://VAR or a key at a service', KEYLESS);
  if (!sources.some(({ key }) => key === undefined)) {
    throw invalid(
      'fallback-key has no effect without keyless signing',
      'keyless among the keys',
      sources.map(({ name }) => name).join(', '),
    );
  }
  // What the run signs without, it has said already.
  const opening: Run = {
    // A key whose service is away must not use up the time of keyless signing.
    ...keepingTime(run, MOST_OF_TIME),
    emit: (event) => {
      if (event.event !== 'unlogged') run.emit(event);
    },
  };
  try {
    const opened = await openCredentials(opening, { ...options, keys: [fallbackKey], fallbackKey: undefined }, tokens, {
      count: 1,
      otherKeys: options.keys,
    });
    refuseSameKey([...sources, ...opened.sources]);
    return opened.sources[0];
  } catch (thrown) {
    if (!isOutage(thrown)) throw thrown;
    const { code, message } = asCountersignError(thrown);
    run.emit({ event: 'fallback-key-away', code, problem: message });
    return undefined;
  }
}

function invalid(message: string, expected: string, found: string): CountersignError {
  return new CountersignError('INPUT_INVALID', message, {
    expected,
    found,
    hint: 'keys lists how to sign; fallback-key signs only what keyless signing cannot, for want of a service.',
  });
}
