import { CountersignError } from '@countersign/core/errors';
import type { Command, Entry } from '../command.js';
import { completionTable } from '../completion/table.js';
import { SHELLS } from '../completion/shells.js';
import { onlyPositional } from '../inputs.js';

/** `countersign completion SHELL`, for the commands of a program. */
export const completionOf = (entries: readonly Entry[]): Command => ({
  name: 'completion',
  summary: 'Print the completion of commands and flags for a shell, as a script that the shell reads.',
  usage: Object.keys(SHELLS).join('|'),
  examples: [
    'countersign completion bash > ~/.local/share/bash-completion/completions/countersign',
    'countersign completion zsh > "${fpath[1]}/_countersign"',
    'countersign completion fish > ~/.config/fish/completions/countersign.fish',
  ],
  notes: ['The script contains all names and starts no program. Write it again after an update.'],
  async run({ positionals }, io) {
    const name = onlyPositional(positionals, Object.keys(SHELLS).join(' or '));
    const render = Object.hasOwn(SHELLS, name) ? SHELLS[name as keyof typeof SHELLS] : undefined;
    if (render === undefined) {
      throw new CountersignError('INPUT_UNSUPPORTED', 'there is no completion for this shell', {
        expected: Object.keys(SHELLS).join(', '),
        found: name,
      });
    }
    io.out(render(await completionTable(entries)));
    return 0;
  },
});
