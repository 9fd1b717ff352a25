import { readdirSync, statSync, type Dirent } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import {
  bytesOf,
  MAX_WHOLE_BYTES,
  pinnedImage,
  type Digests,
  type FileSubject,
  type ImageSubject,
} from '../../artifacts/index.js';
import { MAX_BUNDLES_BYTES, readBundle, splitBundles, type Bundle } from '../../bundles/index.js';
import type { PublicKey } from '../../crypto/index.js';
import { asCountersignError, CountersignError, systemReason } from '../../errors/index.js';
import type { EvidenceItem } from '../../evidence/index.js';
import type { Registry } from '../../registry/index.js';
import type { Run } from '../../run/index.js';
import { manifestsOf } from '../../subjects/index.js';
import { readRegularFile } from '../../wire/index.js';
import { mayBeBy, signedByKey, subjectsOf, type Answer, type SignedSubject } from './signed-by-key.js';
import { BUNDLE_NAME, MAX_DEPTH, SignedFiles, SKIPPED } from './signed-files.js';

const MAX_ENTRIES = 100_000;

/** A signature that the key made. */
export interface AffectedSignature {
  /** The file or the place in a registry of the bundle. */
  readonly where: string;
  readonly state: 'signed' | 'unchecked';
  readonly kind: 'file' | 'image' | 'statement';
  readonly subjects: readonly SignedSubject[];
  /** The file that was signed, if it is there and has the digest of the signature; relative to the working folder. */
  readonly file?: string;
  /** `registry/repository@sha256:…` for an image. */
  readonly image?: string;
  readonly bundle: Bundle;
  readonly imageText?: Uint8Array;
  readonly digests?: Digests;
  /** Those of a small file. */
  readonly bytes?: Uint8Array | undefined;
}

export interface Affected {
  readonly signatures: readonly AffectedSignature[];
  /** What could not be searched: the list may lack signatures. */
  readonly incomplete: readonly string[];
  /** Bundles that were read. */
  readonly read: number;
}

/** Finds what a key signed below folders, in files of bundles, and with images. Every signature is checked with the key. */
export async function findAffected(run: Run, key: PublicKey, places: readonly string[], registry: Registry): Promise<Affected> {
  const search = new Search(run, key, registry);
  const paths = places
    .filter((place) => !place.startsWith('oci://'))
    .map((place) => search.place(resolve(run.cwd, place), place));
  for (const path of paths) await search.path(path);
  for (const place of places) if (place.startsWith('oci://')) await search.repository(place.slice('oci://'.length));
  for (const problem of search.files.unread) search.incomplete.push(problem);
  return { signatures: search.signatures, incomplete: search.incomplete, read: search.read };
}

class Search {
  readonly signatures: AffectedSignature[] = [];
  readonly incomplete: string[] = [];
  read = 0;
  readonly files: SignedFiles;
  private entries = 0;

  constructor(
    private readonly run: Run,
    private readonly key: PublicKey,
    private readonly registry: Registry,
  ) {
    this.files = new SignedFiles(run);
  }

  /** A folder or file that is searched. All are known before the first is searched: a file may be in another place than its bundle. */
  place(path: string, name: string): { readonly path: string; readonly isFolder: boolean } {
    try {
      const isFolder = statSync(path).isDirectory();
      this.files.add(path, isFolder);
      return { path, isFolder };
    } catch (cause) {
      throw new CountersignError('FILE_UNREADABLE', `${name} cannot be searched`, {
        expected: 'a folder, a file with bundles, or oci://REFERENCE',
        found: systemReason(cause),
      });
    }
  }

  async path({ path, isFolder }: { readonly path: string; readonly isFolder: boolean }): Promise<void> {
    if (isFolder) await this.folder(path, 0);
    else await this.file(path, true);
  }

