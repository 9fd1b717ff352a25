/** Whether the runner reads a line as a command (ActionCommand.TryParseV2 and TryParse). */
export function isCommand(line: string): boolean {
  return line.trimStart().startsWith('::') || line.includes('##[');
}

/** Reads a GITHUB_OUTPUT file as the runner does. */
export function outputsIn(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const lines = text.split(/\r?\n/);
  for (let index = 0; index < lines.length; index += 1) {
    const [, name, delimiter] = /^([^<]+)<<(.+)$/.exec(lines[index] ?? '') ?? [];
    if (name === undefined || delimiter === undefined) continue;
    const end = lines.indexOf(delimiter, index + 1);
    outputs[name] = lines.slice(index + 1, end).join('\n');
    index = end;
  }
  return outputs;
}

/** Untrusted text that tries to be a command. */
export const EVIL = [
  '::set-env name=PATH::/tmp',
  '  ::add-mask::x',
  'a\n::error::forged',
  'x ##[command]rm',
  '\r::warning::x',
  '\u2028::debug::x',
  ':::set-output::',
] as const;
