import { createHash } from 'node:crypto';
import { TrustedMetadataStore } from 'tuf-js/dist/store.js';
import { checkTufDocument } from './tuf-documents.js';
import type { TufRole } from './types.js';
import { EqualVersionError, ExpiredMetadataError } from 'tuf-js/dist/error.js';

/** Documents of a repository by name: `2.root.json`, `timestamp.json`, `snapshot.json`, `targets.json`, `role/ROLE.json`, `targets/NAME`. */
export type Documents = ReadonlyMap<string, Uint8Array>;

/** Gets a file of the mirror by its path; undefined if the mirror does not have it. */
export type Download = (path: string, maxBytes: number) => Promise<Uint8Array | undefined>;

/** A document breaks the chain from the anchor to the target. Never a network failure. */
export class BrokenChain extends Error {
  override readonly name = 'BrokenChain';

  constructor(
    readonly document: string,
    readonly kind: 'absent' | 'expired' | 'invalid',
    reason: string,
    cause?: unknown,
  ) {
    super(`${document}: ${reason}`, { cause });
  }
}

export interface Walked {
  /** The requested targets that the repository has. */
  readonly targets: Documents;
  /** All verified documents; with the same anchor they verify again. */
  readonly documents: Documents;
  /** When the first of the four roles expires. */
  readonly expires: Date;
  readonly roles: readonly TufRole[];
}

// The limits of tuf-js's own client.
const MAX_ROOT_BYTES = 512_000;
const MAX_TIMESTAMP_BYTES = 16_384;
const MAX_SNAPSHOT_BYTES = 2_000_000;
const MAX_TARGETS_BYTES = 5_000_000;
const MAX_TARGET_BYTES = 5_000_000;
const MAX_ROOT_ROTATIONS = 256;
const MAX_DELEGATIONS = 32;

/**
 * The client workflow of TUF 1.0 (section 5) in memory: from the anchor through each root to timestamp, snapshot, targets and the
 * bytes of the targets. `kept` comes from the cache and is untrusted: a document in it that verifies again protects against older
 * versions and replaces a download; others are ignored.
 * Without `download`, all documents must be in `kept`.
 * @throws BrokenChain; any error of `download`
 */
