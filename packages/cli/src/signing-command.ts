import { PIECES, readOptions, type CommonOptions, type Options, type PieceOf } from '@countersign/surface/options';
import { reportError } from '@countersign/surface/process-guard';
import {
  bundleEntries,
  failuresOf,
  signingCounts,
  signingStatus,
  verifyCommand,
  type KeysOfRun,
} from '@countersign/surface/signing-results';
import { planDocument } from '@countersign/surface/planned-results';
import { resultLines } from '@countersign/surface/result-lines';
import type { Run } from '@countersign/core/run';
import type { SigningReport } from '@countersign/core/signing';
import type { Arguments, Command, Io } from './command.js';
import { errorFields } from './error-fields.js';
import { withImages, withSubjects } from './inputs.js';
import { pieceCommand } from './piece-command.js';

/** The command of a piece that signs. Only `sign` differs between the pieces. */
export function signingCommand<P extends PieceOf<'signing'>>(
  piece: P,
  sign: (run: Run, options: Options<P>, args: Arguments, io: Io) => Promise<SigningReport>,
  more: Pick<Command, 'flags' | 'notes'> = {},
): Command {
  const inputs: readonly string[] = PIECES[piece].inputs;
  const withPositionals = inputs.includes('paths') ? withSubjects : withImages;
  return {
    ...pieceCommand(piece),
    ...more,
    async run(args, io) {
      const options = readOptions(piece, withPositionals(args), 'flag');
      const run = io.run(options);
      return finish(run, options, await sign(run, options, args, io), args, io);
    },
  };
}

function finish(run: Run, options: CommonOptions & KeysOfRun, report: SigningReport, args: Arguments, io: Io): number {
  const command = verifyCommand(report, run.cwd, options);
  const { plan } = report;
  for (const line of resultLines(report, run.cwd)) run.log.info(line);
  if (command !== '') run.log.info(`verify with: ${command}`);
  const failures = failuresOf(report);
  for (const { subject, state, error } of failures) {
    // The only failure of a dry run is that of the whole run.
    if (plan === undefined) run.log.error(`${state}: ${subject}`);
    reportError(run.log, error);
  }
  for (const line of plan === undefined ? signingCounts(report) : []) run.log.info(line);
  if (args.json) {
    const document = {
      ...(plan === undefined ? { bundles: bundleEntries(report, run.cwd) } : planDocument(plan, run.cwd)),
      failures: failures.map(({ subject, state, error }) => ({ subject, state, ...errorFields(run.log, error) })),
      verifyCommand: command,
    };
    io.out(`${JSON.stringify(document, undefined, 2)}\n`);
  }
  return signingStatus(report);
}
