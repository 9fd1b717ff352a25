import { statSync } from 'node:fs';
import { basename, isAbsolute, join, resolve } from 'node:path';
import { imageOf, onDisk, type ImageSubject, type Subject } from '../artifacts/index.js';
import { bundleFileName, bundleKey } from '../bundles/index.js';
import { CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import type { OpenGithubApi } from './github-api.js';
import { besideFile, placesBeside } from './beside.js';
import { about, evidenceOf, merged, NOTHING } from './candidates.js';
import { MAX_CANDIDATES, MAX_CANDIDATE_BYTES, overLimit } from './limits.js';
import { isGithubPlace, repositoryOf } from './github-place.js';
import { fileOnce, folderOnce } from './memory.js';
import type { Evidence, EvidenceItem, ImageEvidence } from './types.js';

export interface EvidenceOptions {
  /** Files, folders, `registry`, `github`, `github:owner/name`. Empty: beside the file; for images the registry. */
  readonly places: readonly string[];
  /** Needed for images only. */
  readonly registry?: ImageEvidence;
  /** Another repository for image signatures. */
  readonly signatureRepository?: string;
  /** The only bundle file (`.json` or `.jsonl`) to use; no other place is searched. */
  readonly bundle?: string;
  /** Origins of the GitHub APIs of the policy's signers. A GitHub token is sent only to these and to api.github.com. */
  readonly githubApis?: readonly string[];
  /** Opens the client of GitHub's API; default: our own small client. */
  readonly openGithub?: OpenGithubApi | undefined;
}

/**
 * All candidate bundles of a subject in the given places. Nothing is verified here: a candidate may be forged or about something else.
 * A place that could not be searched is in `incomplete`.
 *
 * @throws CountersignError FILE_UNREADABLE for a named file or folder that does not exist, INPUT_INVALID, INPUT_MISSING, INPUT_UNSUPPORTED
 */
export async function findEvidence(run: Run, subject: Subject, options: EvidenceOptions): Promise<Evidence> {
  if (options.bundle !== undefined) return distinct([explicitFile(run, resolve(run.cwd, options.bundle), subject)]);
  const places = options.places.length === 0 ? [undefined] : options.places;
  return distinct(await Promise.all(places.map((place) => search(run, subject, place, options))));
}

/** The places that `findEvidence` searches, for messages. */
export function searchedPlaces(run: Run, subject: Subject, options: EvidenceOptions): readonly string[] {
  if (options.bundle !== undefined) return [options.bundle];
  const here = onDisk(subject);
  const image = imageOf(subject);
  const inRegistry = image === undefined ? [] : [options.signatureRepository ?? image.name];
  const places = options.places.length === 0 ? [undefined] : options.places;
  return places.flatMap((place) => {
    if (place === undefined) return here === undefined ? inRegistry : placesBeside(run, here);
    if (place === 'registry') return inRegistry;
    return [isGithubPlace(place) ? `attestations of ${repositoryOf(run, place)} on GitHub` : place];
  });
}

function search(run: Run, subject: Subject, place: string | undefined, options: EvidenceOptions): Evidence | Promise<Evidence> {
  const here = place === undefined ? onDisk(subject) : undefined;
  if (here !== undefined) return besideFile(run, here);
  if (place === undefined || place === 'registry') return inRegistry(subject, options);
  if (isGithubPlace(place)) return onGithub(run, subject, place, options);
  if (place === 'gitlab' || place.startsWith('gitlab:')) {
    throw new CountersignError('INPUT_UNSUPPORTED', "evidence: GitLab's attestation API is not supported yet", {
      expected: 'a file, a folder, registry or github',
      found: place,
      hint: 'Download the attestation and name the file in evidence.',
    });
  }
  return inPath(run, subject, resolve(run.cwd, place));
}

/** The bundles that are stored with an image in its registry; none for other subjects. */
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
  const repository = repositoryOf(run, place);
  const { sha256 } = subject.digests;
  if (sha256 === undefined) {
    throw new CountersignError('INPUT_UNSUPPORTED', `${subject.name}: GitHub lists attestations by SHA-256 only`, {
      expected: 'a sha256 digest',
      found: Object.keys(subject.digests).join(', '),
      hint: 'Name the bundle files in evidence.',
    });
  }
  const { githubAttestations } = await import('./github-attestations.js');
  return await githubAttestations(run, repository, sha256, githubApis, openGithub);
}

