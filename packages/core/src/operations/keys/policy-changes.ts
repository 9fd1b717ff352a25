import { CountersignError } from '../../errors/index.js';
import { readPolicyWithDocument, type PolicyDocument } from '../../policy/index.js';
import { readMoment } from '../../policy/values/index.js';
import {
  decodeUtf8,
  editYaml,
  encodeUtf8,
  type JsonObject,
  type JsonValue,
  type YamlEdit,
  type YamlPath,
} from '../../wire/index.js';

/** The source of a public key in a policy, with its pin. */
export type PolicyKeySource = JsonObject & { readonly sha256: string };

export interface ReplacedSigner {
  /** The signer whose key is replaced. */
  readonly old: string;
  readonly name: string;
  readonly key: PolicyKeySource;
  /** From then on, new signatures of the old key do not count; RFC 3339 in UTC without fractions. */
  readonly notAfter: string;
}

const MAX_BYTES = 1024 * 1024;

/**
 * The policy with the new signer beside the old one. Both are one person, so that they count once where a policy wants several people,
 * and every requirement that the old signer could meet can be met by either.
 *
 * @param what how errors name the policy
 * @throws CountersignError POLICY_INVALID, INPUT_INVALID
 */
export async function withNewSigner(bytes: Uint8Array, what: string, replaced: ReplacedSigner): Promise<string> {
  const { document } = await readPolicyWithDocument(bytes, what);
  return changed(bytes, what, editsFor(document, what, replaced));
}

/** From when on signatures of a revoked signer do not count: a moment as policies write it, or `all` of them. */
export type RevokedSince = string;
export const ALL = 'all';

/** The earlier of two: that which lets fewer signatures count. A text that is no moment is later than all others. */
export function earlierSince(one: RevokedSince, other: RevokedSince): RevokedSince {
  const at = (since: RevokedSince): number => {
    if (since === ALL) return -Infinity;
    const moment = readMoment(since);
    return moment instanceof Error ? Infinity : moment.getTime();
  };
  return at(other) < at(one) ? other : one;
}

/** From when on a policy revokes a signer; undefined: it does not. Of several entries, the earliest counts. */
export function revokedSince({ revoked = [] }: Pick<PolicyDocument, 'revoked'>, signer: string): RevokedSince | undefined {
  const entries = revoked.flatMap((one) => (one.signer === signer ? [one['not-before'] ?? ALL] : []));
  return entries.length === 0 ? undefined : entries.reduce(earlierSince);
}

export interface RevokedPolicy {
  readonly text: string;
  /** From when on the signer was revoked before; undefined: it was not. */
  readonly before: RevokedSince | undefined;
  readonly after: RevokedSince;
}

/**
 * The policy in which a signer is revoked. A signer has one entry: an earlier moment takes the place of a later one, and a later moment changes
 * nothing, because signatures that do not count would count again.
 * @param since the first moment whose signatures do not count any more; undefined: all of them
 * @throws CountersignError POLICY_INVALID, INPUT_INVALID
 */
export async function withRevokedSigner(
  bytes: Uint8Array,
  what: string,
  signer: string,
  since: string | undefined,
): Promise<RevokedPolicy> {
  const { document } = await readPolicyWithDocument(bytes, what);
  const wanted = since ?? ALL;
  if (since !== undefined) refuseNoMoment(since);
  const before = revokedSince(document, signer);
  const after = before === undefined ? wanted : earlierSince(before, wanted);
  if (after === before) return { text: decodeUtf8(bytes, what, 'POLICY_INVALID'), before, after };
  const value = { signer, ...(since === undefined ? {} : { 'not-before': since }) };
  const at = document.revoked?.findIndex((one) => one.signer === signer) ?? -1;
  const edit: YamlEdit =
    document.revoked === undefined
      ? { kind: 'put', path: ['revoked'], value: [value] }
      : at === -1
        ? { kind: 'push', path: ['revoked'], value }
        : since !== undefined && document.revoked[at]?.['not-before'] !== undefined
          ? // Only the date: comments of the entry stay.
            { kind: 'put', path: ['revoked', at, 'not-before'], value: since }
          : { kind: 'put', path: ['revoked', at], value };
  return { text: await changed(bytes, what, [edit]), before, after };
}

function refuseNoMoment(since: string): void {
  const moment = readMoment(since);
  if (moment instanceof Error)
    throw new CountersignError('INPUT_INVALID', 'the moment of a revocation is no date', {
      expected: moment.message,
      found: since,
    });
}

/** The result is read again: a change never leaves a policy that does not load. */
async function changed(bytes: Uint8Array, what: string, edits: readonly YamlEdit[]): Promise<string> {
  const text = decodeUtf8(bytes, what, 'POLICY_INVALID');
  const result = await editYaml(text, edits, { maxBytes: MAX_BYTES, what, code: 'POLICY_INVALID' });
  await readPolicyWithDocument(encodeUtf8(result), `${what}, as it would be changed`);
  return result;
}