  private async folder(path: string, depth: number): Promise<void> {
    if (depth > MAX_DEPTH) return void this.incomplete.push(`${this.shown(path)}: more than ${String(MAX_DEPTH)} folders deep`);
    let entries: readonly Dirent[];
    try {
      entries = readdirSync(path, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
    } catch (cause) {
      return void this.incomplete.push(`${this.shown(path)}: ${systemReason(cause)}`);
    }
    this.entries += entries.length;
    if (this.entries > MAX_ENTRIES)
      return void this.incomplete.push(`${this.shown(path)}: more than ${String(MAX_ENTRIES)} files in all`);
    for (const entry of entries) {
      const inner = join(path, entry.name);
      if (entry.isDirectory() && !SKIPPED.has(entry.name)) await this.folder(inner, depth + 1);
      // A link is not followed: its target is searched where it is.
      if (entry.isFile() && BUNDLE_NAME.test(entry.name)) await this.file(inner, /\.sigstore(?:\.json)?$/.test(entry.name));
    }
  }

  /** @param named whether the name says that it is a bundle: then it is reported if it is not */
  private async file(path: string, named: boolean): Promise<void> {
    let texts;
    try {
      texts = splitBundles(readRegularFile(path, MAX_BUNDLES_BYTES), this.shown(path));
    } catch (cause) {
      if (named) this.incomplete.push(`${this.shown(path)}: ${asCountersignError(cause).message}`);
      return;
    }
    for (const { bytes, what } of texts) {
      let bundle: Bundle;
      try {
        bundle = readBundle(bytes, what);
      } catch (cause) {
        if (named) this.incomplete.push(`${what}: ${asCountersignError(cause).message}`);
        continue;
      }
      this.read += 1;
      await this.ofFile(path, what, bundle);
    }
  }

  private async ofFile(path: string, where: string, bundle: Bundle): Promise<void> {
    if (!mayBeBy(this.key, bundle)) return;
    const isMessage = bundle.content.kind === 'message';
    const claimed = subjectsOf(bundle);
    for (const file of await this.files.named(path)) {
      const answer = await this.signed(bundle, file);
      // A statement is about the file if it names its digest; a signature that verifies with the file is about it.
      if (answer === 'yes' && (isMessage || claimed.some(({ digests }) => hasSame(digests, file.digests))))
        return void this.signatures.push(signatureOf(bundle, where, 'yes', claimed, this.shown(file.path), file));
    }
    // The file may have changed since, or is not beside the bundle: the digest of the bundle says what was signed.
    const answer = await signedByKey(this.key, bundle, {});
    const files = isMessage && (answer !== 'no' || this.key.hash === undefined) ? await this.filesOf(bundle, claimed) : [];
    for (const file of files) this.signatures.push(signatureOf(bundle, where, 'yes', claimed, this.shown(file.path), file));
    if (files.length === 0 && answer !== 'no') this.signatures.push(signatureOf(bundle, where, answer, claimed));
  }

  /** The files of all places whose bytes the key signed. */
  private async filesOf(bundle: Bundle, claimed: readonly SignedSubject[]): Promise<readonly FileSubject[]> {
    const found: FileSubject[] = [];
    for (const { digests } of claimed)
      for (const file of await this.files.withDigest(digests)) if ((await this.signed(bundle, file)) === 'yes') found.push(file);
    return found;
  }

  /** Pure Ed25519 and ML-DSA sign the whole file: it is read again if it is too large to be kept. */
  private signed(bundle: Bundle, file: FileSubject): Promise<Answer> {
    const isWhole = this.key.hash === undefined && bundle.content.kind === 'message';
    return signedByKey(this.key, bundle, isWhole ? { ...file, bytes: bytesOf(file, MAX_WHOLE_BYTES) } : file);
  }

  /** A tag, a digest, or all tags of a repository. */
  async repository(reference: string): Promise<void> {
    const references = await this.attempt(reference, () => this.registry.tagged(reference));
    for (const one of references ?? []) {
      const image = await this.attempt(one, () => this.registry.resolve(one));
      if (image !== undefined) for (const manifest of manifestsOf([image])) await this.image(manifest);
    }
  }

  private readonly seen = new Set<string>();

  private async image(image: ImageSubject): Promise<void> {
    const pinned = pinnedImage(image);
    if (this.seen.has(pinned)) return;
    this.seen.add(pinned);
    const found = await this.attempt(pinned, () => this.registry.find(image));
    for (const error of found?.incomplete ?? []) this.incomplete.push(`${pinned}: ${error.message}`);
    for (const item of found?.items ?? []) await this.ofImage(pinned, image, item);
  }

  private async ofImage(pinned: string, image: ImageSubject, item: EvidenceItem): Promise<void> {
    if (item.kind === 'unreadable') return void this.incomplete.push(`${item.origin.location}: ${item.error.message}`);
    const { bundle, claim } = item;
    this.read += 1;
    const answer = await signedByKey(this.key, bundle, claim === undefined ? {} : { imageText: claim.payload });
    if (answer === 'no') return;
    const subjects = subjectsOf(bundle, claim?.payload);
    this.signatures.push({
      where: item.origin.location,
      state: answer === 'yes' ? 'signed' : 'unchecked',
      kind: 'image',
      subjects,
      // A bundle that is attached to an image may be about something else.
      ...(subjects.some(({ digests }) => hasSame(digests, image.contentDigests))
        ? { image: pinned, digests: image.contentDigests }
        : {}),
      bundle,
      ...(claim === undefined ? {} : { imageText: claim.payload }),
    });
  }

  private async attempt<T>(what: string, ask: () => Promise<T>): Promise<T | undefined> {
    try {
      return await ask();
    } catch (thrown) {
      const { code, message } = asCountersignError(thrown);
      this.incomplete.push(`${what}: ${code}: ${message}`);
      return undefined;
    }
  }

  private shown(path: string): string {
    const short = relative(this.run.cwd, path);
    return short === '' || short.startsWith('..') ? path : short;
  }
}

const hasSame = (claimed: Readonly<Record<string, string>>, digests: Digests): boolean =>
  (['sha512', 'sha384', 'sha256'] as const).some((name) => claimed[name] !== undefined && claimed[name] === digests[name]);

/** @param file the file that was signed, with its path for people */
function signatureOf(
  bundle: Bundle,
  where: string,
  answer: Exclude<Answer, 'no'>,
  claimed: readonly SignedSubject[],
  shown?: string,
  file?: FileSubject,
): AffectedSignature {
  const isMessage = bundle.content.kind === 'message';
  return {
    where,
    state: answer === 'yes' ? 'signed' : 'unchecked',
    kind: isMessage ? 'file' : 'statement',
    subjects: isMessage && file !== undefined ? [{ name: undefined, digests: { ...file.digests } }] : claimed,
    ...(file === undefined || shown === undefined ? {} : { file: shown, digests: file.digests, bytes: file.bytes }),
    bundle,
  };
}
