import { lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { checkTarget, type Named } from './targets.js';

/**
 * Resolves a name for one connection and checks exactly the addresses that the connection uses. So a name that resolves to another
 * address between check and connection (DNS rebinding) has no effect.
 */
export function guardedLookup(
  url: URL,
  named: Named,
  insecureHosts: readonly string[],
  lookup: LookupFunction = systemLookup as LookupFunction,
): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, options, (error, address, family) => {
      if (error !== null) {
        callback(error, address, family);
        return;
      }
      try {
        for (const one of typeof address === 'string' ? [address] : address.map((entry) => entry.address))
          checkTarget(url, named, insecureHosts, one);
      } catch (refused) {
        callback(refused as Error, address, family);
        return;
      }
      callback(null, address, family);
    });
  };
}
