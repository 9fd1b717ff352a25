import { judges, PIECE_NAMES, type PieceOf } from '@countersign/surface/options';
import { command as verify } from './commands/verify.js';
import type { Command, Entry } from './command.js';
import { pieceEntry } from './piece-command.js';

/** The command of each piece that judges. `verify` is loaded at once: every program has it, and it is called most. */
const COMMANDS: Readonly<Record<PieceOf<'gate'>, () => Promise<Command>>> = {
  'verify-gate': () => Promise.resolve(verify),
};

/** Commands that judge, in the order of the table of pieces; the gate's own program has these alone. */
export const GATE_ENTRIES: readonly Entry[] = PIECE_NAMES.filter(judges).map((piece) => ({
  ...pieceEntry(piece),
  load: COMMANDS[piece],
}));
