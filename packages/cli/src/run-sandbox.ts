import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { resolve } from 'node:path';
import { CountersignError } from '@countersign/core/errors';
import { startSandbox, type Sandbox } from '@countersign/sandbox';
import type { Arguments } from './arguments.js';
import type { Io } from './command.js';

const IDENTITIES = ['github', 'gitlab', 'oidc', 'none'] as const;
type Identity = (typeof IDENTITIES)[number];
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Starts a sandbox and runs the command inside it, or prints what to export and waits to be stopped. */
export async function runSandbox({ positionals, extra, command, json }: Arguments, io: Io): Promise<number> {
  if (positionals[0] !== undefined) {
    throw new CountersignError('INPUT_INVALID', 'sandbox takes its command after --', {
      expected: 'countersign sandbox -- COMMAND …',
      found: positionals[0],
    });
  }
  const identity = readIdentity(extra['identity']);
  const state = extra['state']?.at(-1);
  const sandbox = await startSandbox(state === undefined ? {} : { stateDir: resolve(state) });
  try {
    const environment = { ...sandbox.environment(), ...(await identityOf(sandbox, identity)) };
    if (command) return await runInside(command, environment, io);
    if (json)
      io.out(
        `${JSON.stringify({ urls: sandbox.urls, files: sandbox.files, registry: sandbox.registry.host, environment }, undefined, 2)}\n`,
      );
    else io.out(`${exports(environment)}\n`);
    io.log.info('The sandbox is up. Export what stands above, then name it: --trusted-root "$COUNTERSIGN_SANDBOX_TRUSTED_ROOT"');
    io.log.info('--signing-config "$COUNTERSIGN_SANDBOX_SIGNING_CONFIG". Ctrl-C stops it.');
    await new Promise<void>((stop) => {
      for (const signal of SIGNALS) process.once(signal, () => stop());
    });
    return 0;
  } finally {
    await sandbox.stop();
  }
}

function readIdentity(values: readonly string[] | undefined): Identity {
  const found = values?.at(-1) ?? 'github';
  const identity = IDENTITIES.find((known) => known === found);
  if (!identity)
    throw new CountersignError('INPUT_INVALID', '--identity has an unknown value', { expected: IDENTITIES.join(', '), found });
  return identity;
}

/** Who somebody is that no CI vouches for. */
const DEVELOPER = { sub: 'developer', email: 'developer@example.com', email_verified: true };

/** Whose job the command believes to be. */
async function identityOf(sandbox: Sandbox, identity: Identity): Promise<Readonly<Record<string, string>>> {
  if (identity === 'github') return sandbox.github();
  if (identity === 'gitlab') return sandbox.gitlab();
  return identity === 'oidc' ? { SIGSTORE_ID_TOKEN: await sandbox.token('oidc', DEVELOPER) } : {};
}

async function runInside(
  [program = '', ...args]: readonly string[],
  environment: Readonly<Record<string, string>>,
  io: Io,
): Promise<number> {
  if (program === '') throw new CountersignError('INPUT_MISSING', 'no COMMAND follows --', { expected: '-- COMMAND …' });
  const child = spawn(program, args, { stdio: 'inherit', env: { ...process.env, ...environment } });
  for (const signal of SIGNALS) process.on(signal, () => child.kill(signal));
  return new Promise((done) => {
    child.on('error', (error: NodeJS.ErrnoException) => {
      io.log.error(`${program} could not be started: ${error.message}`);
      done(error.code === 'ENOENT' ? 127 : 126);
    });
    child.on('close', (status, signal) => {
      done(status ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}

function exports(environment: Readonly<Record<string, string>>): string {
  return Object.entries(environment)
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", `'\\''`)}'`)
    .join('\n');
}
