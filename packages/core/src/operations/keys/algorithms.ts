import { isUnlogged, KEY_DETAILS, SIGNING_ALGORITHMS, type KeyDetails } from '../../crypto/index.js';
import { CountersignError, nearest } from '../../errors/index.js';

/**
 * The kinds of keys that can be made, by the names that signing uses. RSA keys are made without a restriction to PSS: which padding they
 * sign with is chosen when they sign.
 */
export const NEW_KEYS = SIGNING_ALGORITHMS;

export const DEFAULT_ALGORITHM = 'ecdsa-sha2-256-nistp256';

/** @throws CountersignError INPUT_INVALID */
export function newKeyDetails(name: string): KeyDetails {
  const known: Readonly<Record<string, KeyDetails>> = NEW_KEYS;
  const details = Object.hasOwn(known, name) ? known[name] : undefined;
  if (details !== undefined) return details;
  const meant = nearest(name, Object.keys(known));
  throw new CountersignError('INPUT_INVALID', `no key of the algorithm "${name}" can be made`, {
    expected: Object.keys(known).join(', '),
    found: name,
    ...(meant === undefined ? {} : { hint: `Did you mean ${meant}?` }),
  });
}

/** The registry's name for command lines; otherwise its name in bundles. */
export function algorithmName(details: KeyDetails): string {
  return Object.entries(NEW_KEYS).find(([, known]) => known === details)?.[0] ?? details;
}

/** Whether no log records its signatures over files: plain Ed25519, RSA-PSS and ML-DSA. */
export function hasNoLogEntry(details: KeyDetails): boolean {
  return isUnlogged(details) || isLeftOut(details);
}

const isLeftOut = (details: KeyDetails): boolean => ['ed25519', 'rsa-pss'].includes(KEY_DETAILS[details].scheme);

/**
 * What signing needs besides the key, so that a new key signs with its algorithm. No log records plain Ed25519 and RSA-PSS for files. ML-DSA needs
 * nothing: it is left out of the log by itself.
 */
export function signingFlags(details: KeyDetails): readonly string[] {
  const { algorithm } = algorithmMember(details);
  return [
    ...(algorithm === undefined ? [] : ['--signing-algorithm', algorithm]),
    ...(isLeftOut(details) ? ['--transparency-log', 'off'] : []),
  ];
}

/** The algorithm, where the file of the public key does not say it: the same key signs with others. */
export function algorithmMember(details: KeyDetails): { readonly algorithm?: string } {
  return ['rsa-pss', 'ed25519ph'].includes(KEY_DETAILS[details].scheme) ? { algorithm: algorithmName(details) } : {};
}
