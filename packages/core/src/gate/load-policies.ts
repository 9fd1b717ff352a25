import { createHash } from 'node:crypto';
import { dirname, relative, resolve } from 'node:path';
import { readFileCapped } from '../artifacts/index.js';
import type { PublicKey } from '../crypto/index.js';
import { asCountersignError, CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import { readKeyLogins, type KeyServices } from '../public-keys/index.js';
import { assertInForce, expandOneLine, readPolicy, withKeys, type Policy, type ReadKey } from '../policy/index.js';
import { fileChanged, MAX_TRUST_BYTES, namesTrustFile, readRootFile, warnOfAge, type TrustedRoot } from '../trust/index.js';
import { hintForMissing } from './missing-policy.js';
import type { GateOptions } from './options.js';
import { keyOfSigner } from './policy-key.js';

const MAX_POLICY_BYTES = 1024 * 1024;
const MAX_KEY_BYTES = 64 * 1024;

/** A policy with all files that it names. Each file is read once, so that the pinned bytes are the bytes that are used. */
export interface LoadedPolicy {
  readonly policy: Policy;
  /** By trust name, for trusts with a root file. */
  readonly roots: ReadonlyMap<string, TrustedRoot>;
  /** By signer name. */
  readonly keys: ReadonlyMap<string, PublicKey>;
  /** By signer name: why a key could not be read now. What it may have signed is undecided. */
  readonly unread: ReadonlyMap<string, CountersignError>;
  /** `sha256:<hex>` over the policy and every file that it names. */
  readonly pin: string;
}

/**
 * Reads policies (or expands the one-line policy) with their roots and keys, checks pins and expiry.
 *
 * @throws CountersignError POLICY_*, INPUT_MISSING, INPUT_INVALID, FILE_UNREADABLE, KEY_INVALID, TRUST_ROOT_INVALID
 */
export async function loadPolicies(run: Run, options: GateOptions, now: Date): Promise<readonly LoadedPolicy[]> {
  const files = options.policies ?? [];
  const oneLine = Object.values(options.oneLine ?? {}).some((value) => value !== undefined) ? options.oneLine : undefined;
  if (files.length > 0 && oneLine !== undefined) {
    throw new CountersignError('INPUT_INVALID', 'policy files and a one-line policy are given together', {
      expected: 'one or the other',
      found: `${files.join(', ')} and ${Object.keys(oneLine).join(', ')}`,
      hint: 'Move the one-line policy into the policy file.',
    });
  }
  const services: KeyServices = { logins: readKeyLogins(options.keyLogin ?? [], 'key-login'), identityToken: undefined };
  const loaded =
    files.length > 0
      ? await Promise.all(files.map((file) => loadFile(run, file, services)))
      : [await loadOneLine(run, await expandOneLine(oneLine ?? {}), services)];
  if (options.policyDigest !== undefined) {
    checkPins(loaded, options.policyDigest, files);
    refuseUnpinnedRoot(loaded, options);
  }
  for (const { policy } of loaded) assertInForce(policy, now);
  return loaded;
}

async function loadFile(run: Run, file: string, services: KeyServices): Promise<LoadedPolicy> {
  const path = resolve(run.cwd, file);
  const bytes = bytesOfPolicy(run, file);
  const policy = await readPolicy(bytes, relative(run.cwd, path).startsWith('..') ? path : relative(run.cwd, path));
  return load(run, policy, dirname(path), bytes, services);
}

/** The hint names the most frequent cause of a missing policy, a missing checkout. */
function bytesOfPolicy(run: Run, file: string): Uint8Array {
  try {
    return readFileCapped(run, resolve(run.cwd, file), MAX_POLICY_BYTES, 'POLICY_INVALID');
  } catch (cause) {
    const { code, found } = asCountersignError(cause);
    if (code !== 'FILE_UNREADABLE') throw cause;
    throw new CountersignError('FILE_UNREADABLE', `the policy ${file} cannot be read`, {
      expected: `a policy file, relative to ${run.cwd}`,
      found,
      hint: hintForMissing(run, file),
      cause,
    });
  }
}

function loadOneLine(run: Run, policy: Policy, services: KeyServices): Promise<LoadedPolicy> {
  return load(run, policy, run.cwd, new TextEncoder().encode(policy.digest), services);
}

async function load(
  run: Run,
  policy: Policy,
  folder: string,
  policyBytes: Uint8Array,
  services: KeyServices,
): Promise<LoadedPolicy> {
  const files = new Map<string, Uint8Array>();
  const readOnce = (file: string, maxBytes: number, tooLarge: 'TRUST_ROOT_INVALID' | 'KEY_INVALID'): Uint8Array => {
    const bytes = files.get(file) ?? readFileCapped(run, resolve(folder, file), maxBytes, tooLarge);
    files.set(file, bytes);
    // A file may be used as root and as key, which have different limits.
    if (bytes.length <= maxBytes) return bytes;
    throw new CountersignError(tooLarge, `${file} is too large`, {
      expected: `at most ${maxBytes} bytes`,
      found: `${bytes.length} bytes`,
    });
  };
  const roots = new Map<string, TrustedRoot>();
  for (const trust of policy.trusts.values()) {
    if (trust.root.kind !== 'file') continue;
    const { file } = trust.root;
    const path = resolve(folder, file);
    const root = rootFrom(readOnce(file, MAX_TRUST_BYTES, 'TRUST_ROOT_INVALID'), path);
    roots.set(trust.name, root);
    await warnOfAge(run, [root], { kind: 'document', changed: fileChanged(path) });
  }
  const keys = new Map<string, PublicKey>();
  const read = new Map<string, ReadKey>();
  const unread = new Map<string, CountersignError>();
  const readFile = (path: string): Uint8Array => readOnce(path, MAX_KEY_BYTES, 'KEY_INVALID');
  for (const { name, who } of policy.signers.values()) {
    if (who.kind !== 'key') continue;
    const answer = await keyOfSigner(run, who, { name, readFile, services });
    if (answer instanceof CountersignError) {
      unread.set(name, answer);
      continue;
    }
    keys.set(name, answer.key);
    read.set(name, { ...answer.key, validity: answer.validity });
  }
  return { policy: withKeys(policy, read), roots, keys, unread, pin: policyPin(policyBytes, files) };
}

/** A root file that the policy names and that cannot be used is wrong use (status 3), because no network is involved. */
function rootFrom(bytes: Uint8Array, path: string): TrustedRoot {
  try {
    const { roots } = readRootFile(bytes, path);
    if (roots.length === 1) return roots[0];
    throw new CountersignError(
      'TRUST_ROOT_INVALID',
      `it has ${String(roots.length)} trusted roots, and every signer trusts exactly one`,
      {
        expected: 'one trusted root',
        found: `${String(roots.length)} lines`,
        hint: 'Write "sigstore: public-good" or "sigstore: github", or a file for each instance and a trust for each file.',
      },
    );
  } catch (thrown) {
    const { message, expected, found, hint } = asCountersignError(thrown, 'TRUST_ROOT_INVALID');
    throw new CountersignError('POLICY_INVALID', `the trusted root ${path} that the policy names cannot be used: ${message}`, {
      expected,
      found,
      hint,
      cause: thrown,
    });
  }
}

/**
 * The pin of a policy **and every file that it names** (`policy-digest`): the policy's SHA-256 where it names none; otherwise
 * the SHA-256 of lines `<hex>  <name>` (as sha256sum writes them), the policy first as `policy`, then the files by name as the
 * policy writes them, sorted.
 *
 * @returns `sha256:<hex>`
 */
export function policyPin(policy: Uint8Array, files: ReadonlyMap<string, Uint8Array>): string {
  const hex = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');
  if (files.size === 0) return `sha256:${hex(policy)}`;
  const named = [...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, bytes]) => `${hex(bytes)}  ${name}\n`);
  return `sha256:${hex([`${hex(policy)}  policy\n`, ...named].join(''))}`;
}

