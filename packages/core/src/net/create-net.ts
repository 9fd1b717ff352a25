import type { Net, NetRequest, NetResponse } from '../run/index.js';
import { checkCapability, checkedUrl } from './addresses.js';
import type { NetOptions } from './net-options.js';

/**
 * The run's door to the network. Making one costs nothing: HTTP is loaded with the first request.
 *
 * Answers are whole and capped; 408, 429 and 5xx are tried again until the deadline leaves no room, and the last answer is then
 * returned, so that the caller can say which service failed how.
 */
export function createNet(options: NetOptions): Net {
  let attempts: Promise<(request: NetRequest) => Promise<NetResponse>> | undefined;
  return {
    capability: options.capability,
    async fetch(request) {
      checkCapability(options.capability, request);
      checkedUrl(request.url, options.insecureHosts ?? []);
      attempts ??= import('./attempts.js').then(({ createAttempts }) => createAttempts(options));
      return await (
        await attempts
      )(request);
    },
  };
}
