import { rm } from 'node:fs/promises';
import { imagesOf, pinnedImage, subjectLabel, type ImageSubject } from '../artifacts/index.js';
import { MAX_BUNDLES, readBundle } from '../bundles/index.js';
import { hash } from '../crypto/index.js';
import { asCountersignError, type CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import type { StoredReferrer } from '../registry/index.js';
import { joinLines, onOneLine, writeWhole } from './bundle-files.js';
import type { BundlePaths } from './bundle-paths.js';
import type { Proven } from './proven.js';
import type { DoneSignature, PlannedSignature, PushOptions } from './plan/types.js';
import { encodeHex } from '../wire/index.js';
import { bundleTextsAt } from './refuse-losses.js';
import type { SignedArtifact, StoredBundle } from './types.js';
import { workThrough } from './work.js';

/** A verified signature with the path of its bundle. */
export interface Filed {
  readonly proven: Proven;
  readonly path: string;
  /** Whether the bundle of this signature is in the file at `path`; another file there is not ours to remove. */
  readonly isThere: boolean;
  /** Present if the signature is of an earlier run. */
  readonly done?: DoneSignature;
}

/** Number of manifests that are pushed to at the same time; bundles of one manifest are pushed in turn, because they share its list of referrers. */
const PUSHES_AT_ONCE = 8;

/** Writes a verified bundle to its file, unless all bundles share one file, which `writeShared` writes at the end. */
export async function writeBundle(run: Run, paths: BundlePaths, path: string, proven: Proven): Promise<Filed> {
  if (paths.shared === undefined) {
    await writeWhole(run, path, proven.serialized);
    run.emit({ event: 'written', artifact: labelOf(proven), path });
  }
  return { proven, path, isThere: paths.shared === undefined };
}

/**
 * Takes a signature of an earlier run: writes its bundle file if it is missing, and wanted or not stored with every image. It is then stored
 * where it is missing.
 */
export async function finishDone(
  run: Run,
  paths: BundlePaths,
  planned: PlannedSignature & { readonly done: DoneSignature },
): Promise<Filed> {
  const { done, path, subjects } = planned;
  const { stored, onDisk, ...proven } = done;
  run.emit({ event: 'already-signed', artifact: planned.label, signer: proven.signer.identity ?? proven.signer.name });
  const isStored = planned.repositories.length > 0 && imagesOf(subjects).every((image) => stored.has(pinnedImage(image)));
  if (onDisk || (isStored && !planned.keepsFile)) return { proven, path, isThere: onDisk, done };
  return { ...(await writeBundle(run, paths, path, proven)), done };
}

/**
 * Writes the shared file for all bundles; not if nothing was signed, so that an older file is kept. If some artifacts were not signed, the
 * bundles that the file had stay in it, after the new ones: they may be the only ones of those artifacts.
 * @throws CountersignError STORE_FAILED
 */
export async function writeShared(run: Run, paths: BundlePaths, filed: readonly Filed[], isPartial: boolean): Promise<void> {
  if (paths.shared === undefined || filed.length === 0) return;
  const made = filed.map(({ proven }) => proven.serialized);
  await writeWhole(run, paths.shared, joinLines(isPartial ? withEarlier(made, paths.shared) : made));
  for (const { proven } of filed) run.emit({ event: 'written', artifact: labelOf(proven), path: paths.shared });
}

/** The new bundles, then those of the file that are not among them, as many as a file can contain. */
function withEarlier(made: readonly Uint8Array[], path: string): readonly Uint8Array[] {
  const digests = new Set(made.map((bytes) => encodeHex(hash('sha256', bytes))));
  const earlier = bundleTextsAt(path).flatMap(({ bytes, what }) => {
    try {
      const line = onOneLine(bytes, readBundle(bytes, what));
      return digests.has(encodeHex(hash('sha256', line))) ? [] : [line];
    } catch {
      return [];
    }
  });
  return [...made, ...earlier].slice(0, MAX_BUNDLES);
}

const labelOf = ({ subjects }: Proven): string => subjects.map(subjectLabel).join(', ');

/** The result for a bundle that is only written to a file. */
export function unstored(filed: Filed): SignedArtifact {
  return signedArtifact(filed, { path: filed.path, stored: [], failures: [] });
}

const NEW = 'the new bundle';

function signedArtifact({ proven, done }: Filed, where: Pick<SignedArtifact, 'path' | 'stored' | 'failures'>): SignedArtifact {
  return {
    ...proven,
    ...where,
    state: done === undefined ? 'signed' : 'already-signed',
    get bundle() {
      return readBundle(proven.serialized, NEW);
    },
  };
}

/**
 * Stores bundles, which are on disk, with their images, except those that are there already. A failed push is reported, and the bundle
 * file is kept.
 */
export async function pushAll(run: Run, filed: readonly Filed[], options: PushOptions): Promise<SignedArtifact[]> {
  const pushes = filed.flatMap((entry) => imagesOf(entry.proven.subjects).map((image) => ({ entry, image })));
  const manifests = new Map<string, typeof pushes>();
  for (const push of pushes) {
    const key = pinnedImage(push.image);
    const known = manifests.get(key);
    if (known === undefined) manifests.set(key, [push]);
    else known.push(push);
  }
  const stored = new Map<Filed, StoredBundle[]>(filed.map((entry) => [entry, []]));
  const failures = new Map<Filed, CountersignError[]>(filed.map((entry) => [entry, []]));
  await workThrough(
    [...manifests].map(([subject, list]) => ({
      subject,
      work: async () => {
        for (const { entry, image } of list) {
          const before = entry.done?.stored.get(pinnedImage(image));
          if (before !== undefined) {
            stored.get(entry)?.push({ reference: before, digest: before.slice(before.indexOf('@') + 1) });
            continue;
          }
          const result = await push(run, entry.proven, image, options);
          if ('stored' in result) stored.get(entry)?.push(result.stored);
          else failures.get(entry)?.push(result.error);
        }
      },
    })),
    PUSHES_AT_ONCE,
  );
  return Promise.all(
    filed.map(async (entry) => {
      const failed = failures.get(entry) ?? [];
      const keep = options.keepFiles || failed.length > 0;
      if (!keep && entry.isThere) await rm(entry.path, { force: true });
      for (const error of failed)
        run.emit({
          event: 'not-stored',
          artifact: labelOf(entry.proven),
          code: error.code,
          problem: error.message,
          path: entry.path,
        });
      return signedArtifact(entry, {
        path: keep ? entry.path : undefined,
        stored: stored.get(entry) ?? [],
        failures: failed,
      });
    }),
  );
}

async function push(
  run: Run,
  { serialized }: Proven,
  image: ImageSubject,
  { registry, repository }: PushOptions,
): Promise<{ readonly stored: StoredReferrer } | { readonly error: CountersignError }> {
  try {
    const stored = await registry.attach(
      image,
      readBundle(serialized, NEW),
      serialized,
      repository === undefined ? {} : { repository },
    );
    run.emit({ event: 'stored', artifact: subjectLabel(image), digest: stored.digest, reference: stored.reference });
    return { stored };
  } catch (thrown) {
    return { error: asCountersignError(thrown, 'STORE_FAILED') };
  }
}
