import { attestProvenance } from './pieces/attest-provenance.js';
import type { PieceSpec, Role } from './pieces/piece-spec.js';
import { setup } from './pieces/setup.js';
import { signBlob } from './pieces/sign-blob.js';
import { signImage } from './pieces/sign-image.js';
import { verifyGate } from './pieces/verify-gate.js';

/** The pieces that a workflow, a pipeline or a shell can call. Each is a file with all facts about it, and an entry here. */
export const PIECES = {
  'sign-blob': signBlob,
  'sign-image': signImage,
  'attest-provenance': attestProvenance,
  'verify-gate': verifyGate,
  setup,
} as const satisfies Readonly<Record<string, PieceSpec>>;

export type Piece = keyof typeof PIECES;

/** The pieces of one role. */
export type PieceOf<R extends Role> = { [P in Piece]: (typeof PIECES)[P]['role'] extends R ? P : never }[Piece];

export function signs(piece: Piece): piece is PieceOf<'signing'> {
  return PIECES[piece].role === 'signing';
}

export function judges(piece: Piece): piece is PieceOf<'gate'> {
  return PIECES[piece].role === 'gate';
}

/** A piece that is also a command. Every piece with a command is a GitLab component, too. */
export type PieceWithCommand = PieceOf<'signing' | 'gate'>;

export function hasCommand(piece: Piece): piece is PieceWithCommand {
  return 'command' in PIECES[piece];
}

/** In the order of the table. */
export const PIECE_NAMES = Object.keys(PIECES) as readonly Piece[];
export const PIECES_WITH_COMMAND = PIECE_NAMES.filter(hasCommand);
