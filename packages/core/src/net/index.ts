export { checkedUrl, describeUrl, isLoopback, namesHost } from './addresses.js';
export { askedWaitMs, canPass, isRateLimit, jitteredDelay, limitEndsInMs } from './backoff.js';
export { AnswerRefused, afterAttempts, NetworkFailure, NotAvailable, Refused, TooLittleTime } from './failures.js';
export { nextLink } from './next-link.js';
export { createNet } from './create-net.js';
export type { NetOptions } from './net-options.js';
export { serverWords } from './server-words.js';
export { ask, clockNote, noAnswer, notAnswered, type AskedService } from './service-errors.js';
