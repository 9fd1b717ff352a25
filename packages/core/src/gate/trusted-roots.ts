import { asCountersignError, type CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import type { Trust } from '../policy/index.js';
import { loadTrust, type TrustedRoot, type TrustOptions } from '../trust/index.js';
import type { LoadedPolicy } from './load-policies.js';

/** A root, or why it could not be loaded (network, expired): then evidence cannot be verified, and the decision is undecided. */
export type RootResult = { readonly root: TrustedRoot | undefined } | { readonly error: CountersignError };

/** Gives the roots of trusts. The run's own root and the public-good root are loaded once, when first needed. */
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

/** Wrong use (a named file that cannot be read) ends the run; after any other error the evidence is undecided. */
async function loadRoot(run: Run, options: TrustOptions): Promise<RootResult> {
  try {
    return { root: (await loadTrust(run, { ...options, withSigningConfig: false })).root };
  } catch (thrown) {
    const error = asCountersignError(thrown);
    if (error.exitStatus === 3) throw error;
    return { error };
  }
}
