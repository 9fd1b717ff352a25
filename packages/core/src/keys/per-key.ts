import { SIGNING_ALGORITHMS, type KeyDetails, type SigningAlgorithm } from '../crypto/index.js';
import { CountersignError, nearest } from '../errors/index.js';
import type { SignerOptions } from './types.js';

/** Inputs whose lines are one value for all keys, or `KEY=VALUE` with a key as `keys` has it. */
export interface KeyInputs {
  /** `key-password` */
  readonly keyPassword?: readonly string[] | undefined;
  /** `signing-algorithm` */
  readonly signingAlgorithm?: readonly string[] | undefined;
}

/**
 * Password and algorithm of each key. Everything is checked here, before a key is opened.
 * @param keys all keys of the run, as they are written, without `keyless`
 * @throws CountersignError INPUT_INVALID; no line of `key-password` is printed, because it may be the password itself
 */
export function optionsByKey(
  keys: readonly string[],
  { keyPassword = [], signingAlgorithm = [] }: KeyInputs,
): (key: string) => Pick<SignerOptions, 'password' | 'details'> {
  const passwords = byKey(keyPassword, keys, 'key-password', (line) => {
    const at = line.lastIndexOf('=env://');
    // A path may contain "=", so a key that is not in `keys` is recognised only before a variable.
    return at > 0 ? line.slice(0, at) : undefined;
  });
  const algorithms = byKey(signingAlgorithm, keys, 'signing-algorithm', (line) => {
    const at = line.lastIndexOf('=');
    return at >= 0 ? line.slice(0, at) : undefined;
  });
  const details = new Map([...algorithms].map(([key, name]) => [key, readAlgorithm(name)]));
  return (key) => ({
    password: passwords.get(key) ?? passwords.get(ALL),
    details: details.get(key) ?? details.get(ALL),
  });
}

/** Stands for the line without a key; no reference to a key is empty. */
const ALL = '';

type Input = 'key-password' | 'signing-algorithm';

const EXAMPLES: Readonly<Record<Input, string>> = {
  'key-password': 'For example: release.key=env://RELEASE_KEY_PASSWORD',
  'signing-algorithm': 'For example: release.key=rsa-sign-pss-3072-sha256',
};

/** @param namedIn the key that a line names, if it has the form `KEY=VALUE` */
function byKey(
  lines: readonly string[],
  keys: readonly string[],
  input: Input,
  namedIn: (line: string) => string | undefined,
): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of lines) {
    // The longest: a key may begin with the name of another one.
    const [key] = keys.filter((one) => line.startsWith(`${one}=`)).toSorted((a, b) => b.length - a.length);
    if (key === undefined && namedIn(line) !== undefined)
      throw invalid(
        input,
        'has a line for a key that is not in keys',
        'KEY=VALUE with KEY as it is written in keys',
        'another key',
      );
    const of = key ?? ALL;
    if (values.has(of))
      throw invalid(
        input,
        'has two lines for the same key',
        'one line without a key, and at most one KEY=VALUE line for each key',
        key === undefined ? 'two lines without a key' : 'two lines for one key',
      );
    values.set(of, key === undefined ? line : line.slice(key.length + 1));
  }
  return values;
}

function readAlgorithm(name: string): KeyDetails {
  if (isAlgorithm(name)) return SIGNING_ALGORITHMS[name];
  const names = Object.keys(SIGNING_ALGORITHMS);
  const meant = nearest(name, names);
  throw new CountersignError('INPUT_INVALID', 'signing-algorithm names an unknown algorithm', {
    expected: names.join(', '),
    found: name,
    hint: `${meant === undefined ? '' : `Did you mean ${meant}? `}${EXAMPLES['signing-algorithm']}`,
  });
}

const isAlgorithm = (name: string): name is SigningAlgorithm => Object.hasOwn(SIGNING_ALGORITHMS, name);

function invalid(input: Input, what: string, expected: string, found: string): CountersignError {
  return new CountersignError('INPUT_INVALID', `${input} ${what}`, { expected, found, hint: EXAMPLES[input] });
}
