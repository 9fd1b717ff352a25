import { INVISIBLE } from '@countersign/core/wire';

/**
 * Escapes untrusted text (file names, identities, answers of servers), which may contain terminal escapes, line breaks or workflow
 * commands. The result is one harmless line, in which `\n`, `\u001b` and so on show the original characters.
 */
export function plain(text: string): string {
  const visible = text.replace(INVISIBLE, (character) =>
    JSON.stringify(character)
      .slice(1, -1)
      .replace(/[\u007f-\uffff]/g, escapeUnit),
  );
  // The runner reads `::name::` at the start of a line and `##[name]` anywhere as a command.
  return visible.replace(/^(\s*):(?=:)/, '$1: ').replaceAll('##[', '# #[');
}

function escapeUnit(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
