import { CountersignError } from '../errors/index.js';
import type { Environment, Run } from '../run/index.js';
import { isJsonObject, parseJson, type JsonValue } from '../wire/index.js';
import type { Credential } from './credential.js';

const TIMEOUT_MS = 30_000;

/** Environment variables that a helper gets: the place of its settings and how to reach its cloud. Never our tokens. */
const PASSED_ON = [
  /^(PATH|HOME|USER|LOGNAME|LANG|LC_ALL|TMPDIR|TEMP|TMP|SystemRoot|SYSTEMROOT|USERPROFILE|APPDATA|LOCALAPPDATA|ProgramData|PATHEXT|COMSPEC)$/,
  /^(DOCKER_CONFIG|GNUPGHOME|PASSWORD_STORE_DIR|DBUS_SESSION_BUS_ADDRESS|DISPLAY|SSL_CERT_FILE|SSL_CERT_DIR|NODE_EXTRA_CA_CERTS)$/,
  /^XDG_/,
  /^(AWS|AZURE|CLOUDSDK|GOOGLE|GCE|GCLOUD|ACR|ECR)_/,
  /^(https?|no|all)_proxy$/i,
];

/** Asks the helper of a name for a server's credentials. */
export type AskHelper = (name: string, serverKey: string) => Promise<Credential | undefined>;

/** Asks each helper once per server, however many repositories are read there. */
export function createAskHelper(run: Run): AskHelper {
  const known = new Map<string, Promise<Credential | undefined>>();
  return (name, serverKey) => {
    const key = `${name} ${serverKey}`;
    const answer = known.get(key) ?? askHelper(run, name, serverKey);
    known.set(key, answer);
    return answer;
  };
}

/**
 * Asks `docker-credential-<name>` for a host's credentials (docker/docker-credential-helpers protocol).
 * Undefined if the helper has none.
 *
 * @throws CountersignError NETWORK_FORBIDDEN if the run has no network, INPUT_INVALID for an unusable name, REGISTRY_UNAUTHORIZED if the helper fails
 */
async function askHelper(run: Run, name: string, serverKey: string): Promise<Credential | undefined> {
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
  const result = await run
    .exec(program, ['get'], { input: serverKey, env: passedOn(run.env), timeoutMs: Math.max(1, Math.min(TIMEOUT_MS, left)) })
    .catch((cause: unknown) => {
      throw failed(program, 'it could not be started or did not end in time', cause);
    });
  const text = new TextDecoder().decode(result.stdout).trim();
  if (result.status !== 0) {
    if (/credentials not found/i.test(text)) return undefined;
    // Its output may contain secrets and is not repeated.
    throw failed(program, `exit status ${result.status}`);
  }
  return read(run, program, text);
}

function read(run: Run, program: string, text: string): Credential | undefined {
  let value: JsonValue;
  try {
    value = parseJson(text, { maxBytes: 1024 * 1024, what: program });
  } catch {
    throw failed(program, 'an answer that is not JSON');
  }
  if (!isJsonObject(value) || typeof value['Username'] !== 'string' || typeof value['Secret'] !== 'string') {
    throw failed(program, 'an answer without Username and Secret');
  }
  const { Username: username, Secret: secret } = value;
  if (secret === '') return undefined;
  run.log.secret(secret);
  return username === '<token>' ? { kind: 'identity-token', token: secret } : { kind: 'basic', username, password: secret };
}

function failed(program: string, found: string, cause?: unknown): CountersignError {
  return new CountersignError('REGISTRY_UNAUTHORIZED', `the credential helper ${program} failed`, {
    expected: 'user name and secret',
    found,
    hint: `Run "${program} get" by hand, install it, or remove it from the credential file.`,
    cause,
  });
}

function passedOn(env: Environment): Record<string, string> {
  const passed: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && PASSED_ON.some((pattern) => pattern.test(name))) passed[name] = value;
  }
  return passed;
}