function inPath(run: Run, subject: Subject, path: string): Evidence {
  if (!isFolder(path)) return explicitFile(run, path, subject);
  return merged([ownInFolder(run, path, subject), about(folderOnce(run, path, 'all'), subject)]);
}

/** False if the path cannot be read: reading it as a file then fails with the reason. */
function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** A bundle with the file's name is a candidate even if it mentions another digest, so that the reason is "changed" and not "no bundle". */
function ownInFolder(run: Run, folder: string, subject: Subject): Evidence {
  if (onDisk(subject) === undefined) return NOTHING;
  // Signing with `output-dir` keeps the folders in the names.
  const names = isAbsolute(subject.name) || subject.name.split(/[\\/]/).includes('..') ? [] : [subject.name];
  const paths = new Set([basename(subject.name), ...names].map((name) => join(folder, bundleFileName(name))));
  return merged([...paths].map((path) => evidenceOf(fileOnce(run, path)?.all ?? [])));
}

/**
 * A file that the user named. If it contains one bundle, that is the candidate even if it mentions another digest, so that the reason
 * is "the bundle is for another artifact" and not "no bundle". If it contains several, those that may be about the subject.
 */
function explicitFile(run: Run, path: string, subject: Subject): Evidence {
  const file = fileOnce(run, path);
  if (file === undefined) {
    throw new CountersignError('FILE_UNREADABLE', `the bundle file ${path} does not exist`, {
      expected: 'a bundle, or a folder of bundles',
      found: 'no such file',
      hint: path.includes(',')
        ? 'Write one place per line: a comma is part of the name.'
        : 'Check the paths in bundle and evidence.',
    });
  }
  if (file.all.length === 1) return evidenceOf(file.all);
  const fitting = about(file, subject);
  if (fitting.items.some(({ kind }) => kind === 'bundle')) return fitting;
  return merged([fitting, { items: evidenceOf(file.all.slice(0, 1)).items, incomplete: [] }]);
}

/** The same bundle in two places is one candidate. The number of candidates is limited; if some are left out, the search is incomplete. */
function distinct(found: readonly Evidence[]): Evidence {
  const { items, incomplete } = merged(found);
  const unique = new Map<string, EvidenceItem>();
  for (const item of items) {
    const key = candidateKey(item);
    if (!unique.has(key)) unique.set(key, item);
  }
  return withinLimits([...unique.values()], incomplete);
}

/** Compares the content of bundles and not their bytes: copies of one bundle that differ in white space are one candidate. */
function candidateKey(item: EvidenceItem): string {
  if (item.kind === 'unreadable') return `unreadable ${item.origin.location}`;
  const { claim } = item;
  // The text of cosign's simple signing is not in the bundle, but it is part of the candidate.
  const about = claim === undefined ? [] : [claim.image.name, claim.image.digest, Buffer.from(claim.payload).toString('base64')];
  return JSON.stringify([bundleKey(item.bundle), ...about]);
}

/** If a limit is exceeded, the small candidates are kept: they take the least time, and ordinary signatures are small. */
function withinLimits(all: readonly EvidenceItem[], incomplete: Evidence['incomplete']): Evidence {
  const total = all.reduce((sum, item) => sum + sizeOf(item), 0);
  if (all.length <= MAX_CANDIDATES && total <= MAX_CANDIDATE_BYTES) return { items: all, incomplete };
  let bytes = 0;
  const items = all
    .toSorted((a, b) => sizeOf(a) - sizeOf(b))
    .slice(0, MAX_CANDIDATES)
    .filter((item) => (bytes += sizeOf(item)) <= MAX_CANDIDATE_BYTES);
  const cut = overLimit(
    'there are too many candidate bundles',
    `${MAX_CANDIDATES} bundles and ${MAX_CANDIDATE_BYTES} bytes for one artifact`,
    'Name fewer places in evidence, or remove bundles that are not needed.',
  );
  return { items, incomplete: [cut, ...incomplete] };
}

/** Number of bytes that must be hashed and parsed to verify the candidate. */
function sizeOf(item: EvidenceItem): number {
  return item.kind === 'bundle' && item.bundle.content.kind === 'dsse' ? item.bundle.content.payload.length : 0;
}
