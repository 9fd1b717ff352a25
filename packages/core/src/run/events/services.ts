import type { LogLevel } from '../log-level.js';
import type { Fallback } from './fields.js';
import { kind, type Fields } from './kind.js';

type FellBack = Fields<'from' | 'to', 'problem'>;

const FALLBACKS = {
  service: {
    level: 'warn',
    text: ({ from, to, problem }) => `${from} failed, using ${to}: ${problem ?? 'no answer'}`,
  },
  'cached-root': {
    level: 'warn',
    text: ({ to, problem }) => `the trusted root could not be refreshed (${problem ?? 'no answer'}); using ${to}`,
  },
  'cached-root-offline': { level: 'info', text: ({ to }) => `offline: using ${to}` },
  'embedded-root': { level: 'info', text: ({ to }) => `offline: using ${to}` },
  'fallback-tag': {
    level: 'debug',
    text: ({ from, to }) => `${from} has no referrers API: the bundle is listed under the tag ${to}`,
  },
} as const satisfies Record<Fallback, { level: LogLevel; text: (event: FellBack) => string }>;

/** Waits, retries and fallbacks. */
export const SERVICES = {
  waiting: kind({
    when: 'a service has not given a usable answer for five seconds; then again at growing intervals, once for all requests to one host',
    must: ['service', 'host', 'problem', 'durationMs'],
    may: [],
    level: 'info',
    text: ({ service, host, problem, durationMs }) =>
      `waiting for ${service}, ${host}${durationMs < 500 ? '' : `, for ${(durationMs / 1000).toFixed(0)} s`}: ${problem}`,
  }),
  retried: kind({
    when: 'a request failed with a temporary error; it is sent again after a wait',
    must: ['host', 'problem', 'durationMs'],
    may: ['attempt'],
    level: 'debug',
    text: ({ host, problem, durationMs, attempt }) =>
      `${host}: ${problem}; asked again in ${(durationMs / 1000).toFixed(1)} s` +
      (attempt === undefined ? '' : `, attempt ${String(attempt + 1)}`),
  }),
  'fell-back': kind({
    when: 'something could not be used, and something else is used instead',
    must: ['fallback', 'from', 'to'],
    may: ['code', 'problem'],
    level: ({ fallback }) => FALLBACKS[fallback].level,
    text: (event) => FALLBACKS[event.fallback].text(event),
  }),
  'trust-aging': kind({
    when: 'a trusted root is old, or its metadata expires soon',
    must: ['from', 'problem', 'hint'],
    may: [],
    level: 'warn',
    text: ({ from, problem, hint }) => `the trusted root ${from} should be renewed: ${problem}. ${hint ?? ''}`,
  }),
  'trust-cache-refused': kind({
    when: 'the cached trusted root does not verify from its anchor, and is not used',
    must: ['problem'],
    may: [],
    level: 'warn',
    text: ({ problem }) => `the cached trusted root does not verify and is not used (${problem})`,
  }),
} as const;