export async function walk(
  anchor: Uint8Array,
  kept: Documents,
  download: Download | undefined,
  names: readonly string[],
  now: Date,
): Promise<Walked> {
  const store = checked('the anchor root', () => {
    checkTufDocument(anchor, MAX_ROOT_BYTES);
    return new TrustedMetadataStore(Buffer.from(anchor));
  });
  // Section 5.1: one time for the whole walk; tuf-js would use the machine's clock.
  Object.assign(store, { referenceTime: now });
  const documents = new Map<string, Uint8Array>();

  /** Uses the cached document if it verifies, otherwise that of the mirror. @returns whether there was one */
  async function tryStep(name: string, path: string, maxBytes: number, use: (bytes: Buffer) => unknown): Promise<boolean> {
    const old = kept.get(name);
    const isMetadata = !name.startsWith('targets/');
    const useChecked = (bytes: Uint8Array): void => {
      if (bytes.length > maxBytes) throw new Error(`expected at most ${String(maxBytes)} bytes, found ${String(bytes.length)}`);
      if (isMetadata) checkTufDocument(bytes, maxBytes);
      use(Buffer.from(bytes));
    };
    const isGood = old !== undefined && download !== undefined && passes(() => useChecked(old));
    const bytes = isGood || download === undefined ? old : await download(path, maxBytes);
    if (bytes === undefined) return false;
    if (!isGood) checked(name, () => useChecked(bytes));
    documents.set(name, bytes);
    return true;
  }

  async function step(name: string, path: string, maxBytes: number, use: (bytes: Buffer) => unknown): Promise<void> {
    if (await tryStep(name, path, maxBytes, use)) return;
    throw new BrokenChain(name, 'absent', download === undefined ? 'it is not in the cache' : 'the mirror does not have it');
  }

  // Section 5.3: one root after another, each signed by the one before it and by itself.
  for (let rotations = 0; ; rotations += 1) {
    const name = `${store.root.signed.version + 1}.root.json`;
    if (!(await tryStep(name, name, MAX_ROOT_BYTES, (bytes) => store.updateRoot(bytes)))) break;
    // To stop here and go on with an old root would trust keys that a later root may have replaced.
    if (rotations >= MAX_ROOT_ROTATIONS)
      throw new BrokenChain(
        name,
        'invalid',
        `more than ${String(MAX_ROOT_ROTATIONS)} roots follow the pinned one; pin a newer root`,
      );
  }
  const { consistentSnapshot } = store.root.signed;

  // Section 5.4: always downloaded; if an older one verifies, the new one must not have a lower version.
  const old = kept.get('timestamp.json');
  if (old !== undefined && download !== undefined)
    passes(() => {
      checkTufDocument(old, MAX_TIMESTAMP_BYTES);
      store.updateTimestamp(Buffer.from(old));
    });
  const newest = download === undefined ? old : await download('timestamp.json', MAX_TIMESTAMP_BYTES);
  if (newest === undefined)
    throw new BrokenChain('timestamp.json', 'absent', download ? 'the mirror does not have it' : 'it is not in the cache');
  const isNews = checked('timestamp.json', () => {
    checkTufDocument(newest, MAX_TIMESTAMP_BYTES);
    try {
      store.updateTimestamp(Buffer.from(newest));
      return true;
    } catch (error) {
      if (error instanceof EqualVersionError) return false;
      throw error;
    }
  });
  // A document with an equal version is not replaced, even if its bytes differ (section 5.4.3).
  documents.set('timestamp.json', isNews ? newest : (old ?? newest));

  // Section 5.5. The old snapshot is read first, without its hash, because the new one must not have lower versions.
  const snapshotMeta = store.timestamp?.signed.snapshotMeta;
  if (snapshotMeta === undefined) throw new BrokenChain('timestamp.json', 'absent', 'it does not list snapshot.json');
  const oldSnapshot = kept.get('snapshot.json');
  if (download !== undefined && oldSnapshot !== undefined) passes(() => store.updateSnapshot(Buffer.from(oldSnapshot), true));
  await step(
    'snapshot.json',
    consistentSnapshot ? `${snapshotMeta.version}.snapshot.json` : 'snapshot.json',
    Math.min(snapshotMeta.length ?? MAX_SNAPSHOT_BYTES, MAX_SNAPSHOT_BYTES),
    (bytes) => store.updateSnapshot(bytes),
  );

  /** Section 5.6: a delegated targets role. */
  async function role(name: string, parent: string): Promise<void> {
    const file = `${encodeURIComponent(name)}.json`;
    if (['root', 'timestamp', 'snapshot'].includes(name))
      throw new BrokenChain(file, 'invalid', 'a targets role is delegated to it');
    const known = store.getRole(name);
    if (known !== undefined) {
      // It was verified for another parent, which may name other keys for it.
      checked(file, () => (parent === 'root' ? store.root : store.getRole(parent))?.verifyDelegate(name, known));
      return;
    }
    const meta = store.snapshot?.signed.meta[`${name}.json`];
    if (meta === undefined) throw new BrokenChain('snapshot.json', 'invalid', `it does not list ${name}.json`);
    await step(
      parent === 'root' ? file : `role/${file}`,
      consistentSnapshot ? `${meta.version}.${file}` : file,
      Math.min(meta.length ?? MAX_TARGETS_BYTES, MAX_TARGETS_BYTES),
      (bytes) => store.updateDelegatedTargets(bytes, name, parent),
    );
  }

  /** Section 5.6.7: the roles in order of appearance; the first that lists the target decides. */
  async function find(path: string): Promise<TargetInfo | undefined> {
    const visit: [name: string, parent: string][] = [['targets', 'root']];
    const seen = new Set<string>();
    for (let next = visit.pop(); next !== undefined && seen.size <= MAX_DELEGATIONS; next = visit.pop()) {
      const [name, parent] = next;
      if (seen.has(name)) continue;
      seen.add(name);
      await role(name, parent);
      const signed = store.getRole(name)?.signed;
      if (signed !== undefined && Object.hasOwn(signed.targets, path)) return signed.targets[path];
      const children: [string, string][] = [];
      for (const { role: child, terminating } of signed?.delegations?.rolesForTarget(path) ?? []) {
        children.push([child, name]);
        if (!terminating) continue;
        visit.length = 0;
        break;
      }
      visit.push(...children.toReversed());
    }
    return undefined;
  }

  await role('targets', 'root');
  const targets = new Map<string, Uint8Array>();
  for (const name of names) {
    const target = await find(name);
    if (target === undefined) continue;
    const [hash = ''] = Object.values(target.hashes);
    // Section 5.7
    await step(
      `targets/${name}`,
      `targets/${consistentSnapshot ? `${hash}.${name}` : name}`,
      Math.min(target.length, MAX_TARGET_BYTES),
      (bytes) => requireTarget(target, bytes),
    );
    targets.set(name, documents.get(`targets/${name}`) ?? new Uint8Array());
  }
  const { root, timestamp, snapshot } = store;
  const roles = Object.entries({ root, timestamp, snapshot, targets: store.targets }).map(([name, metadata]) => ({
    name,
    version: metadata?.signed.version ?? 0,
    expires: new Date(metadata?.signed.expires ?? 0),
  }));
  const expires = Math.min(...roles.map((one) => one.expires.getTime()));
  return { targets, documents, expires: new Date(expires), roles };
}

interface TargetInfo {
  readonly length: number;
  readonly hashes: Readonly<Record<string, string>>;
}

/** Checks length and all hashes; a target without a known hash is refused. */
function requireTarget({ length, hashes }: TargetInfo, bytes: Uint8Array): void {
  if (bytes.length !== length) throw new Error(`expected ${length} bytes, found ${bytes.length}`);
  const known = Object.entries(hashes).filter(([algorithm]) => /^sha(256|384|512)$/.test(algorithm));
  if (known.length === 0) throw new Error('its metadata has no SHA-2 hash');
  for (const [algorithm, expected] of known) {
    const found = createHash(algorithm).update(bytes).digest('hex');
    if (found !== expected) throw new Error(`expected ${algorithm} ${expected}, found ${found}`);
  }
}

function passes(use: () => unknown): boolean {
  try {
    use();
    return true;
  } catch {
    return false;
  }
}

function checked<T>(document: string, use: () => T): T {
  try {
    return use();
  } catch (error) {
    const kind = error instanceof ExpiredMetadataError ? 'expired' : 'invalid';
    throw new BrokenChain(document, kind, error instanceof Error ? error.message : String(error), error);
  }
}
