import type { LogLevel, RunEvent } from '@countersign/core/run';
import type { LogSettings } from '../log/create-log.js';

/** An event as every reader gets it: masked and bounded, with the moment and the words for people. */
export interface Heard {
  readonly event: RunEvent;
  readonly time: Date;
  readonly level: LogLevel;
  readonly text: string;
}

export interface EventReader {
  /** Whether events of this level are wanted at all; masking is not done for nobody. */
  wants(level: LogLevel): boolean;
  read(heard: Heard): void;
}

/** @returns undefined where the run's options do not ask for this reader */
export type MakeReader = (settings: LogSettings) => EventReader | undefined;
