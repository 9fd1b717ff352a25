import { statSync } from 'node:fs';
import { basename, isAbsolute, join, resolve } from 'node:path';
import { imageOf, onDisk, type ImageSubject, type Subject } from '../artifacts/index.js';
import { bundleFileName, bundleKey, type Evidence, type EvidenceItem } from '../bundles/index.js';
import { CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import type { Registry } from '../registry/index.js';
import type { OpenGithubApi } from './github-api.js';
import { besideFile, placesBeside } from './beside.js';
import { about, evidenceOf, merged, NOTHING } from './candidates.js';
import { MAX_CANDIDATES, MAX_CANDIDATE_BYTES, overLimit } from './limits.js';
import { fileOnce, folderOnce } from './memory.js';

export interface EvidenceOptions {
  /** Files, folders, `registry`, `github`, `github:owner/name`. None: beside the file; the registry for images. */
  readonly places: readonly string[];
  /** Asked only about what lives in one. */
  readonly registry?: Registry;
  /** Another repository for image signatures. */
  readonly signatureRepository?: string;
  /** The one bundle file (`.json` or `.jsonl`) to judge by; no other place is searched. */
  readonly bundle?: string;
  /** Origins of GitHub APIs that the policy names by its signers; only there, and to api.github.com, goes a GitHub token. */
  readonly githubApis?: readonly string[];
  /** Who speaks to GitHub's API; default: a few lines of our own. */
  readonly openGithub?: OpenGithubApi | undefined;
}

/**
 * All candidate bundles of a subject in the places named. Nothing is verified here; what is found may be about something
 * else or forged. "None" means that every place was asked: a place that could not be asked is in `incomplete`.
 *
 * @throws CountersignError FILE_UNREADABLE for a named file or folder that isn't there, INPUT_INVALID, INPUT_MISSING, INPUT_UNSUPPORTED
 */
export async function findEvidence(run: Run, subject: Subject, options: EvidenceOptions): Promise<Evidence> {
  if (options.bundle !== undefined) return tidy([explicitFile(run, resolve(run.cwd, options.bundle), subject)]);
  const places = options.places.length === 0 ? [undefined] : options.places;
  return tidy(await Promise.all(places.map((place) => search(run, subject, place, options))));
}

/** The places that `findEvidence` asks, as a reader of its answer would look for them. */
export function searchedPlaces(run: Run, subject: Subject, options: EvidenceOptions): readonly string[] {
  if (options.bundle !== undefined) return [options.bundle];
  const here = onDisk(subject);
  const image = imageOf(subject);
  const inRegistry = image === undefined ? [] : [options.signatureRepository ?? image.name];
  const places = options.places.length === 0 ? [undefined] : options.places;
  return places.flatMap((place) => {
    if (place === undefined) return here === undefined ? inRegistry : placesBeside(run, here);
    if (place === 'registry') return inRegistry;
    if (place !== 'github' && !place.startsWith('github:')) return [place];
    return [
      `attestations of ${place === 'github' ? (run.env['GITHUB_REPOSITORY'] ?? place) : place.slice('github:'.length)} on GitHub`,
    ];
  });
}

function search(run: Run, subject: Subject, place: string | undefined, options: EvidenceOptions): Evidence | Promise<Evidence> {
  const here = place === undefined ? onDisk(subject) : undefined;
  if (here !== undefined) return besideFile(run, here);
  if (place === undefined || place === 'registry') return inRegistry(subject, options);
  if (place === 'github' || place.startsWith('github:')) return onGithub(run, subject, place, options);
  if (place === 'gitlab' || place.startsWith('gitlab:')) {
    throw new CountersignError('INPUT_UNSUPPORTED', "evidence: GitLab's attestation API is not read yet", {
      expected: 'a file, a folder, registry or github',
      found: place,
      hint: 'download the attestation and name the file in evidence',
    });
  }
  return inPath(run, subject, resolve(run.cwd, place));
}

/** What is stored with the subject; nothing for what lives in no registry. */
function inRegistry(subject: Subject, options: EvidenceOptions): Evidence | Promise<Evidence> {
  const image = imageOf(subject);
  return image === undefined ? NOTHING : withImage(image, options);
}

async function withImage(image: ImageSubject, { registry, signatureRepository }: EvidenceOptions): Promise<Evidence> {
  if (registry === undefined) throw new CountersignError('INPUT_MISSING', `${image.reference}: no registry client was given`);
  return await registry.find(image, signatureRepository === undefined ? {} : { repository: signatureRepository });
}

async function onGithub(
  run: Run,
  subject: Subject,
  place: string,
  { githubApis, openGithub }: EvidenceOptions,
): Promise<Evidence> {
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
  return await githubAttestations(run, repository, sha256, githubApis, openGithub);
}

function inPath(run: Run, subject: Subject, path: string): Evidence {
  if (!isFolder(path)) return explicitFile(run, path, subject);
  return merged([ownInFolder(run, path, subject), about(folderOnce(run, path, 'all'), subject)]);
}

/** What can't be looked at is none: reading it as a file says why. */
function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** What bears the file's name is a candidate even if it speaks of another digest: the answer is then "changed" and not "none". */
function ownInFolder(run: Run, folder: string, subject: Subject): Evidence {
  if (onDisk(subject) === undefined) return NOTHING;
  // Signing with `output-dir` keeps the folders of names.
  const names = isAbsolute(subject.name) || subject.name.split(/[\\/]/).includes('..') ? [] : [subject.name];
  const paths = new Set([basename(subject.name), ...names].map((name) => join(folder, bundleFileName(name))));
  return merged([...paths].map((path) => evidenceOf(fileOnce(run, path)?.all ?? [])));
}

/**
 * A file that the user named. With one bundle in it that one is the candidate, whatever it says it is about, so that the
 * answer is "this bundle is of another artifact" and not "none"; with several, those that speak of the subject.
 */
function explicitFile(run: Run, path: string, subject: Subject): Evidence {
  const file = fileOnce(run, path);
  if (file === undefined) {
    throw new CountersignError('FILE_UNREADABLE', `the bundle file ${path} doesn't exist`, {
      expected: 'a bundle, or a folder of bundles',
      found: 'no such file',
      hint: path.includes(',')
        ? 'Write one place a line: a comma is part of the name.'
        : 'Check the paths given in bundle and evidence.',
    });
  }
  if (file.all.length === 1) return evidenceOf(file.all);
  const fitting = about(file, subject);
  if (fitting.items.some(({ kind }) => kind === 'bundle')) return fitting;
  return merged([fitting, { items: evidenceOf(file.all.slice(0, 1)).items, incomplete: [] }]);
}

/** The same bundle in two places is one candidate; the number of candidates is limited, and a cut is said. */
function tidy(found: readonly Evidence[]): Evidence {
  const { items, incomplete } = merged(found);
  const unique = new Map<string, EvidenceItem>();
  for (const item of items) {
    const key = candidateKey(item);
    if (!unique.has(key)) unique.set(key, item);
  }
  return withinLimits([...unique.values()], incomplete);
}

/** By what a bundle says, not by its bytes: one signature with more white space would be a thousand candidates. */
function candidateKey(item: EvidenceItem): string {
  if (item.kind === 'unreadable') return `unreadable ${item.origin.location}`;
  const { claim } = item;
  // A text of cosign's old form is not in the bundle: it is a part of what is judged.
  const about = claim === undefined ? [] : [claim.image.name, claim.image.digest, Buffer.from(claim.payload).toString('base64')];
  return JSON.stringify([bundleKey(item.bundle), ...about]);
}

/** Over a limit the small candidates are kept: they cost the least, and the usual signature is small. */
function withinLimits(all: readonly EvidenceItem[], incomplete: Evidence['incomplete']): Evidence {
  const total = all.reduce((sum, item) => sum + sizeOf(item), 0);
  if (all.length <= MAX_CANDIDATES && total <= MAX_CANDIDATE_BYTES) return { items: all, incomplete };
  let bytes = 0;
  const items = all
    .toSorted((a, b) => sizeOf(a) - sizeOf(b))
    .slice(0, MAX_CANDIDATES)
    .filter((item) => (bytes += sizeOf(item)) <= MAX_CANDIDATE_BYTES);
  const cut = overLimit(
    'there are more candidate bundles than are looked at',
    `${MAX_CANDIDATES} bundles and ${MAX_CANDIDATE_BYTES} bytes for one artifact`,
    'name fewer places in evidence, or remove bundles that are not needed',
  );
  return { items, incomplete: [cut, ...incomplete] };
}

/** Bytes that have to be hashed and read to judge it. */
function sizeOf(item: EvidenceItem): number {
  return item.kind === 'bundle' && item.bundle.content.kind === 'dsse' ? item.bundle.content.payload.length : 0;
}
