import { spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { constants } from 'node:os';
import { asCountersignError } from '@countersign/core/errors';
import type { Run } from '@countersign/core/run';
import type { GateResult } from '@countersign/surface/gate';
import { GATE_OUTPUTS } from '@countersign/surface/pieces/gate-outputs';
import { openProgram, type OpenProgram } from './open-program.js';
import { filesOf, judgedPlaces, requireSame, type Judged, type Place } from './judged-places.js';
import { namedByCommand, type CommandFiles } from './command-files.js';
import { withdraw } from './withdraw.js';

/** As `env` and `nohup` have it. */
const NOT_FOUND = 127;
const NOT_EXECUTABLE = 126;
const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The command of `verify … -- COMMAND`. */
export interface AllowedCommand {
  /**
   * Hashes every file that was judged again, by itself or by its line in a checksum file: last those that the command names, and
   * the program itself at the very end. What differs takes the decision back.
   */
  confirm(judged: Judged): Promise<Judged>;
  /** Runs the command and answers its exit status (128 + n for a signal). */
  start(result: GateResult): Promise<number>;
}

/** Which files a command means is settled here, before anything is judged: a link that is turned later leads to no other program. */
export function allowedCommand(run: Run, command: readonly string[]): AllowedCommand {
  const named = namedByCommand(run, command);
  let program: OpenProgram | undefined;
  return {
    async confirm(judged) {
      if (judged.decision.outcome !== 'allowed') return judged;
      const places = judgedPlaces(run, judged.decision.subjects);
      const parts = inParts(places, named);
      let at = parts.program ?? places[0];
      try {
        for (const group of [parts.others, parts.arguments]) await filesOf(run, group, (place) => (at = place));
        at = parts.program ?? at;
        if (parts.program !== undefined && named.program !== undefined) {
          program = openProgram(named.program.path, command[0] ?? '');
          await requireSame(run, { ...parts.program, path: program.readAs });
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

/** A file that the command names is hashed by the path it is named with: that is what is opened. */
function inParts(places: readonly Place[], { program, arguments: given }: CommandFiles): Parts {
  const isProgram = (place: Place): boolean => program !== undefined && program.isAt(place);
  const own = given.flatMap((file) => places.filter((place) => file.isAt(place)).map((place) => ({ ...place, path: file.path })));
  return {
    others: places.filter((place) => place.isNamesake !== true && !isProgram(place) && !given.some((file) => file.isAt(place))),
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
  for (const signal of FORWARDED) process.on(signal, () => child.kill(signal));
  return new Promise((ended) => {
    child.on('error', (error: NodeJS.ErrnoException) => {
      run.log.error(`${name} could not be started: ${error.message}`);
      ended(error.code === 'ENOENT' ? NOT_FOUND : NOT_EXECUTABLE);
    });
    child.on('close', (status, signal) => {
      ended(status ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}
