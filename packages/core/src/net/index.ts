export { checkedUrl, describeUrl, isLoopback, namesHost } from './addresses.js';
export { isTransient, jitteredDelay, retryAfterMs } from './backoff.js';
export { NetworkFailure } from './failures.js';
export { nextLink } from './next-link.js';
export { createNet } from './create-net.js';
export type { NetOptions } from './net-options.js';