/** A pinned policy must not depend on a root file that is not pinned: anyone who can write that file could choose the signers. */
function refuseUnpinnedRoot(loaded: readonly LoadedPolicy[], { trustedRoot, trustDigest = [] }: GateOptions): void {
  if (trustDigest.length > 0 || !namesTrustFile(trustedRoot)) return;
  const open = loaded.find(({ policy }) => [...policy.trusts.values()].some(({ root }) => root.kind === 'run'));
  if (open === undefined) return;
  throw new CountersignError(
    'INPUT_MISSING',
    `policy-digest does not cover the file that trusted-root names: ${trustedRoot ?? ''}`,
    {
      expected: 'trust-digest, or a policy with "trust"',
      found: `no "trust" in ${open.policy.name}, so this file decides who is trusted`,
      hint: 'Name the root file under "trust" of the policy, so that the pin covers it; or pin the file with trust-digest.',
    },
  );
}

function checkPins(loaded: readonly LoadedPolicy[], written: string, files: readonly string[]): void {
  const pins = written.split(/\s+/).filter((pin) => pin !== '');
  if (files.length === 0 || pins.length !== loaded.length) {
    throw new CountersignError('INPUT_INVALID', 'policy-digest does not have one digest for each policy', {
      expected: `${String(files.length)} digests, one for each policy file, in the same order`,
      found: String(pins.length),
    });
  }
  loaded.forEach(({ pin }, index) => {
    const expected = pins[index]?.replace(/^(?!sha256:)/, 'sha256:');
    if (pin === expected) return;
    throw new CountersignError('POLICY_UNTRUSTED', `${files[index] ?? 'the policy'} is not the pinned policy`, {
      expected: expected ?? '',
      found: pin,
      hint: 'The pin covers the policy and every file that it names. Review what changed before you change the pin.',
    });
  });
}
