import type { LookupFunction } from 'node:net';
import type { Budget, Environment, Log, NetCapability, Run } from '../run/index.js';

export interface NetOptions {
  readonly capability: NetCapability;
  /** No request and no wait for a retry continues when it is used up. */
  readonly budget: Budget;
  readonly clock: () => Date;
  /** Waits; rejects with DEADLINE_EXCEEDED when `signal` fires. */
  readonly sleep: (ms: number) => Promise<void>;
  readonly signal: AbortSignal;
  readonly log: Log;
  readonly emit: Run['emit'];
  readonly random: (length: number) => Uint8Array;
  /** HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY, SSL_CERT_FILE and CI_SERVER_TLS_CA_FILE are read. */
  readonly env: Environment;
  /** `host` or `host:port`: plain http is allowed there, besides loopback. */
  readonly insecureHosts?: readonly string[];
  /** Upper limit of one attempt in milliseconds, whatever the request allows. Default 30 000. */
  readonly attemptLimitMs?: number;
  /** After so many milliseconds without an answer the log says what the run waits for. Default 5 000. */
  readonly tellAfterMs?: number;
  /** Resolves names to addresses; default: Node's `dns.lookup`. */
  readonly lookup?: LookupFunction;
}
