import { plain } from './log/plain.js';

/**
 * Escapes untrusted text for a Markdown table cell: characters of HTML, tables, links, emphasis and code become character references;
 * line breaks and invisible characters become visible. Longer text is cut.
 */
export function cell(text: string, maxLength = 300): string {
  const short = text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;
  return plain(short).replace(/(?<=www)\.|[&<>"'|`*_~[\](){}\\!#@:]/gi, (character) => `&#${String(character.charCodeAt(0))};`);
}

/** A Markdown table with escaped cells. Further rows are only counted. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[], maxRows = 500): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const shown = rows.slice(0, maxRows).map((row) => line(row.map((text) => cell(text))));
  const rest = rows.length > maxRows ? [`\n… and ${String(rows.length - maxRows)} more.`] : [];
  return [line(headings), line(headings.map(() => '---')), ...shown, ...rest].join('\n');
}
