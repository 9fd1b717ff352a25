import type { LogStyle } from '../log/create-log.js';

/** Escapes a workflow command's data: `%`, CR and LF. */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** Escapes a workflow command's property: also `:` and `,`. */
function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** `::name key=value,…::data`, escaped. Only this function writes workflow commands. */
export function command(name: string, properties: Readonly<Record<string, string>>, data: string): string {
  const list = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(value)}`);
  return `::${name}${list.length > 0 ? ` ${list.join(',')}` : ''}::${escapeData(data)}`;
}

/** Groups can be folded, warnings and errors become annotations with their code as title, and the runner masks secrets, too. */
export const githubStyle: LogStyle = {
  message(level, lines, code) {
    const text = lines.join('\n');
    if (level === 'info') return text;
    if (level === 'debug') return command('debug', {}, text);
    return command(level === 'warn' ? 'warning' : 'error', code === undefined ? {} : { title: code }, text);
  },
  groupStart: (title) => command('group', {}, title),
  groupEnd: () => command('endgroup', {}, ''),
  secret: (value) => command('add-mask', {}, value),
};
