import type { Environment } from '@countersign/core/run';
import { INPUTS, type InputSpec, type RawInputs } from '../options.js';
import type { Secrets } from './secrets.js';

/** Names of variables that hold a secret, ours and everybody's. */
const NAMES = /(?:TOKEN|PASSWORD|PASSWD|PASSPHRASE|SECRET|PRIVATE_?KEY|ACCESS_KEY|API_?KEY|CREDENTIALS?)$/i;
/** Shorter values of such names are words ("true", "none", "release"). */
const SHORTEST = 8;
/** `env://VAR`, a key service, or the name of a file that may just be missing. */
const PLACE = /^(?:keyless$|[a-z][a-z0-9+.-]+:|[\w./@ \\:-]{1,200}\.(?:pem|key|p8|crt|der|txt|jwt)$)/i;

/**
 * Learns what must not be printed before anything is done: variables that are named as secrets, and the user names, passwords
 * and query strings of addresses in variables and arguments. They are only masked, not believed.
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
 * Learns what stands where only the place of a secret belongs: `--key-password hunter2`. A place is `env://VAR` or the path of a
 * file; what is no file is taken for the secret itself.
 *
 * @param isFile whether a path names something that exists
 */
export function learnMisplaced(secrets: Secrets, values: readonly string[], isFile: (path: string) => boolean): void {
  for (const value of values)
    for (const line of value.split(/\r?\n/)) if (!PLACE.test(line.trim()) && !isFile(line.trim())) secrets.add(line);
}

/** The values of inputs that name the place of a secret. */
export function placesOfSecrets(raw: RawInputs): readonly string[] {
  const inputs: readonly (readonly [string, InputSpec])[] = Object.entries(INPUTS);
  return inputs.flatMap(([name, { place }]) => (place ? (raw[name] ?? []) : []));
}

function learnAddress(secrets: Secrets, text: string): void {
  if (!text.includes('://') || !/[@?]/.test(text)) return;
  const url = URL.parse(text);
  if (url === null) return;
  for (const part of [url.username, url.password]) {
    secrets.add(part);
    secrets.add(decoded(part));
  }
  if (url.search === '') return;
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
