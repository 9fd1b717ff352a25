import {
  environmentFor,
  removeOtherVariables,
  requireValidCertificates,
  VARIABLES,
  variablesNamedIn,
  withoutTokensOutsideGithub,
} from '@countersign/surface/environment';
import {
  coloured,
  createLog,
  createProgress,
  createSecrets,
  gitlabStyle,
  isWatched,
  learnMisplaced,
  learnSecrets,
  secretReferencesIn,
  screenOf,
  terminalStyle,
  wantsColours,
  writeText,
  type LogSettings,
} from '@countersign/surface/log';
import { createEmit } from '@countersign/surface/events';
import { makeRun } from '@countersign/surface/node-run';
import { existsSync } from 'node:fs';
import { isatty } from 'node:tty';
import { guardProcess } from '@countersign/surface/process-guard';
import type { RawInputs } from '@countersign/surface/options';
import { asCountersignError } from '@countersign/core/errors';
import { endRun, type LogLevel, type Run } from '@countersign/core/run';
import { readableArguments, readArguments } from './arguments.js';
import { COMMAND_NOT_RUN } from './command-not-run.js';
import type { Arguments, Command, Entry, Io } from './command.js';
import { errorFields } from './error-fields.js';
import { entryNamed, findCommand } from './find-command.js';

/** Runs the command line with the commands of a program; its entry file lists them. */
export function runProgram(entries: readonly Entry[], version: string): Promise<void> {
  const { argv } = process;
  const environment = { ...process.env };
  const { variables = VARIABLES, role } = entries.find(({ name }) => name === argv[2]) ?? {};
  const env = environmentFor(variables, 'command', environment);
  requireValidCertificates();
  if (role === 'gate') removeOtherVariables(env);
  const secrets = createSecrets();
  learnSecrets(secrets, env, argv.slice(2));
  const lines = wantsColours(env, () => isatty(2)) ? coloured(terminalStyle) : terminalStyle;
  const style = env['GITLAB_CI'] === 'true' ? gitlabStyle(() => Math.floor(Date.now() / 1000)) : lines;
  const progress = isWatched(env, () => isatty(2)) ? createProgress() : undefined;
  const screen = screenOf(style, (line) => {
    const print = (): void => {
      writeText(2, `${line}\n`);
    };
    if (progress === undefined) print();
    else progress.above(print);
  });
  const settingsWith = (level: LogLevel, format: LogSettings['format']): LogSettings => ({
    level,
    format,
    screen,
    secrets,
    progress,
    clock: () => new Date(),
  });
  let log = createLog(settingsWith('info', 'text'));
  const runs: Run[] = [];
  const io: Io = {
    environment,
    out: (text) => {
      progress?.end();
      writeText(1, text);
    },
    tell: (text) => {
      const print = (): void => {
        writeText(2, `${secrets.mask(text)}\n`);
      };
      if (progress === undefined) print();
      else progress.above(print);
    },
    ask: (text) => {
      progress?.end();
      writeText(2, secrets.mask(text));
    },
    get log() {
      return log;
    },
    run(options) {
      const settings = settingsWith(options.logLevel, options.logFormat);
      log = createLog(settings);
      const run = makeRun({
        env: withoutTokensOutsideGithub(environmentFor(variables, 'command', environment, options), (message) =>
          log.warn(message),
        ),
        whole: environment,
        secretVariables: variablesNamedIn(options),
        network: options.network,
        timeout: options.timeout,
        log,
        emit: createEmit(settings),
        cwd: process.cwd(),
        insecureHosts: options.insecureRegistries ?? [],
      });
      runs.push(run);
      return run;
    },
  };
  const learn = (inputs: RawInputs): void => {
    learnMisplaced(secrets, secretReferencesIn(inputs), existsSync);
  };
  return guardProcess(
    () => log,
    () =>
      dispatch(entries, argv.slice(2), version, io, learn).finally(async () => {
        for (const run of runs) await endRun(run);
        progress?.end();
      }),
  );
}

/** Outputs of earlier runs are removed even if the arguments are invalid. */
async function argumentsOf(command: Command, argv: readonly string[]): Promise<Arguments> {
  try {
    return readArguments(command, argv);
  } catch (thrown) {
    if (command.onInvalidArguments !== undefined) {
      const readable = readableArguments(command, argv);
      await command.onInvalidArguments(readable).catch(() => undefined);
    }
    throw thrown;
  }
}

async function dispatch(
  entries: readonly Entry[],
  argv: readonly string[],
  version: string,
  io: Io,
  learn: (inputs: RawInputs) => void,
): Promise<number> {
  const [name = '--help', ...rest] = argv;
  if (name === '--version') {
    io.out(`${version}\n`);
    return 0;
  }
  // `help verify` is `verify --help`.
  if (name === 'help' && rest[0]?.startsWith('-') === false) return dispatch(entries, [...rest, '--help'], version, io, learn);
  if (name === '--help' || name === '-h' || name === 'help') {
    const { overview } = await import('./help.js');
    const text = overview(entries, version);
    if (argv.length > 0) io.out(text);
    else writeText(2, text);
    // No command was run: a script whose variable was empty must not take this for success.
    return argv.length > 0 ? 0 : 3;
  }
  const loaded = await entryNamed(entries, name).load();
  try {
    const found = await findCommand(loaded, rest);
    if ('group' in found) {
      const { groupHelp } = await import('./help.js');
      io.out(groupHelp(found.group));
      return 0;
    }
    const { command } = found;
    const args = await argumentsOf(command, found.argv);
    learn(args.inputs);
    if (args.help) {
      const { commandHelp } = await import('./help.js');
      io.out(commandHelp(command));
      return 0;
    }
    return await command.run(args, io);
  } catch (thrown) {
    const error = asCountersignError(thrown);
    const ownArguments = rest.includes('--') ? rest.slice(0, rest.indexOf('--')) : rest;
    if (ownArguments.includes('--json')) {
      io.out(`${JSON.stringify({ error: errorFields(io.log, error) }, undefined, 2)}\n`);
    }
    if (!rest.includes('--') || 'subcommands' in loaded || !loaded.takesCommand) throw error;
    const { reportError } = await import('@countersign/surface/process-guard');
    reportError(io.log, error);
    return COMMAND_NOT_RUN;
  }
}
