import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { CountersignError } from '@countersign/core/errors';
import { readSecret } from '@countersign/core/keys';
import { NO_KEY_SERVICES, readKeyLogins, type KeyServices } from '@countersign/core/public-keys';
import type { Run } from '@countersign/core/run';
import type { Arguments, ExtraFlag, Io } from '../../command.js';
import { askHidden } from './ask-hidden.js';

export const PASSWORD_FLAG: ExtraFlag = {
  name: 'key-password',
  placeholder: 'env://VAR|FILE',
  description:
    'Where the password of the key file is, or the PIN of the HSM; never the secret itself. Default: a password is asked for at the terminal.',
};

export const LOGIN_FLAG: ExtraFlag = {
  name: 'key-login',
  placeholder: 'SERVICE NAME=VALUE…',
  repeatable: true,
  description: 'How to log in at the service of a key, as for signing. Default: the usual credentials of the service.',
};

export const LIMIT_FLAG: ExtraFlag = {
  name: 'insecure-registry',
  placeholder: 'HOST',
  repeatable: true,
  description: 'A host (host:port) that may be used over plain HTTP.',
};

/** The first value of a flag. */
export const flag = ({ extra }: Arguments, name: string): string | undefined => extra[name]?.[0];
export const flags = ({ extra }: Arguments, name: string): readonly string[] => extra[name] ?? [];
export const isSet = ({ extra }: Arguments, name: string): boolean => extra[name] !== undefined;

/**
 * The run of a command for keys. Variables that the arguments name as `env://VAR` can be read in it.
 * @param insecure hosts that may be used over plain HTTP
 */
export function keysRun(args: Arguments, io: Io, insecure: readonly string[] = []): Run {
  const options = {
    network: 'all',
    timeout: 600_000,
    logLevel: 'info',
    logFormat: 'text',
    insecureRegistries: insecure,
    named: { positionals: args.positionals, extra: args.extra },
  } as const;
  return io.run(options);
}

/** @throws CountersignError INPUT_INVALID */
export function keyServices(args: Arguments): KeyServices {
  const logins = readKeyLogins(flags(args, 'key-login'), '--key-login');
  return logins.length === 0 ? NO_KEY_SERVICES : { ...NO_KEY_SERVICES, logins };
}

/**
 * A flag that says where a secret is. A value that is no reference may be the secret itself: it is masked, and not printed.
 * @throws CountersignError INPUT_INVALID
 */
export function secretReference(args: Arguments, name: string, run: Run): string | undefined {
  const value = flag(args, name);
  if (value === undefined || /^env:\/\/[A-Za-z_][A-Za-z0-9_]*$/.test(value) || existsSync(resolve(run.cwd, value))) return value;
  run.log.secret(value);
  throw new CountersignError('INPUT_INVALID', `--${name} names neither a variable nor a file that exists`, {
    expected: 'env://VAR or the path of a file',
    found: 'something else, which is not printed because it may be the secret itself',
    hint: 'A secret on a command line can be read by every program of the machine. If it was one, change it.',
  });
}

/**
 * Where the PIN is for a key that is made in an HSM. Keys at services have none: there, a login is what it takes.
 * @throws CountersignError INPUT_INVALID
 */
export function pinReference(args: Arguments, run: Run, key: string): string | undefined {
  const reference = secretReference(args, 'key-password', run);
  if (reference === undefined || key.startsWith('pkcs11:')) return reference;
  throw new CountersignError('INPUT_INVALID', 'a key at a service has no password', {
    expected: 'a key file, or a key in an HSM (pkcs11:)',
    found: '--key-password',
    hint: 'Credentials of the service come from its usual variables, or from --key-login.',
  });
}

/** The secret that a flag refers to. @throws CountersignError INPUT_INVALID, KEY_INVALID */
export async function secretOf(args: Arguments, name: string, run: Run): Promise<string | undefined> {
  const reference = secretReference(args, name, run);
  if (reference === undefined) return undefined;
  // A file usually ends with a line break, which is not part of the secret.
  const secret = (await readSecret(run, reference, `--${name}`, 'key-password')).replace(/\r?\n$/, '');
  run.log.secret(secret);
  return secret;
}

/**
 * The password for a new key: from `--key-password`, otherwise typed twice at the terminal.
 * @throws CountersignError INPUT_MISSING, INPUT_INVALID
 */
export async function newPassword(args: Arguments, run: Run, io: Io): Promise<string> {
  const given = await secretOf(args, 'key-password', run);
  if (given !== undefined) return checked(given);
  const first = await askHidden(io, 'Password for the new key: ');
  if (first === undefined)
    throw new CountersignError('INPUT_MISSING', 'the new key needs a password, and there is no terminal to ask at', {
      expected: '--key-password env://VAR or a file',
      found: 'none',
      hint: 'A key without password is made with --format pkcs8-plain, for a place that encrypts by itself.',
    });
  checked(first);
  if ((await askHidden(io, 'The same password again: ')) === first) return first;
  throw new CountersignError('INPUT_INVALID', 'the two passwords differ', { expected: 'the same password twice' });
}

function checked(password: string): string {
  if (password !== '') return password;
  throw new CountersignError('INPUT_INVALID', 'the password for the new key is empty', { expected: 'a password' });
}
