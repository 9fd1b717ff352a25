import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { CountersignError, systemReason } from '@countersign/core/errors';
import { isSecretOfJob } from '@countersign/core/run';
import { parseJson, readObject, readRegularFile } from '@countersign/core/wire';
import { startSandbox, type Claims, type Sandbox } from '@countersign/sandbox';
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
  const claims = readClaims(extra['claims']?.at(-1), identity);
  const state = extra['state']?.at(-1);
  const sandbox = await startSandbox(state === undefined ? {} : { stateDir: resolve(state) });
  try {
    const environment = { ...sandbox.environment(), ...(await identityOf(sandbox, identity, claims)) };
    const others = await variablesOfJobs(sandbox);
    if (command) return await runInside(command, { ...without(others, process.env), ...environment }, io);
    if (json)
      io.out(
        `${JSON.stringify({ urls: sandbox.urls, files: sandbox.files, registry: sandbox.registry.host, environment }, undefined, 2)}\n`,
      );
    else io.out(`${[...unsets(others, environment), ...exports(environment)].join('\n')}\n`);
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

/** The claims of a person, without a CI system; `--claims` replaces them. */
const DEVELOPER = { sub: 'developer', email: 'developer@example.com', email_verified: true };
/** A token of the plain issuer is issued once, so it must last as long as a job, or as long as a session with the sandbox. */
const LIFETIME_SECONDS = 3600;

const MAX_CLAIMS_BYTES = 64 * 1024;

function readClaims(path: string | undefined, identity: Identity): Claims | undefined {
  if (path === undefined) return undefined;
  if (identity === 'none') {
    throw new CountersignError('INPUT_INVALID', '--claims is for an identity, and --identity none has no token', {
      expected: '--identity github, gitlab or oidc',
      found: '--identity none',
    });
  }
  const what = 'the file of --claims';
  const parsed = parseJson(bytesOf(path), { maxBytes: MAX_CLAIMS_BYTES, what, code: 'INPUT_INVALID' });
  const claims = readObject(parsed, what, 'INPUT_INVALID');
  const nested = Object.keys(claims).find((name) => typeof claims[name] === 'object');
  if (identity !== 'github' || nested === undefined) return claims;
  throw new CountersignError('INPUT_INVALID', `the claim ${nested} in ${what} is not a text`, {
    expected: 'claims of GitHub, which are all texts',
    found: 'an object, a list or null',
  });
}

function bytesOf(path: string): Uint8Array {
  try {
    return readRegularFile(resolve(path), MAX_CLAIMS_BYTES, { followLink: true });
  } catch (cause) {
    throw new CountersignError('FILE_UNREADABLE', 'the file of --claims cannot be read', {
      expected: 'a JSON file of at most 64 KiB',
      found: systemReason(cause),
      cause,
    });
  }
}

/** The variables that give the command the identity of a job. */
async function identityOf(
  sandbox: Sandbox,
  identity: Identity,
  claims: Claims | undefined,
): Promise<Readonly<Record<string, string>>> {
  if (identity === 'github') return sandbox.github(claims);
  if (identity === 'gitlab') return sandbox.gitlab(claims);
  if (identity === 'none') return {};
  return { SIGSTORE_ID_TOKEN: await sandbox.token('oidc', claims ?? DEVELOPER, { lifetime: LIFETIME_SECONDS }) };
}

/**
 * All variables that describe a job, its identity and its tokens (those of a real job, too, which the sandbox's own jobs do not have). The sandbox may itself run in a CI job: without their removal, that job's
 * identity would be used in place of the one that was asked for. `CI` stays; it says nothing about who runs.
 */
async function variablesOfJobs(sandbox: Sandbox): Promise<ReadonlySet<string>> {
  const names = new Set(Object.keys({ ...sandbox.github(), ...(await sandbox.gitlab()) }));
  for (const name of Object.keys(process.env)) if (isSecretOfJob(name)) names.add(name);
  names.delete('CI');
  return names;
}

function without(names: ReadonlySet<string>, environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !names.has(name)));
}

async function runInside([program = '', ...args]: readonly string[], environment: NodeJS.ProcessEnv, io: Io): Promise<number> {
  if (program === '') throw new CountersignError('INPUT_MISSING', 'no COMMAND follows --', { expected: '-- COMMAND …' });
  const child = spawn(program, args, { stdio: 'inherit', env: environment });
  return statusOf(child, program, io.log);
}

function exports(environment: Readonly<Record<string, string>>): string[] {
  return Object.entries(environment).map(([name, value]) => `export ${name}='${value.replaceAll("'", `'\\''`)}'`);
}

/** For a shell inside a CI job: the variables of that job that `exports` does not replace. */
function unsets(names: ReadonlySet<string>, environment: Readonly<Record<string, string>>): string[] {
  const left = [...names].filter((name) => process.env[name] !== undefined && !Object.hasOwn(environment, name));
  return left.length === 0 ? [] : [`unset ${left.join(' ')}`];
}
