import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { CountersignError } from '@countersign/core/errors';
import { startSandbox, type Sandbox } from '@countersign/sandbox';
import type { Arguments, Io } from './command.js';
import { SIGNALS, statusOf } from './started-command.js';

const IDENTITIES = ['github', 'gitlab', 'oidc', 'none'] as const;
type Identity = (typeof IDENTITIES)[number];

/** Starts a sandbox and runs the command in it; without a command, prints the variables to export and waits for a signal. */
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
    io.log.info('the sandbox is running (Ctrl-C stops it); export the variables above, then give commands these flags:');
    io.log.info('--trusted-root "$COUNTERSIGN_SANDBOX_TRUSTED_ROOT" --signing-config "$COUNTERSIGN_SANDBOX_SIGNING_CONFIG"');
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

/** The claims of a person, without a CI system. */
const DEVELOPER = { sub: 'developer', email: 'developer@example.com', email_verified: true };

/** The variables that a CI job of this identity has. */
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
  return statusOf(child, program, io.log);
}

function exports(environment: Readonly<Record<string, string>>): string {
  return Object.entries(environment)
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", `'\\''`)}'`)
    .join('\n');
}
