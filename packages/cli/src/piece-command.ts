import { PIECES, type PieceWithCommand } from '@countersign/surface/options';
import type { Command, Entry } from './command.js';

/** Name and help of a piece's command, from the table of pieces. */
export function pieceCommand(piece: PieceWithCommand): Pick<Command, 'name' | 'summary' | 'usage' | 'examples' | 'piece'> {
  const { name, text, usage, examples } = PIECES[piece].command;
  return { name, summary: text, usage, examples, piece };
}

/** A piece's line in the list of commands. */
export function pieceEntry(piece: PieceWithCommand): Pick<Entry, 'name' | 'summary' | 'role' | 'purpose'> {
  const { role, command } = PIECES[piece];
  return { name: command.name, summary: command.summary, role, purpose: role === 'gate' ? 'Verify' : 'Sign and attest' };
}
