import { spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { asCountersignError } from '@countersign/core/errors';
import type { Run } from '@countersign/core/run';
import type { GateResult } from '@countersign/surface/gate-result';
import { GATE_OUTPUTS } from '@countersign/surface/pieces/gate-outputs';
import { openProgram, type OpenProgram } from './open-program.js';
import { judgedPlaces, requireSameFile, requireSameFiles, type Judged, type Place } from './judged-files.js';
import { filesOfCommand, type CommandFiles } from './command-files.js';
import { statusOf } from './started-command.js';
import { withdraw } from './withdraw.js';

/** The command of `verify … -- COMMAND`. */
export interface AllowedCommand {
  /**
   * Hashes every judged file again, also those that were judged by a line of a checksum file. The files that the command names come
   * last, and the program at the very end. If one differs, the decision is withdrawn.
   */
  confirm(judged: Judged): Promise<Judged>;
  /** Runs the command. @returns its exit status (128 + n for a signal) */
  start(result: GateResult): Promise<number>;
}

/** The files of the command are resolved here, before anything is judged: a link that is changed later leads to no other program. */
export function allowedCommand(run: Run, command: readonly string[]): AllowedCommand {
  const named = filesOfCommand(run, command);
  let program: OpenProgram | undefined;
  return {
    async confirm(judged) {
      if (judged.decision.outcome !== 'allowed') return judged;
      const places = judgedPlaces(run, judged.decision.subjects);
      const parts = inParts(places, named);
      let at = parts.program ?? places[0];
      try {
        for (const group of [parts.others, parts.arguments]) await requireSameFiles(run, group, (place) => (at = place));
        at = parts.program ?? at;
        if (parts.program !== undefined && named.program !== undefined) {
          program = openProgram(named.program.path, command[0] ?? '');
          await requireSameFile(run, { ...parts.program, path: program.readAs });
        }
        return judged;
      } catch (thrown) {
        if (program?.descriptor !== undefined) closeSync(program.descriptor);
        return withdraw(judged, at?.subject, asCountersignError(thrown));
      }
    },
    start: ({ pinnedImages }) => start(run, command, program, pinnedImages),
  };
}

interface Parts {
  readonly others: readonly Place[];
  readonly arguments: readonly Place[];
  readonly program: Place | undefined;
}

/** A file that the command names is hashed by the path in the command, because that path will be opened. */
function inParts(places: readonly Place[], { program, arguments: given }: CommandFiles): Parts {
  const isProgram = (place: Place): boolean => program !== undefined && program.isAt(place);
  const own = given.flatMap((file) => places.filter((place) => file.isAt(place)).map((place) => ({ ...place, path: file.path })));
  return {
    others: places.filter((place) => place.hasOnlyName !== true && !isProgram(place) && !given.some((file) => file.isAt(place))),
    arguments: own,
    program: places.find(isProgram),
  };
}

function start(
  run: Run,
  [name = '', ...args]: readonly string[],
  program: OpenProgram | undefined,
  pinnedImages: readonly string[],
): Promise<number> {
  const descriptor = program?.descriptor;
  const child = spawn(program?.runAs ?? name, args, {
    stdio: ['inherit', 'inherit', 'inherit', ...(descriptor === undefined ? [] : [descriptor])],
    env: { ...run.env, [GATE_OUTPUTS['pinned-images'].variable]: pinnedImages.join('\n') },
    cwd: run.cwd,
    ...(program === undefined ? {} : { argv0: name }),
  });
  return statusOf(child, name, run.log);
}
