import { readdirSync, statSync, type Dirent } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DIGEST_ALGORITHMS, hashFile, type FileSubject } from '../../artifacts/index.js';
import { systemReason } from '../../errors/index.js';
import type { Run } from '../../run/index.js';

const MAX_ENTRIES = 100_000;
export const MAX_DEPTH = 32;
/** Folders of other projects. */
export const SKIPPED: ReadonlySet<string> = new Set(['.git', 'node_modules']);
/** Names of files with bundles: those of Sigstore, several in one file, and OpenSSF Model Signing. */
export const BUNDLE_NAME = /(?:\.sigstore(?:\.json)?|\.jsonl|\.bundle|^model\.sig)$/;

/**
 * The files that bundles may be about: by the name of the bundle, and by digest among the files of the places that are searched. A name
 * proves nothing: who uses a file checks the signature with it.
 */
export class SignedFiles {
  /** Files that could not be read. */
  readonly unread: string[] = [];
  private readonly places: { readonly path: string; readonly below: boolean }[] = [];
  private index: ReadonlyMap<string, readonly string[]> | undefined;

  constructor(private readonly run: Pick<Run, 'signal'>) {}

  /** A place that is searched, absolute: a folder with what is below it, or a file, beside which others are. */
  add(path: string, isFolder: boolean): void {
    this.places.push(isFolder ? { path, below: true } : { path: dirname(path), below: false });
    this.index = undefined;
  }

  /** The files beside a bundle whose name it has: `<file>.sigstore.json`, `<file>.<key>.sigstore.json`, `<file>.sigstore.jsonl`; the longest first. */
  async named(bundlePath: string): Promise<readonly FileSubject[]> {
    const name = basename(bundlePath);
    const ends = [...name].flatMap((character, at) => (character === '.' && at > 0 ? [at] : []));
    const files = ends.toReversed().map((end) => join(dirname(bundlePath), name.slice(0, end)));
    const found: FileSubject[] = [];
    for (const path of files) {
      const file = isFile(path) ? await this.read(path) : undefined;
      if (file !== undefined) found.push(file);
    }
    return found;
  }

  /** The files of the places that have one of these digests. All files are hashed at the first call. */
  async withDigest(digests: Readonly<Record<string, string>>): Promise<readonly FileSubject[]> {
    this.index ??= await this.hashAll();
    const paths = new Set(Object.values(digests).flatMap((hex) => this.index?.get(hex) ?? []));
    const found: FileSubject[] = [];
    for (const path of paths) {
      const file = await this.read(path);
      if (file !== undefined) found.push(file);
    }
    return found;
  }

  private async hashAll(): Promise<ReadonlyMap<string, readonly string[]>> {
    const byDigest = new Map<string, string[]>();
    this.entries = 0;
    const paths = new Set(this.places.flatMap(({ path, below }) => [...this.filesIn(path, below, 0)]));
    for (const path of paths) {
      const file = await this.read(path);
      for (const hex of file === undefined ? [] : Object.values(file.digests)) {
        const others = byDigest.get(hex);
        if (others === undefined) byDigest.set(hex, [path]);
        else others.push(path);
      }
    }
    return byDigest;
  }

  private entries = 0;

  private *filesIn(folder: string, below: boolean, depth: number): Generator<string> {
    const entries = entriesOf(folder);
    this.entries += entries.length;
    // The search for bundles has reported folders that cannot be read, are too deep, or have too many files.
    if (depth > MAX_DEPTH || this.entries > MAX_ENTRIES) return;
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && below && !SKIPPED.has(entry.name)) yield* this.filesIn(path, below, depth + 1);
      if (entry.isFile() && !BUNDLE_NAME.test(entry.name)) yield path;
    }
  }

  private async read(path: string): Promise<FileSubject | undefined> {
    try {
      const hashed = await hashFile(path, DIGEST_ALGORITHMS, { signal: this.run.signal });
      return { kind: 'file', name: basename(path), path, ...hashed };
    } catch (cause) {
      if (this.run.signal.aborted) throw cause;
      this.unread.push(`${path}: ${systemReason(cause)}`);
      return undefined;
    }
  }
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}

/** Also where a link leads: the name of the link is the name of the file. */
function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
