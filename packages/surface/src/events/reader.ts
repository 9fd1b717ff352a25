import type { LogLevel, RunEvent } from '@countersign/core/run';
import type { LogSettings } from '../log/create-log.js';

/** An event as every reader gets it: masked and limited, with its time and the text for people. */
export interface ReadEvent {
  readonly event: RunEvent;
  readonly time: Date;
  readonly level: LogLevel;
  readonly text: string;
}

interface EventReader {
  /** Whether it reads events of this level. An event without a reader is not masked. */
  wants(level: LogLevel): boolean;
  read(event: ReadEvent): void;
}

/** @returns undefined if the options of the run do not ask for this reader */
export type MakeReader = (settings: LogSettings) => EventReader | undefined;
