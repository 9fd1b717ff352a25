import type { LookupFunction } from 'node:net';
import type { Environment, Log, Net, NetCapability, NetRequest, NetResponse, Run } from '../run/index.js';
import { checkCapability, checkedUrl } from './addresses.js';

export interface NetOptions {
  readonly capability: NetCapability;
  /** No request, and no wait for a retry, goes past this moment. */
  readonly deadline: Date;
  readonly clock: () => Date;
  /** Waits; rejects with DEADLINE_EXCEEDED when `signal` fires. */
  readonly sleep: (ms: number) => Promise<void>;
  readonly signal: AbortSignal;
  readonly log: Log;
  readonly emit: Run['emit'];
  readonly random: (length: number) => Uint8Array;
  /** HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY, SSL_CERT_FILE and CI_SERVER_TLS_CA_FILE are read. */
  readonly env: Environment;
  /** `host` or `host:port`: where plain http is allowed besides loopback. */
  readonly insecureHosts?: readonly string[];
  /** Names to addresses; Node's `dns.lookup` unless given. */
  readonly lookup?: LookupFunction;
}

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
