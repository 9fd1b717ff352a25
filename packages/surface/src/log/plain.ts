import { INVISIBLE } from '@countersign/core/wire';

/**
 * Text that came from outside (file names, identities, answers of servers) may carry terminal escapes, line breaks or
 * a runner's workflow commands. Here it becomes one harmless line; `\n`, `\u001b` … show what was there.
 */
export function plain(text: string): string {
  const visible = text.replace(INVISIBLE, (character) =>
    JSON.stringify(character)
      .slice(1, -1)
      .replace(/[\u007f-\uffff]/g, escapeUnit),
  );
  // The runner takes `::name::` at a line's start and `##[name]` anywhere for a command.
  return visible.replace(/^(\s*):(?=:)/, '$1: ').replaceAll('##[', '# #[');
}

function escapeUnit(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
