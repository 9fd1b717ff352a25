import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ExitStatus } from '@countersign/core/errors';
import { endRun, type Exec, type LogLevel, type Run } from '@countersign/core/run';
import {
  environmentFor,
  removeOtherVariables,
  requireValidCertificates,
  VARIABLES,
  variablesNamedIn,
  type ReadVariables,
} from './environment.js';
import { maskSecretInputs, readActionOptions, secretReferences } from './github/options.js';
import type { MakeRunner } from './github/runner.js';
import { createEmit } from './events/emit.js';
import { createLog, type LogSettings } from './log/create-log.js';
import { learnMisplaced, learnSecrets } from './log/known-secrets.js';
import { createSecrets } from './log/secrets.js';
import { writeText } from './log/write-text.js';
import { makeRun, random } from './node-run.js';
import { signs, type CommonOptions, type Options, type Piece } from './options.js';
import { guardProcess } from './process-guard.js';

export interface ActionContext<P extends Piece> {
  readonly run: Run;
  readonly options: Options<P> & CommonOptions;
  output(name: string, value: string): void;
  /** Appends escaped Markdown to the step summary. */
  summary(markdown: string): void | Promise<void>;
  /** Puts a folder (absolute) first in PATH of the later steps. */
  addPath(folder: string): void;
}

/**
 * Runs an action: reads its inputs, makes its Run, calls `main`, and sets an exit status that fails closed.
 * @param variables those that it may read; default: those of the gate
 * @param exec how it starts helper programs; default: our own code
 */
export function runAction<P extends Piece>(
  piece: P,
  main: (context: ActionContext<P>) => Promise<ExitStatus>,
  makeRunner: MakeRunner,
  variables: readonly ReadVariables[] = VARIABLES,
  exec?: Exec,
): Promise<void> {
  const whole = { ...process.env };
  const env = environmentFor(variables, 'action', whole);
  requireValidCertificates();
  if (!signs(piece)) removeOtherVariables(env);
  const secrets = createSecrets();
  learnSecrets(
    secrets,
    env,
    Object.entries(env).flatMap(([name, value]) => (name.startsWith('INPUT_') ? [value ?? ''] : [])),
  );
  const runner = makeRunner({
    env,
    random,
    print: (line) => {
      writeText(1, `${line}\n`);
    },
  });
  const settingsWith = (level: LogLevel, format: LogSettings['format']): LogSettings => ({
    // The runner sets it for "re-run with debug logging".
    level: env['RUNNER_DEBUG'] === '1' ? 'debug' : level,
    format,
    screen: runner,
    secrets,
    clock: () => new Date(),
  });
  let log = createLog(settingsWith('info', 'text'));
  return guardProcess(
    () => log,
    async () => {
      maskSecretInputs(piece, env, log);
      learnMisplaced(secrets, secretReferences(piece, env), (path) => existsSync(resolve(env['GITHUB_WORKSPACE'] ?? '.', path)));
      const options = readActionOptions(piece, env);
      const settings = settingsWith(options.logLevel, options.logFormat);
      log = createLog(settings);
      const readable = environmentFor(variables, 'action', whole, options);
      const run = makeRun({
        env: options.githubToken === undefined ? readable : { ...readable, GITHUB_TOKEN: options.githubToken },
        whole,
        secretVariables: variablesNamedIn(options),
        network: options.network,
        timeout: options.timeout,
        log,
        emit: createEmit(settings),
        cwd: env['GITHUB_WORKSPACE'] ?? process.cwd(),
        insecureHosts: options.insecureRegistries ?? [],
        exec,
      });
      const result = main({
        run,
        options,
        output: (name, value) => {
          runner.setOutput(name, secrets.mask(value));
        },
        summary: (markdown) => runner.appendSummary(secrets.mask(markdown)),
        addPath: (folder) => {
          runner.addPath(folder);
        },
      });
      return result.finally(() => endRun(run));
    },
  );
}