function editsFor(document: PolicyDocument, what: string, { old, name, key, notAfter }: ReplacedSigner): readonly YamlEdit[] {
  const signer = document.signers[old];
  if (signer === undefined) throw unknownSigner(document, what, old);
  if (signer.key === undefined) throw noKey(what, old);
  if (Object.hasOwn(document.signers, name) || Object.hasOwn(document.people ?? {}, name))
    throw new CountersignError('INPUT_INVALID', `${what} already has the name ${name}`, {
      expected: 'a new name for the new signer',
      found: name,
    });
  const ends = signer['not-after'];
  if (ends !== undefined && Date.parse(ends) <= Date.parse(notAfter))
    throw new CountersignError('INPUT_INVALID', `${what}: the signer ${old} already ends at ${ends}`, {
      expected: `a signer that counts until ${notAfter}`,
      found: `not-after: ${ends}`,
      hint: 'It was replaced before, or it ends before the overlap: choose the current signer, or a shorter --overlap.',
    });
  // All that the policy says about the old signer beside its key and its time: a rotated fallback key is still one.
  const same = Object.entries(signer).filter(([member]) => !['key', 'not-before', 'not-after'].includes(member));
  const entry: JsonObject = { key, ...(Object.fromEntries(same) as JsonObject) };
  return [
    { kind: 'put', path: ['signers', old, 'not-after'], value: notAfter },
    { kind: 'put', path: ['signers', name], value: entry, after: old },
    ...peopleEdits(document, what, old, name),
  ];
}

function peopleEdits(document: PolicyDocument, what: string, old: string, name: string): readonly YamlEdit[] {
  const owner = Object.entries(document.people ?? {}).find(([, signers]) => signers.includes(old))?.[0];
  const uses = usesOf(document.rules as unknown as JsonValue, old, ['rules']);
  if (owner !== undefined) {
    const [direct] = uses;
    // The person may have other signers, which this requirement does not name.
    if (direct !== undefined)
      throw new CountersignError('INPUT_INVALID', `${what} names the signer ${old} and not its person ${owner}`, {
        expected: `by: ${owner}`,
        found: direct.join('.'),
        hint: `Write the person ${owner} in place of ${old} there, or name the new signer by hand.`,
      });
    return [{ kind: 'push', path: ['people', owner], value: name }];
  }
  const person = personFor(document, old);
  const uses2 = uses.map((path): YamlEdit => ({ kind: 'put', path, value: person }));
  const people: YamlEdit =
    document.people === undefined
      ? { kind: 'put', path: ['people'], value: { [person]: [old, name] }, after: 'signers' }
      : { kind: 'put', path: ['people', person], value: [old, name] };
  return [...uses2, people];
}

/** Where rules name the signer: `by: NAME`, and `by: {at-least: N, of: [NAME]}`. */
function usesOf(value: JsonValue, signer: string, path: YamlPath): readonly YamlPath[] {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).flatMap((one, index) => usesOf(one, signer, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value as JsonObject).flatMap(([key, one]): readonly YamlPath[] => {
    if (one === undefined) return [];
    const at = [...path, key];
    if (key !== 'by') return usesOf(one, signer, at);
    if (one === signer) return [at];
    const of = typeof one === 'object' && one !== null ? (one as JsonObject)['of'] : undefined;
    return Array.isArray(of) ? of.flatMap((name, index) => (name === signer ? [[...at, 'of', index]] : [])) : [];
  });
}

/** `ops` for `ops-2025`: who holds the keys. */
function personFor(document: PolicyDocument, signer: string): string {
  const taken = (name: string): boolean => Object.hasOwn(document.signers, name) || Object.hasOwn(document.people ?? {}, name);
  const base = baseName(signer);
  const free = [base, `${base}-keys`, `${signer}-keys`].find((name) => !taken(name));
  return free ?? `${signer}-holder`;
}

/** A name of a signer without the year or date at its end. */
export function baseName(signer: string): string {
  return signer.replace(/[-_.](?:\d{4}(?:-?\d{2}){0,2}|v?\d{1,3})$/, '') || signer;
}

function unknownSigner(document: PolicyDocument, what: string, name: string): CountersignError {
  const keys = Object.entries(document.signers).flatMap(([one, { key }]) => (key === undefined ? [] : [one]));
  return new CountersignError('INPUT_INVALID', `${what} has no signer ${name}`, {
    expected: keys.length === 0 ? 'a signer with a key; it has none' : keys.join(', '),
    found: name,
  });
}

function noKey(what: string, name: string): CountersignError {
  return new CountersignError('INPUT_INVALID', `${what}: the signer ${name} has no key`, {
    expected: 'a signer with a key',
    found: 'a signer with certificates, which rotates by itself',
  });
}
