import { bash } from './bash.js';
import { fish } from './fish.js';
import type { Completed } from './table.js';
import { zsh } from './zsh.js';

/** The shells that can complete our commands: a file and a line here. */
export const SHELLS = { bash, zsh, fish } as const satisfies Readonly<Record<string, (table: readonly Completed[]) => string>>;
