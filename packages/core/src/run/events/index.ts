import type { LogLevel } from '../log-level.js';
import { COLLECTING } from './collecting.js';
import { GATE } from './gate.js';
import type { EventField } from './fields.js';
import type { EventKind, Fields } from './kind.js';
import { SERVICES } from './services.js';
import { SIGNING } from './signing.js';

export { FIELD_MEANINGS, type EventField, type EventFields, type Fallback, type LeftOut, type Verdict } from './fields.js';

/**
 * Every event of a run, by name. One entry defines a kind: its type, fields, level, words and documentation come from
 * it, and all readers of events (EVENT_READERS of surface) get it.
 */
export const EVENTS = { ...COLLECTING, ...SIGNING, ...SERVICES, ...GATE } as const;

export type EventName = keyof typeof EVENTS;

type EventOf<Name extends EventName> =
  (typeof EVENTS)[Name] extends EventKind<infer Must, infer May> ? { readonly event: Name } & Fields<Must, May> : never;

/** Something that happened in a run, as plain JSON. Never a secret. */
export type RunEvent = { [Name in EventName]: EventOf<Name> }[EventName];

/** What a reader of any event needs of its kind: the table holds each kind with its own fields. */
interface AnyKind {
  readonly must: readonly EventField[];
  readonly may: readonly EventField[];
  readonly level: LogLevel | ((event: RunEvent) => LogLevel);
  readonly text: (event: RunEvent) => string;
  readonly isShownBySurface?: boolean;
}

const kindOf = (name: EventName): AnyKind => EVENTS[name] as unknown as AnyKind;

/** How important it is to people. */
export function eventLevel(event: RunEvent): LogLevel {
  const { level } = kindOf(event.event);
  return typeof level === 'string' ? level : level(event);
}

/** The line that people read. */
export function eventText(event: RunEvent): string {
  return kindOf(event.event).text(event);
}

/** Whether the surface shows it in a way of its own, so that the text log leaves it out. */
export function isShownBySurface({ event }: RunEvent): boolean {
  return kindOf(event).isShownBySurface === true;
}

/** The fields of a kind, in the order in which they are documented. */
export function eventFields(name: EventName): { readonly must: readonly EventField[]; readonly may: readonly EventField[] } {
  return kindOf(name);
}
