import type { LogStyle } from './create-log.js';

const PREFIX = { debug: 'debug: ', info: '', warn: 'warning: ', error: 'error: ' } as const;

/** Plain lines for terminals, pipes and CI logs; without colours, so that copied text is exact. */
export const terminalStyle: LogStyle = {
  message: (level, lines, code) =>
    `${PREFIX[level]}${code !== undefined && level !== 'info' ? `${code}: ` : ''}${lines.join('\n')}`,
  groupStart: (title) => title,
  groupEnd: () => undefined,
};

/** GitLab can fold the lines between two section marks. */
export function gitlabStyle(seconds: () => number): LogStyle {
  let count = 0;
  const open: string[] = [];
  return {
    ...terminalStyle,
    groupStart(title) {
      count += 1;
      const section = `countersign_${String(count)}`;
      open.push(section);
      return `\u001b[0Ksection_start:${String(seconds())}:${section}\r\u001b[0K${title}`;
    },
    groupEnd() {
      return `\u001b[0Ksection_end:${String(seconds())}:${open.pop() ?? ''}\r\u001b[0K`;
    },
  };
}
