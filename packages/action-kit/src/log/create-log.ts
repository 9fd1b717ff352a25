import type { Log, LogFields, LogLevel } from '@countersign/core/errors';
import { plain } from './plain.js';
import type { Secrets } from './secrets.js';

const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

/** How one surface shows lines: a terminal, a GitLab job, GitHub's workflow commands. */
export interface LogStyle {
  /** One message; its lines are already masked and harmless. */
  message(level: LogLevel, lines: readonly string[], code: string | undefined): string;
  groupStart(title: string): string | undefined;
  groupEnd(title: string): string | undefined;
  /** Tells the platform's own masking. */
  secret?(value: string): string | undefined;
}

export interface LogSettings {
  readonly level: LogLevel;
  readonly format: 'text' | 'json';
  readonly style: LogStyle;
  readonly secrets: Secrets;
  /** Gets whole lines without their end. */
  readonly write: (line: string) => void;
  readonly clock: () => Date;
}

/** The run's log: levels, groups, masking, and one event a line in JSON (`time level event code artifact …`). */
export function createLog({ level, format, style, secrets, write, clock }: LogSettings): Log {
  const least = LEVELS.indexOf(level);

  const emit = (severity: LogLevel, message: string, fields: LogFields = {}): void => {
    if (LEVELS.indexOf(severity) < least) return;
    if (format === 'json') {
      const event = { time: clock().toISOString(), level: severity, message, ...fields };
      write(secrets.mask(JSON.stringify(event)));
      return;
    }
    const code = typeof fields['code'] === 'string' ? fields['code'] : undefined;
    const lines = secrets.mask(message).split('\n').map(plain);
    write(style.message(severity, lines, code));
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
      const show = (line: string | undefined): void => {
        if (format === 'text' && line !== undefined && least <= LEVELS.indexOf('info')) write(line);
      };
      show(style.groupStart(safe));
      try {
        return await body();
      } finally {
        show(style.groupEnd(safe));
      }
    },
    secret(value) {
      secrets.add(value);
      const command = format === 'text' ? style.secret?.(value) : undefined;
      if (command !== undefined) write(command);
    },
  };
}
