import type { Environment } from '@countersign/core/run';
import { INPUTS, type InputSpec, type RawInputs } from '../options.js';
import type { Secrets } from './secrets.js';

/** Names of variables that contain a secret. */
const NAMES = /(?:TOKEN|PASSWORD|PASSWD|PASSPHRASE|SECRET|PRIVATE_?KEY|ACCESS_KEY|API_?KEY|CREDENTIALS?)$/i;
/** Shorter values of such variables are words ("true", "none", "release"). */
const SHORTEST = 8;
/** `env://VAR`, a key service, or the name of a file that may be missing. */
const REFERENCE = /^(?:keyless$|[a-z][a-z0-9+.-]+:|[\w./@ \\:-]{1,200}\.(?:pem|key|p8|crt|der|txt|jwt)$)/i;

/**
 * Registers secrets before anything is done: variables with the name of a secret, and the user names, passwords and query strings of
 * URLs in variables and arguments.
 */
export function learnSecrets(secrets: Secrets, env: Environment, texts: readonly string[]): void {
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || value === '') continue;
    if (NAMES.test(name) && value.length >= SHORTEST) secrets.add(value);
    learnAddress(secrets, value);
  }
  for (const text of texts) for (const word of text.split(/\s+/)) learnAddress(secrets, word.replace(/^-[^=]*=/, ''));
}

/**
 * Registers values that should be a reference to a secret, but are probably the secret itself: `--key-password hunter2`. A reference is
 * `env://VAR` or the path of a file.
 *
 * @param isFile whether a path names something that exists
 */
export function learnMisplaced(secrets: Secrets, values: readonly string[], isFile: (path: string) => boolean): void {
  for (const value of values)
    for (const line of value.split(/\r?\n/)) if (!REFERENCE.test(line.trim()) && !isFile(line.trim())) secrets.add(line);
}

/** The values of inputs that refer to a secret. */
export function secretReferencesIn(raw: RawInputs): readonly string[] {
  const inputs: readonly (readonly [string, InputSpec])[] = Object.entries(INPUTS);
  return inputs.flatMap(([name, { refersToSecret, perKey }]) => {
    const values = refersToSecret ? (raw[name] ?? []) : [];
    return perKey ? values.flatMap((value) => value.split(/\r?\n/)).map((line) => withoutKey(line, raw['keys'] ?? [])) : values;
  });
}

/** What follows `KEY=` in a line, where KEY is a line of `keys`. */
function withoutKey(line: string, keys: readonly string[]): string {
  const named = keys.flatMap((value) => value.split(/\r?\n/)).map((key) => `${key.trim()}=`);
  const prefix = named.find((one) => one !== '=' && line.trim().startsWith(one));
  return prefix === undefined ? line : line.trim().slice(prefix.length);
}

function learnAddress(secrets: Secrets, text: string): void {
  if (!text.includes('://') || !/[@?]/.test(text)) return;
  const url = URL.parse(text);
  if (url === null) return;
  for (const part of [url.username, url.password]) {
    secrets.add(part);
    secrets.add(decoded(part));
  }
  // The version of a key is no secret.
  if (url.search === '' || /^\?version=\d{1,9}$/.test(url.search)) return;
  secrets.add(url.search.slice(1));
  for (const value of url.searchParams.values()) secrets.add(value);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
