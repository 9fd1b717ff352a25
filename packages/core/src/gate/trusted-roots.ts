import { asCountersignError, type CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import type { Trust } from '../policy/index.js';
import { loadTrust, type TrustedRoot, type TrustOptions } from '../trust/index.js';
import type { LoadedPolicy } from './load-policies.js';

/** A root that is ready, or why it could not be had (network, stale): then evidence cannot be judged, which is not a no. */
export type RootResult = { readonly root: TrustedRoot | undefined } | { readonly error: CountersignError };

/**
 * Roots by trust. The run's own and the public-good one are loaded when first needed, and once.
 */
export function trustedRoots(
  run: Run,
  own: Pick<TrustOptions, 'trustedRoot' | 'trustDigest'>,
): (loaded: LoadedPolicy, trust: Trust) => Promise<RootResult> {
  const shared = new Map<string | undefined, Promise<RootResult>>();
  const once = (options: TrustOptions): Promise<RootResult> => {
    const known = shared.get(options.trustedRoot) ?? loadRoot(run, options);
    shared.set(options.trustedRoot, known);
    return known;
  };
  return (loaded, trust) => {
    switch (trust.root.kind) {
      case 'none':
        return Promise.resolve({ root: undefined });
      case 'file': {
        const root = loaded.roots.get(trust.name);
        return Promise.resolve(
          root === undefined ? { error: asCountersignError(new Error(`the root of "${trust.name}" was not read`)) } : { root },
        );
      }
      case 'run':
        return once(own);
      case 'public-good':
        return once({});
    }
  };
}

/** Wrong use (an unreadable file that was named) ends the run; anything else leaves its evidence undecided. */
async function loadRoot(run: Run, options: TrustOptions): Promise<RootResult> {
  try {
    return { root: (await loadTrust(run, { ...options, withSigningConfig: false })).root };
  } catch (thrown) {
    const error = asCountersignError(thrown);
    if (error.exitStatus === 3) throw error;
    return { error };
  }
}
