import { resolve } from 'node:path';
import type { PublicKey } from '../../crypto/index.js';
import { asCountersignError, CountersignError, systemReason } from '../../errors/index.js';
import { openPublicKey, type KeyServices } from '../../public-keys/index.js';
import type { Run } from '../../run/index.js';
import { decodeUtf8, encodeUtf8, readRegularFile } from '../../wire/index.js';
import { lineDiff } from './line-diff.js';
import { ALL, earlierSince, revokedSince, withRevokedSigner, type RevokedSince } from './policy-changes.js';
import { keyOfSigner, readPolicyFile, replaceUnchanged, type PolicyFile } from './policy-key.js';

/** A key that is to be revoked, and where policies name it. */
export interface RevokedKey {
  readonly key: PublicKey;
  readonly policies: readonly { readonly policy: PolicyFile; readonly signers: readonly string[] }[];
}

/**
 * The key of a signer of the policies, or of a reference; with every signer of the policies that has the same key, under whatever name.
 * @param named the name of a signer, or a reference of its public key
 * @throws CountersignError INPUT_INVALID, POLICY_*, KEY_*, FILE_UNREADABLE
 */
export async function keyToRevoke(
  run: Run,
  named: string,
  policyFiles: readonly string[],
  services: KeyServices | undefined,
): Promise<RevokedKey> {
  const policies: PolicyFile[] = [];
  for (const file of policyFiles) policies.push(await readPolicyFile(run, file));
  const key = await keyNamed(run, named, policies, services);
  const found = [];
  for (const policy of policies) {
    const signers: string[] = [];
    for (const name of Object.keys(policy.document.signers)) {
      if (await isKeyOf(run, policy, name, key, services)) signers.push(name);
    }
    if (signers.length === 0)
      throw new CountersignError('INPUT_INVALID', `${policy.name} has no signer with the key ${named}`, {
        expected: `a signer with the key ${key.fingerprint}`,
        found: Object.keys(policy.document.signers).join(', '),
      });
    found.push({ policy, signers });
  }
  return { key, policies: found };
}

/**
 * Whether a signer has the key. The key of another signer may not be there now, and a revocation must not wait for it: the gate refuses the
 * revoked key under every name, so one name is enough.
 */
async function isKeyOf(
  run: Run,
  policy: PolicyFile,
  name: string,
  key: PublicKey,
  services: KeyServices | undefined,
): Promise<boolean> {
  try {
    return (await keyOfSigner(run, policy, name, services))?.material === key.material;
  } catch (thrown) {
    const who = policy.policy.signers.get(name)?.who;
    if (who?.kind === 'key' && who.sha256 === key.fingerprint) return true;
    const { code, message } = asCountersignError(thrown);
    const why = who?.kind === 'key' && who.sha256 !== undefined ? 'by its sha256 it is another key' : 'the signer is not revoked';
    run.log.warn(`the key of the signer ${name} in ${policy.name} cannot be read (${code}: ${message}); ${why}`);
    return false;
  }
}

async function keyNamed(
  run: Run,
  named: string,
  policies: readonly PolicyFile[],
  services: KeyServices | undefined,
): Promise<PublicKey> {
  for (const policy of policies) {
    const key = await keyOfSigner(run, policy, named, services);
    if (key !== undefined) return key;
  }
  const readFile = (path: string): Uint8Array => {
    try {
      return readRegularFile(resolve(run.cwd, path), 64 * 1024, { followLink: true });
    } catch (cause) {
      const signers = policies.flatMap(({ document }) => Object.keys(document.signers));
      throw new CountersignError('FILE_UNREADABLE', `${named} is no signer with a key, and no file that can be read`, {
        expected:
          signers.length === 0
            ? 'the reference of a public key'
            : `a signer (${signers.join(', ')}), or the reference of a public key`,
        found: systemReason(cause),
      });
    }
  };
  return (await openPublicKey(run, named, { readFile, services })).key;
}

/** What a revocation changes in a policy. */
export interface Revocation {
  readonly policy: string;
  /** None if nothing changes. */
  readonly diff: readonly string[];
  /** From when on each signer was revoked, and is now; `all`: none of its signatures counts. */
  readonly signers: readonly {
    readonly signer: string;
    readonly before: RevokedSince | undefined;
    readonly after: RevokedSince;
  }[];
}

/**
 * From when on no signature of the key counts: the earliest of the asked moment and of those that the policies have already.
 * @param since undefined: no signature counts
 */
export function sinceOf({ policies }: RevokedKey, since: string | undefined): RevokedSince {
  const known = policies.flatMap(({ policy, signers }) =>
    signers.flatMap((signer) => revokedSince(policy.document, signer) ?? []),
  );
  return [since ?? ALL, ...known].reduce(earlierSince);
}

/**
 * Writes the revocation into the policies; with `dryRun` only shows it.
 * @param since the first moment whose signatures do not count any more, RFC 3339 or a date; undefined: all
 */
export async function revokeIn(
  run: Run,
  { policies }: RevokedKey,
  { since, dryRun }: { readonly since: string | undefined; readonly dryRun: boolean },
): Promise<readonly Revocation[]> {
  const changes: {
    readonly policy: PolicyFile;
    readonly before: string;
    readonly after: string;
    readonly signers: Revocation['signers'];
  }[] = [];
  // All of them are made before the first is written.
  for (const { policy, signers } of policies) {
    const before = decodeUtf8(policy.bytes, policy.name, 'POLICY_INVALID');
    const revoked: Revocation['signers'][number][] = [];
    let text = before;
    for (const signer of signers) {
      const change = await withRevokedSigner(encodeUtf8(text), policy.name, signer, since);
      text = change.text;
      revoked.push({ signer, before: change.before, after: change.after });
    }
    changes.push({ policy, before, after: text, signers: revoked });
  }
  if (!dryRun) for (const { policy, before, after } of changes) if (after !== before) await replaceUnchanged(run, policy, after);
  return changes.map(({ policy, before, after, signers }) => ({
    policy: policy.name,
    diff: before === after ? [] : lineDiff(before, after),
    signers,
  }));
}
