import { judges, PIECE_NAMES, type PieceOf } from '@countersign/surface/options';
import { command as verify } from './commands/verify.js';
import type { Command, Entry } from './command.js';
import { pieceEntry } from './piece-command.js';

/** The command of each piece that judges. `verify` is loaded at once, because every program contains it and it is called most often. */
const COMMANDS: Readonly<Record<PieceOf<'gate'>, () => Promise<Command>>> = {
  'verify-gate': () => Promise.resolve(verify),
};

/** Commands that judge, in the order of the table of pieces. The program of the gate has no others. */
export const GATE_ENTRIES: readonly Entry[] = PIECE_NAMES.filter(judges).map((piece) => ({
  ...pieceEntry(piece),
  load: COMMANDS[piece],
}));
