/**
 * Text that came from outside (file names, identities, answers of servers) may carry terminal escapes, line breaks or
 * a runner's workflow commands. Here it becomes one harmless line; `\n`, `\u001b` … show what was there.
 */
export function plain(text: string): string {
  const visible = text.replace(UNPRINTABLE, (character) =>
    JSON.stringify(character)
      .slice(1, -1)
      .replace(/^[\u007f-\uffff]$/, escapeUnit),
  );
  // The runner takes `::name::` at a line's start and `##[name]` anywhere for a command.
  return visible.replace(/^(\s*):(?=:)/, '$1: ').replaceAll('##[', '# #[');
}

/** C0, DEL, C1, line and paragraph separators, direction marks and other invisible characters that reorder or hide text. */
const UNPRINTABLE = new RegExp('[\\u0000-\\u001f\\u007f-\\u009f\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff]', 'g');

function escapeUnit(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
