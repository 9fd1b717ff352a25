import type { LogLevel } from '../log-level.js';
import type { Fallback } from './fields.js';
import { kind, type Fields } from './kind.js';

type FellBack = Fields<'from' | 'to', 'problem'>;

const FALLBACKS = {
  service: {
    level: 'warn',
    text: ({ from, to, problem }) => `${from} failed, going on with ${to}: ${problem ?? 'no answer'}`,
  },
  'cached-root': {
    level: 'warn',
    text: ({ to, problem }) => `The trusted root could not be refreshed (${problem ?? 'no answer'}); going on with ${to}.`,
  },
  'cached-root-offline': { level: 'info', text: ({ to }) => `Offline: using ${to}.` },
  'embedded-root': { level: 'info', text: ({ to }) => `Offline: using ${to}.` },
  'fallback-tag': {
    level: 'debug',
    text: ({ from, to }) => `${from} has no referrers API: the bundle is listed under the tag ${to}`,
  },
} as const satisfies Record<Fallback, { level: LogLevel; text: (event: FellBack) => string }>;

/** What others did not do at once, and what was done then. */
export const SERVICES = {
  retried: kind({
    when: 'a request failed in a way that can pass; it is sent again after a wait',
    must: ['host', 'problem', 'durationMs'],
    may: ['attempt'],
    level: 'info',
    text: ({ host, problem, durationMs, attempt }) =>
      `waiting ${(durationMs / 1000).toFixed(1)} s for ${host} (${problem})` +
      (attempt === undefined ? '' : `; attempt ${String(attempt + 1)} follows`),
  }),
  'fell-back': kind({
    when: 'something could not be used, and something else serves in its place',
    must: ['fallback', 'from', 'to'],
    may: ['code', 'problem'],
    level: ({ fallback }) => FALLBACKS[fallback].level,
    text: (event) => FALLBACKS[event.fallback].text(event),
  }),
  'trust-cache-refused': kind({
    when: 'the cached trusted root does not verify from its anchor, and is not used',
    must: ['problem'],
    may: [],
    level: 'warn',
    text: ({ problem }) => `The cached trusted root does not verify and is not used (${problem}).`,
  }),
} as const;
