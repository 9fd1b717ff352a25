import { CountersignError, systemReason } from '../errors/index.js';
import { withheldNote, type Run } from '../run/index.js';
import { isJsonObject, parseJson, type JsonValue } from '../wire/index.js';
import type { Credential } from './credential.js';

const TIMEOUT_MS = 30_000;
const MAX_SHOWN = 200;

/** Asks the helper of a name for a server's credentials. */
export type AskHelper = (name: string, serverKey: string) => Promise<Credential | undefined>;

export interface Helpers {
  readonly ask: AskHelper;
  /** What helpers answered that had no credentials for a server, with the variables that they did not get; empty if none was asked. */
  unanswered(serverKey: string): readonly string[];
}

/** Asks each helper once per server, however many repositories are read there. */
export function createHelpers(run: Run): Helpers {
  const known = new Map<string, Promise<Credential | undefined>>();
  const notes = new Map<string, string[]>();
  const note = (serverKey: string, text: string): void => {
    run.log.debug(text);
    const earlier = notes.get(serverKey);
    if (earlier === undefined) notes.set(serverKey, [text]);
    else earlier.push(text);
  };
  return {
    ask: (name, serverKey) => {
      const key = `${name} ${serverKey}`;
      const answer = known.get(key) ?? askHelper(run, name, serverKey, note);
      known.set(key, answer);
      return answer;
    },
    unanswered: (serverKey) => notes.get(serverKey) ?? [],
  };
}

/**
 * Asks `docker-credential-<name>` for a host's credentials (docker/docker-credential-helpers protocol).
 * Undefined if the helper has none.
 *
 * It gets the environment of the user, as from docker, without our secrets and those of the CI system (`withoutSecrets`).
 *
 * @throws CountersignError NETWORK_FORBIDDEN if the run has no network, INPUT_INVALID for an unusable name, REGISTRY_UNAUTHORIZED if the helper fails
 */
async function askHelper(
  run: Run,
  name: string,
  serverKey: string,
  note: (serverKey: string, text: string) => void,
): Promise<Credential | undefined> {
  // A helper uses the network by itself, not through `net`.
  if (run.net.capability === 'none') {
    throw new CountersignError('NETWORK_FORBIDDEN', `the run may not start the credential helper ${name}`, {
      expected: 'no network at all (network: none)',
      found: `docker-credential-${name}`,
      hint: 'Allow network: registries, or use only files.',
    });
  }
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name)) {
    throw new CountersignError('INPUT_INVALID', 'the credential file names a helper that is not a valid program name', {
      expected: 'letters, digits, ".", "_" and "-"',
      found: JSON.stringify(name.slice(0, 80)),
      hint: 'Correct credHelpers or credsStore in the credential file.',
    });
  }
  const left = run.budget.leftMs();
  const program = `docker-credential-${name}`;
  const { passed: env } = run.childEnvironment;
  const timeoutMs = Math.max(1, Math.min(TIMEOUT_MS, left));
  const result = await run.exec(program, ['get'], { input: serverKey, env, timeoutMs }).catch((cause: unknown) => {
    throw failed(run, program, `it could not be started or did not end in time: ${reasonOf(program, cause)}`, cause);
  });
  const text = new TextDecoder().decode(result.stdout).trim();
  if (result.status !== 0) {
    if (!/credentials not found/i.test(text)) throw failed(run, program, `exit status ${result.status}: ${plainWords(text)}`);
    note(
      serverKey,
      [
        `the credential helper ${program} has no credentials for ${serverKey}: ${plainWords(text)}`,
        ...withheldNote(run.childEnvironment),
      ].join('\n'),
    );
    return undefined;
  }
  return read(run, program, text);
}

function read(run: Run, program: string, text: string): Credential | undefined {
  let value: JsonValue;
  try {
    value = parseJson(text, { maxBytes: 1024 * 1024, what: program });
  } catch {
    throw failed(run, program, 'an answer that is not JSON');
  }
  if (!isJsonObject(value) || typeof value['Username'] !== 'string' || typeof value['Secret'] !== 'string') {
    throw failed(run, program, 'an answer without Username and Secret');
  }
  const { Username: username, Secret: secret } = value;
  if (secret === '') return undefined;
  run.log.secret(secret);
  return username === '<token>' ? { kind: 'identity-token', token: secret } : { kind: 'basic', username, password: secret };
}

function failed(run: Run, program: string, found: string, cause?: unknown): CountersignError {
  return new CountersignError('REGISTRY_UNAUTHORIZED', `the credential helper ${program} failed`, {
    expected: 'user name and secret',
    found,
    hint: [
      `Run "${program} get" by hand, install it, or remove it from the credential file.`,
      ...withheldNote(run.childEnvironment),
    ].join('\n'),
    cause,
  });
}

/** Node's own words about a program: its name and what happened, no output of it. */
function reasonOf(program: string, cause: unknown): string {
  const message = cause instanceof Error ? cause.message : '';
  return message.startsWith(program) ? message : systemReason(cause);
}

/** The error text of a helper, in which all that could be a secret is left out: only common words, and short. */
function plainWords(text: string): string {
  const shown = text.slice(0, MAX_SHOWN).split(/\s+/);
  const words = shown.map((word) => (/^[("'`]*[A-Z]?[a-z]{1,16}[.,:;)"'`]*$|^[-:]$/.test(word) ? word : '…'));
  return words.join(' ').replace(/…(?: …)+/g, '…') || 'it printed nothing';
}
