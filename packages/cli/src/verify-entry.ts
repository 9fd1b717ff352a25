import { command as verify } from './commands/verify.js';
import type { Entry } from './command.js';
import { pieceEntry } from './piece-command.js';

/** The gate, which is loaded at once: every program has it, and it is called most. */
export const VERIFY_ENTRY: Entry = { ...pieceEntry('verify-gate'), load: () => Promise.resolve(verify) };
