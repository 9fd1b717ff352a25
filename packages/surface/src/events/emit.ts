import { eventLevel, eventText, type RunEvent, type Run } from '@countersign/core/run';
import type { LogSettings } from '../log/create-log.js';
import { EVENT_READERS } from './readers.js';
import type { MakeReader } from './reader.js';

/** Longest text in an event, in characters: names and messages may come from an attacker. */
const MAX_TEXT = 2000;

/** The `emit` of a run: masks and limits each event once, and gives it to every reader that the options ask for. */
export function createEmit(settings: LogSettings, readers: readonly MakeReader[] = Object.values(EVENT_READERS)): Run['emit'] {
  const made = readers.flatMap((make) => make(settings) ?? []);
  const safe = (text: string): string => bounded(settings.secrets.mask(text));
  return (event) => {
    const level = eventLevel(event);
    const wanting = made.filter((reader) => reader.wants(level));
    if (wanting.length === 0) return;
    const harmless = withTexts(event, safe) as RunEvent;
    // Masked again: joining two fields may complete a secret.
    const heard = { event: harmless, time: settings.clock(), level, text: safe(eventText(harmless)) };
    for (const reader of wanting) reader.read(heard);
  };
}

const bounded = (text: string): string => (text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text);

/** A copy of a plain value, with `change` applied to every text. */
function withTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((one) => withTexts(one, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withTexts(one, change)]));
}
