import { unlinkSync } from 'node:fs';
import type { State } from '../state.js';

/** The data of a manifest that the registry keeps in memory. */
export interface ManifestRecord {
  readonly digest: string;
  readonly mediaType: string;
  readonly size: number;
  /** Digest of the manifest it refers to. */
  readonly subject?: string;
  readonly artifactType?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

interface Repository {
  readonly blobs: Set<string>;
  readonly manifests: Map<string, ManifestRecord>;
  readonly tags: Map<string, string>;
}

type Change =
  | { readonly repository: string; readonly blob: string }
  | { readonly repository: string; readonly manifest: ManifestRecord }
  | { readonly repository: string; readonly tag: string; readonly digest: string }
  | { readonly repository: string; readonly removeBlob: string }
  | { readonly repository: string; readonly removeManifest: string }
  | { readonly repository: string; readonly removeTag: string };

const JOURNAL = 'registry/journal';

/** Repositories of blobs, manifests and tags: content as files by digest, everything else in a journal that is replayed at start. */
export class RegistryStorage {
  private readonly repositories = new Map<string, Repository>();

  constructor(private readonly state: State) {
    for (const line of state.lines(JOURNAL)) this.apply(JSON.parse(line) as Change);
  }

  names(): string[] {
    return [...this.repositories.keys()].sort();
  }

  has(repository: string): boolean {
    return this.repositories.has(repository);
  }

  blob(repository: string, digest: string): Buffer | undefined {
    return this.repositories.get(repository)?.blobs.has(digest) ? this.content(digest) : undefined;
  }

  hasBlob(repository: string, digest: string): boolean {
    return this.repositories.get(repository)?.blobs.has(digest) ?? false;
  }

  putBlob(repository: string, digest: string, content: Uint8Array): void {
    this.state.write(file(digest), content);
    this.record({ repository, blob: digest });
  }

  /** Adds a blob of one repository to another; false if the first does not have it. */
  mount(from: string, repository: string, digest: string): boolean {
    if (!this.hasBlob(from, digest)) return false;
    this.record({ repository, blob: digest });
    return true;
  }

  removeBlob(repository: string, digest: string): boolean {
    if (!this.hasBlob(repository, digest)) return false;
    this.record({ repository, removeBlob: digest });
    this.forget(digest);
    return true;
  }

  /** By digest or tag. */
  manifest(repository: string, reference: string): ManifestRecord | undefined {
    const found = this.repositories.get(repository);
    return found?.manifests.get(found.tags.get(reference) ?? reference);
  }

  content(digest: string): Buffer | undefined {
    return this.state.read(file(digest));
  }

  putManifest(repository: string, manifest: ManifestRecord, content: Uint8Array): void {
    this.state.write(file(manifest.digest), content);
    this.record({ repository, manifest });
  }

  putTag(repository: string, tag: string, digest: string): void {
    this.record({ repository, tag, digest });
  }

  /** Removes a tag, or a manifest with all its tags. */
  removeManifest(repository: string, reference: string): boolean {
    const found = this.repositories.get(repository);
    if (found?.tags.has(reference)) {
      this.record({ repository, removeTag: reference });
      return true;
    }
    if (!found?.manifests.has(reference)) return false;
    this.record({ repository, removeManifest: reference });
    this.forget(reference);
    return true;
  }

  tags(repository: string): string[] {
    return [...(this.repositories.get(repository)?.tags.keys() ?? [])].sort();
  }

  referrers(repository: string, subject: string): ManifestRecord[] {
    return [...(this.repositories.get(repository)?.manifests.values() ?? [])].filter((manifest) => manifest.subject === subject);
  }

  private record(change: Change): void {
    this.apply(change);
    this.state.appendLine(JOURNAL, JSON.stringify(change));
  }

  private apply(change: Change): void {
    let found = this.repositories.get(change.repository);
    if (!found) {
      found = { blobs: new Set(), manifests: new Map(), tags: new Map() };
      this.repositories.set(change.repository, found);
    }
    if ('blob' in change) found.blobs.add(change.blob);
    else if ('manifest' in change) found.manifests.set(change.manifest.digest, change.manifest);
    else if ('tag' in change) found.tags.set(change.tag, change.digest);
    else if ('removeBlob' in change) found.blobs.delete(change.removeBlob);
    else if ('removeTag' in change) found.tags.delete(change.removeTag);
    else {
      found.manifests.delete(change.removeManifest);
      for (const [tag, digest] of found.tags) if (digest === change.removeManifest) found.tags.delete(tag);
    }
  }

  /** Removes content that no repository uses any more. */
  private forget(digest: string): void {
    const used = [...this.repositories.values()].some(({ blobs, manifests }) => blobs.has(digest) || manifests.has(digest));
    if (!used) unlinkSync(this.state.path(file(digest)));
  }
}

function file(digest: string): string {
  return `registry/content/${digest.replace(':', '/')}`;
}
