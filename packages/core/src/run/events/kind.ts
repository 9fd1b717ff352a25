import type { LogLevel } from '../log-level.js';
import type { EventField, EventFields } from './fields.js';

export type Fields<Must extends EventField, May extends EventField> = Pick<EventFields, Must> & {
  readonly [Name in May]?: EventFields[Name] | undefined;
};

/** One kind of event: what it means, its fields, and its level and words for people. */
export interface EventKind<Must extends EventField, May extends EventField> {
  /** What has happened, for docs/reference/logs.md. */
  readonly when: string;
  readonly must: readonly Must[];
  readonly may: readonly May[];
  readonly level: LogLevel | ((event: Fields<Must, May>) => LogLevel);
  /** The line for people. */
  readonly text: (event: Fields<Must, May>) => string;
  /** The text log leaves it out: the surface shows it in its own way. */
  readonly isShownBySurface?: boolean;
}

/** The fields that `must` and `may` list are the type of the event: `level` and `text` can read no others. */
export function kind<const Must extends EventField, const May extends EventField = never>(
  described: EventKind<Must, May>,
): EventKind<Must, May> {
  return described;
}
