import type { Net, NetRequest, NetResponse } from '../run/index.js';
import { checkCapability, checkedUrl, exemptHosts } from './addresses.js';
import type { NetOptions } from './net-options.js';
import { refuseSigningToken } from './signing-token.js';

/**
 * The network client of the run. Creating it is cheap: HTTP is loaded with the first request.
 *
 * Answers are complete and limited in size; 408, 429, 5xx and rate limits are retried while the budget lasts, then the last answer is
 * returned, so that the caller can report how which service failed. A connection that is refused by a host that has not answered in this run is
 * tried a few times only: its address may be wrong.
 */
export function createNet(options: NetOptions): Net {
  let attempts: Promise<(request: NetRequest) => Promise<NetResponse>> | undefined;
  return {
    capability: options.capability,
    async fetch(request) {
      checkCapability(options.capability, request);
      checkedUrl(request.url, request.purpose, exemptHosts(request, options.insecureHosts));
      refuseSigningToken(request);
      attempts ??= import('./attempts.js').then(({ createAttempts }) => createAttempts(options));
      return await options.budget.spend(async () => await (await (attempts as NonNullable<typeof attempts>))(request));
    },
  };
}
