import { asCountersignError, type CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import type { Trust } from '../policy/index.js';
import { loadTrust, type TrustedRoot, type TrustOptions } from '../trust/index.js';
import type { LoadedPolicy } from './load-policies.js';

/**
 * The root of a trust, or why it could not be loaded (network, expired): then evidence cannot be verified, and the decision is undecided.
 * No root: for own keys only. Several: those of the lines of the run's `trusted-root`; evidence counts under exactly one of them.
 */
export type RootResult = { readonly roots: readonly TrustedRoot[] } | { readonly error: CountersignError };

/** Gives the roots of trusts. The run's own root and those of named instances are loaded once, when first needed. */
export function trustedRoots(
  run: Run,
  own: Pick<TrustOptions, 'trustedRoot' | 'trustDigest'>,
): (loaded: LoadedPolicy, trust: Trust) => Promise<RootResult> {
  const shared = new Map<string, Promise<RootResult>>();
  const once = (options: TrustOptions): Promise<RootResult> => {
    const name = options.trustedRoot ?? 'public-good';
    const known = shared.get(name) ?? loadRoot(run, options);
    shared.set(name, known);
    return known;
  };
  return (loaded, trust) => {
    switch (trust.root.kind) {
      case 'none':
        return Promise.resolve({ roots: [] });
      case 'file': {
        const root = loaded.roots.get(trust.name);
        return Promise.resolve(
          root === undefined
            ? { error: asCountersignError(new Error(`the root of "${trust.name}" was not read`)) }
            : { roots: [root] },
        );
      }
      case 'run':
        return once(own);
      case 'public-good':
      case 'github':
        return once({ trustedRoot: trust.root.kind });
    }
  };
}

/** Wrong use (a named file that cannot be read) ends the run; after any other error the evidence is undecided. */
async function loadRoot(run: Run, options: TrustOptions): Promise<RootResult> {
  try {
    return { roots: (await loadTrust(run, { ...options, withSigningConfig: false })).roots };
  } catch (thrown) {
    const error = asCountersignError(thrown);
    if (error.exitStatus === 3) throw error;
    return { error };
  }
}
