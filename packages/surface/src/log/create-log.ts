import type { Log, LogFields, LogLevel } from '@countersign/core/run';
import { plain } from './plain.js';
import type { Secrets } from './secrets.js';

const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

/** Where a surface shows log messages. All text is already masked and escaped. */
export interface LogScreen {
  message(level: LogLevel, lines: readonly string[], code: string | undefined): void;
  /** One line of the JSON log. */
  event(json: string): void;
  groupStart(title: string): void;
  groupEnd(title: string): void;
  /** Adds a secret to the masking of the platform. */
  secret(value: string): void;
}

/** A surface that is lines of text: a terminal, a GitLab job, GitHub's workflow commands. */
export interface LogStyle {
  message(level: LogLevel, lines: readonly string[], code: string | undefined): string;
  groupStart(title: string): string | undefined;
  groupEnd(title: string): string | undefined;
  secret?(value: string): string | undefined;
}

/** @param print gets whole lines, without a line break at the end */
export function screenOf(style: LogStyle, print: (line: string) => void): LogScreen {
  const show = (line: string | undefined): void => {
    if (line !== undefined) print(line);
  };
  return {
    message: (level, lines, code) => {
      print(style.message(level, lines, code));
    },
    event: print,
    groupStart: (title) => {
      show(style.groupStart(title));
    },
    groupEnd: (title) => {
      show(style.groupEnd(title));
    },
    secret: (value) => {
      show(style.secret?.(value));
    },
  };
}

/** The line of a terminal that shows how far a run is. */
export interface Progress {
  show(text: string): void;
  /** Removes the line; nothing is shown after this. */
  end(): void;
}

export interface LogSettings {
  readonly level: LogLevel;
  readonly format: 'text' | 'json';
  readonly screen: LogScreen;
  readonly secrets: Secrets;
  readonly clock: () => Date;
  /** Only if a person looks at a terminal. */
  readonly progress?: Progress | undefined;
}

export function isLogged(level: LogLevel, least: LogLevel): boolean {
  return LEVELS.indexOf(level) >= LEVELS.indexOf(least);
}

/** Lines that cannot start a new line or control a terminal. */
export function textLines(masked: string): readonly string[] {
  return masked.split('\n').map(plain);
}

/**
 * One line of the JSON log, from masked values. GitHub's runner reads `##[name]` anywhere in a line as a command; so it is written with a
 * JSON escape.
 */
export function jsonLine(values: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(values).replaceAll('##[', '#\\u0023[');
}

/** The run's log for people: levels, groups, masking; with JSON, one message per line (`time level message code`). */
export function createLog({ level, format, screen, secrets, clock }: LogSettings): Log {
  const emit = (severity: LogLevel, message: string, fields: LogFields = {}): void => {
    if (!isLogged(severity, level)) return;
    if (format === 'json') {
      const values = { time: clock(), level: severity, message, ...fields };
      // Masked before it is written as JSON, which escapes quotes and line breaks of a secret.
      const masked = Object.entries(values).map(([name, value]) => [
        name,
        typeof value === 'string' ? secrets.mask(value) : value,
      ]);
      screen.event(secrets.mask(jsonLine(Object.fromEntries(masked) as Readonly<Record<string, unknown>>)));
      return;
    }
    const code = typeof fields['code'] === 'string' ? fields['code'] : undefined;
    screen.message(severity, textLines(secrets.mask(message)), code);
  };

  return {
    debug: (message, fields) => {
      emit('debug', message, fields);
    },
    info: (message, fields) => {
      emit('info', message, fields);
    },
    warn: (message, fields) => {
      emit('warn', message, fields);
    },
    error: (message, fields) => {
      emit('error', message, fields);
    },
    async group(title, body) {
      const safe = plain(secrets.mask(title));
      const shown = format === 'text' && isLogged('info', level);
      if (shown) screen.groupStart(safe);
      try {
        return await body();
      } finally {
        if (shown) screen.groupEnd(safe);
      }
    },
    mask: (text) => secrets.mask(text),
    secret(value) {
      // The runner masks for the whole job, so it gets no value that would hide our own words.
      if (secrets.add(value) && format === 'text') screen.secret(value);
    },
  };
}
