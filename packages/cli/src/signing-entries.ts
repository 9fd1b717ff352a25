import { PIECE_NAMES, signs, type PieceOf } from '@countersign/surface/options';
import { SIGNING_VARIABLES } from '@countersign/surface/signing-environment';
import type { Command, Entry } from './command.js';
import { pieceEntry } from './piece-command.js';

/** The command of each piece that signs: a file and a line here. */
const COMMANDS: Readonly<Record<PieceOf<'signing'>, () => Promise<{ readonly command: Command }>>> = {
  'sign-blob': () => import('./commands/sign-blob.js'),
  'sign-image': () => import('./commands/sign-image.js'),
  'attest-provenance': () => import('./commands/attest-provenance.js'),
};

/** Commands that sign, in the order of the table of pieces. The program of the gate does not contain this file. */
export const SIGNING_ENTRIES: readonly Entry[] = PIECE_NAMES.filter(signs).map((piece) => ({
  ...pieceEntry(piece),
  variables: SIGNING_VARIABLES,
  load: async () => (await COMMANDS[piece]()).command,
}));
