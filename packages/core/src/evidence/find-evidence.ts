import { stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import type { Subject } from '../artifacts/index.js';
import { bundleFileName, type Evidence, type EvidenceItem } from '../bundles/index.js';
import { CountersignError, type Run } from '../errors/index.js';
import type { Registry } from '../registry/index.js';
import { isMissing, readBundleFile, readBundleFolder, type BundleFolder, type FileCandidate } from './bundle-files.js';

export interface EvidenceOptions {
  /** Files, folders, `registry`, `github`, `github:owner/name`. None: beside the file; the registry for images. */
  readonly places: readonly string[];
  /** Needed for images. */
  readonly registry?: Registry;
  /** Another repository for image signatures. */
  readonly signatureRepository?: string;
  /** The one bundle file (`.json` or `.jsonl`) to judge by; no other place is searched. */
  readonly bundle?: string;
}

/** Candidates of one subject: an attacker must not buy unlimited signature checks. */
const MAX_CANDIDATES = 1000;
const NOTHING: Evidence = { items: [], incomplete: [] };

/**
 * All candidate bundles of a subject in the places named. Nothing is verified here; what is found may be about something
 * else or forged. "None" means that every place was asked: a place that could not be asked is in `incomplete`.
 *
 * @throws CountersignError FILE_UNREADABLE for a named file or folder that isn't there, INPUT_INVALID, INPUT_MISSING, INPUT_UNSUPPORTED
 */
export async function findEvidence(run: Run, subject: Subject, options: EvidenceOptions): Promise<Evidence> {
  if (options.bundle !== undefined) return tidy([await explicitFile(run, resolve(run.cwd, options.bundle), subject)]);
  const places = options.places.length === 0 ? [undefined] : options.places;
  return tidy(await Promise.all(places.map((place) => search(run, subject, place, options))));
}

function search(run: Run, subject: Subject, place: string | undefined, options: EvidenceOptions): Promise<Evidence> {
  if (place === undefined) return subject.kind === 'image' ? inRegistry(subject, options) : beside(run, subject);
  if (place === 'registry') return subject.kind === 'image' ? inRegistry(subject, options) : Promise.resolve(NOTHING);
  if (place === 'github' || place.startsWith('github:')) return onGithub(run, subject, place);
  if (place === 'gitlab' || place.startsWith('gitlab:')) {
    throw new CountersignError('INPUT_UNSUPPORTED', "evidence: GitLab's attestation API is not read yet", {
      expected: 'a file, a folder, registry or github',
      found: place,
      hint: 'download the attestation and name the file in evidence',
    });
  }
  return inPath(run, subject, resolve(run.cwd, place));
}

async function inRegistry(
  subject: Subject & { readonly kind: 'image' },
  { registry, signatureRepository }: EvidenceOptions,
): Promise<Evidence> {
  if (registry === undefined) throw new CountersignError('INPUT_MISSING', `${subject.reference}: no registry client was given`);
  return await registry.find(subject, signatureRepository === undefined ? {} : { repository: signatureRepository });
}

async function onGithub(run: Run, subject: Subject, place: string): Promise<Evidence> {
  const repository = place === 'github' ? run.env['GITHUB_REPOSITORY'] : place.slice('github:'.length);
  if (
    repository === undefined ||
    !/^[A-Za-z0-9_.-]+\/[A-Za-z0-9_.-]+$/.test(repository) ||
    repository.split('/').some((part) => /^\.+$/.test(part))
  ) {
    throw new CountersignError('INPUT_INVALID', 'evidence: github needs a repository', {
      expected: 'github:owner/name, or github in a GitHub job',
      found: repository ?? 'no GITHUB_REPOSITORY',
      hint: 'write evidence: github:owner/name',
    });
  }
  const { sha256 } = subject.digests;
  if (sha256 === undefined) {
    throw new CountersignError('INPUT_UNSUPPORTED', `${subject.name}: GitHub finds attestations by SHA-256 only`, {
      expected: 'a sha256 digest',
      found: Object.keys(subject.digests).join(', '),
      hint: 'name the bundle files in evidence',
    });
  }
  const { githubAttestations } = await import('./github-attestations.js');
  return await githubAttestations(run, repository, sha256);
}

/** A file's own bundle, always a candidate, and bundles beside it that speak of its digest: provenance for several files. */
async function beside(run: Run, subject: Subject & { readonly kind: 'file' | 'digest' }): Promise<Evidence> {
  const found = await Promise.all(
    locations(run, subject).map(async (path): Promise<Evidence> => {
      const own = (await readBundleFile(bundleFileName(path))) ?? [];
      const folder = dirname(path);
      const shared = await folderOnce(run, folder, 'beside').catch((error: unknown) => {
        // A folder that isn't there holds no bundles; one that may not be listed still gave us the file's own.
        if (error instanceof CountersignError && isMissing(error.cause)) return undefined;
        throw error;
      });
      return merged([evidenceOf(own), about(shared, subject)]);
    }),
  );
  return merged(found);
}

/** Where the file of a subject lies, or would lie: a line of a checksum file is looked for beside that file and in the working folder. */
function locations(run: Run, subject: Subject & { readonly kind: 'file' | 'digest' }): readonly string[] {
  if (subject.kind === 'file') return [subject.path];
  // The name comes from the checksum file and must not lead elsewhere.
  if (isAbsolute(subject.name) || subject.name.split(/[\\/]/).includes('..') || subject.name.includes('\0')) return [];
  const list = resolve(run.cwd, subject.origin.replace(/:\d+$/, ''));
  return [...new Set([join(dirname(list), subject.name), join(run.cwd, subject.name)])];
}

async function inPath(run: Run, subject: Subject, path: string): Promise<Evidence> {
  const kind = await stat(path).then(
    (stats) => (stats.isDirectory() ? 'folder' : 'file'),
    () => 'missing',
  );
  if (kind === 'folder') return about(await folderOnce(run, path, 'all'), subject);
  return await explicitFile(run, path, subject);
}

/**
 * A file that the user named. With one bundle in it that one is the candidate, whatever it says it is about, so that the
 * answer is "this bundle is of another artifact" and not "none"; with several, those that speak of the subject.
 */
async function explicitFile(run: Run, path: string, subject: Subject): Promise<Evidence> {
  const candidates = await fileOnce(run, path);
  if (candidates === undefined) {
    throw new CountersignError('FILE_UNREADABLE', `the bundle file ${path} doesn't exist`, {
      expected: 'a bundle, or a folder of bundles',
      found: 'no such file',
      hint: 'check the paths given in bundle and evidence',
    });
  }
  if (candidates.length === 1) return evidenceOf(candidates);
  const fitting = candidates.filter((candidate) => speaksOf(candidate, subject));
  return evidenceOf(fitting.some(({ item }) => item.kind === 'bundle') ? fitting : [...fitting, ...candidates.slice(0, 1)]);
}

function speaksOf({ item, digests }: FileCandidate, subject: Subject): boolean {
  return item.kind === 'unreadable' || digests === undefined || hexDigests(subject).some((digest) => digests.has(digest));
}

function hexDigests({ digests }: Subject): readonly string[] {
  return [digests.sha256, digests.sha384, digests.sha512].flatMap((digest) => (digest === undefined ? [] : [digest]));
}

function about(folder: BundleFolder | undefined, subject: Subject): Evidence {
  if (folder === undefined) return NOTHING;
  const { items } = evidenceOf([...folder.about(hexDigests(subject)), ...folder.unreadable]);
  return { items, incomplete: folder.incomplete === undefined ? [] : [folder.incomplete] };
}

/** What was read in a run, so that a thousand subjects read a folder once. */
interface Memory {
  readonly folders: Map<string, Promise<BundleFolder>>;
  readonly files: Map<string, Promise<readonly FileCandidate[] | undefined>>;
}
const memories = new WeakMap<Run, Memory>();

function memoryOf(run: Run): Memory {
  const memory = memories.get(run) ?? { folders: new Map(), files: new Map() };
  memories.set(run, memory);
  return memory;
}

function folderOnce(run: Run, folder: string, which: 'all' | 'beside'): Promise<BundleFolder> {
  const { folders } = memoryOf(run);
  const key = `${which} ${folder}`;
  const known = folders.get(key) ?? readBundleFolder(folder, which === 'all' ? () => true : isShared);
  folders.set(key, known);
  return known;
}

function fileOnce(run: Run, path: string): Promise<readonly FileCandidate[] | undefined> {
  const { files } = memoryOf(run);
  const known = files.get(path) ?? readBundleFile(path);
  files.set(path, known);
  return known;
}

/**
 * Names that bundles for several files, further keys and attestations have beside them. `<file>.sigstore.json` itself is not
 * among them: it is read as its file's own, not for each of its neighbours.
 */
function isShared(name: string): boolean {
  return /(?:^|[._-])(?:provenance|intoto|attestations?|multiple)(?:\.[A-Za-z0-9_-]+)?\.(?:sigstore\.json|jsonl)$/.test(
    basename(name),
  );
}

function evidenceOf(candidates: readonly FileCandidate[]): Evidence {
  return { items: candidates.map(({ item }) => item), incomplete: [] };
}

function merged(found: readonly Evidence[]): Evidence {
  return { items: found.flatMap(({ items }) => items), incomplete: found.flatMap(({ incomplete }) => incomplete) };
}

/** The same bundle in two places is one candidate; the number of candidates is limited, and a cut is said. */
function tidy(found: readonly Evidence[]): Evidence {
  const { items, incomplete } = merged(found);
  const unique = new Map<string, EvidenceItem>();
  for (const item of items) {
    const key = item.kind === 'bundle' ? item.digest : `unreadable ${item.origin.location}`;
    if (!unique.has(key)) unique.set(key, item);
  }
  const all = [...unique.values()];
  if (all.length <= MAX_CANDIDATES) return { items: all, incomplete };
  const cut = new CountersignError('EVIDENCE_TOO_LARGE', 'there are more candidate bundles than are looked at', {
    expected: `at most ${MAX_CANDIDATES}`,
    found: `${all.length}`,
    hint: 'name fewer places in evidence',
  });
  return { items: all.slice(0, MAX_CANDIDATES), incomplete: [...incomplete, cut] };
}
