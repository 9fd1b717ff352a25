import { CountersignError } from '../../errors/index.js';
import { isVaultScheme, type VaultScheme } from './server.js';

/** A key of the engine Transit. */
export interface TransitReference {
  readonly scheme: VaultScheme;
  readonly name: string;
  /** The version that is asked for; undefined: the newest. */
  readonly version: number | undefined;
  /** The reference without its version, for reports. */
  readonly label: string;
}

/** A field of a secret in the engine KV. */
export interface KvReference {
  /** Engine and path, not escaped; the server knows where the one ends and the other begins. */
  readonly place: readonly string[];
  readonly field: string;
  /** The version of the secret; undefined: the newest. */
  readonly version: number | undefined;
  /** The reference without its version, for reports. */
  readonly label: string;
}

/** `hashivault://KEY` and `openbao://KEY` as in cosign, with a version as `?version=N`, which cosign refuses. */
const TRANSIT = /^(hashivault|openbao):\/\/(\w(?:[\w.-]*\w)?)(?:\?version=([1-9]\d{0,8}))?$/;
const KV = /^vault-kv:\/\/([\w.-]{1,128}(?:\/[\w.@ -]{1,128}){1,32})(?:\?version=([1-9]\d{0,8}))?#([\w.-]{1,128})$/;

/** @throws CountersignError INPUT_INVALID */
export function parseTransitReference(reference: string): TransitReference {
  const [, scheme = '', name = '', version] = TRANSIT.exec(reference) ?? [];
  if (!isVaultScheme(scheme)) throw malformed('hashivault://KEY or openbao://KEY, or the same with ?version=N', 'a key of Vault');
  return { scheme, name, version: version === undefined ? undefined : Number(version), label: `${scheme}://${name}` };
}

/** @throws CountersignError INPUT_INVALID */
export function parseKvReference(reference: string): KvReference {
  const [, text = '', version, field = ''] = KV.exec(reference) ?? [];
  const place = text.split('/');
  if (place.length < 2 || place.some((name) => /^\.*$/.test(name))) {
    throw malformed('vault-kv://MOUNT/PATH#FIELD, or vault-kv://MOUNT/PATH?version=N#FIELD', 'a secret of Vault');
  }
  return {
    place,
    field,
    version: version === undefined ? undefined : Number(version),
    label: `vault-kv://${text}#${field}`,
  };
}

/** The reference is not quoted: in the wrong place it may be a secret. */
function malformed(expected: string, what: string): CountersignError {
  return new CountersignError('INPUT_INVALID', `the reference of ${what} is malformed`, {
    expected,
    found: 'another form',
    hint: 'Write the name of the key as the server has it; where its engine is follows from variables.',
  });
}
