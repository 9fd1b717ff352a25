import { basename, dirname, isAbsolute, join, resolve, sep } from 'node:path';
import { fileOf, placesOf, readFrom, realPlace, type ImageSubject, type Subject } from '../artifacts/index.js';
import { bundleFileName } from '../bundles/index.js';
import { CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import type { CredentialSource } from './credentials.js';
import type { SignOptions } from './options.js';
import { refuseLosses } from './refuse-losses.js';

/** The place of a new bundle: its default path (absolute, without suffix), and its name in an output folder. */
export interface BundlePlace {
  readonly beside: string;
  readonly name: string;
}

export interface BundlePaths {
  /** The file for all bundles, one per line; undefined if each bundle has its own file. */
  readonly shared: string | undefined;
  /** Every file that is written, absolute. */
  readonly all: readonly string[];
  /** Absolute path for the bundle of a place and a key; the fallback key follows after all others. */
  of(place: number, source: number): string;
}

/**
 * Decides the path of every bundle before anything is signed. The bundle of the first key is `<file>.sigstore.json`, that of each
 * further key, and of a fallback key, `<file>.<key>.sigstore.json`. A bundle must not overwrite another bundle, an artifact or another file that the run reads
 * (resolved paths are compared, because links can give a file several names), nor an existing bundle about something else.
 * @param fallback signs only in the place of another key, so that one path for one bundle is enough
 * @throws CountersignError INPUT_INVALID, SUBJECT_DUPLICATE
 */
export function planBundlePaths(
  run: Run,
  options: Pick<SignOptions, 'outputDir' | 'bundlePath' | 'inputFiles' | 'nameEveryKey'>,
  places: readonly BundlePlace[],
  sources: readonly CredentialSource[],
  subjects: readonly Subject[],
  fallback?: CredentialSource,
): BundlePaths {
  const { outputDir, bundlePath } = options;
  const count = places.length * sources.length;
  const read = new Set(
    [...subjects.flatMap(readFrom), ...(options.inputFiles ?? []).map((path) => resolve(run.cwd, path))].flatMap((path) => [
      ...placesOf(path),
    ]),
  );
  const isRead = (path: string): boolean => [...placesOf(path)].some((place) => read.has(place));
  if (bundlePath !== undefined) {
    const path = resolve(run.cwd, bundlePath);
    if (isRead(path)) throw overwrites(bundlePath);
    const many = bundlePath.endsWith('.jsonl');
    if (count > 1 && !many) {
      throw new CountersignError('INPUT_INVALID', 'bundle-path names one file for several bundles', {
        expected: 'a path that ends in .jsonl',
        found: `${bundlePath} for ${count} bundles`,
        hint: 'Use a .jsonl file, or output-dir.',
      });
    }
    refuseLosses(path, 'named', subjects);
    return { shared: many ? path : undefined, all: [path], of: () => path };
  }
  const labels = keyLabels(fallback === undefined ? sources : [...sources, fallback], options.nameEveryKey === true);
  const taken = new Map<string, string>();
  const paths = places.map(({ name, beside }) =>
    labels.map((label) => {
      const stem = outputDir === undefined ? beside : inside(resolve(run.cwd, outputDir), name);
      const path = bundleFileName(label === undefined ? stem : `${stem}.${label}`);
      const place = realPlace(path);
      const other = taken.get(place);
      if (other !== undefined) {
        throw new CountersignError('SUBJECT_DUPLICATE', `two bundles would be written to ${path}`, {
          expected: 'names that differ',
          found: `${other} and ${name}`,
          hint: 'Sign them in separate steps with different output-dir.',
        });
      }
      if (isRead(path)) throw overwrites(path);
      refuseLosses(path, 'own', subjects);
      taken.set(place, name);
      return path;
    }),
  );
  return {
    shared: undefined,
    all: paths.flat(),
    of(place, source) {
      const path = paths[place]?.[source];
      if (path === undefined) throw new CountersignError('INTERNAL', 'a bundle has no planned path');
      return path;
    },
  };
}

/** The path of a subject's name in a folder. The name may be from a checksum file and must not lead out of the folder. */
function inside(folder: string, name: string): string {
  const path = resolve(folder, name);
  if (name !== '' && !isAbsolute(name) && !name.includes('\\') && path.startsWith(folder.endsWith(sep) ? folder : folder + sep))
    return path;
  throw new CountersignError('INPUT_INVALID', `the subject ${JSON.stringify(name)} cannot be the name of a file in ${folder}`, {
    expected: 'a relative path that stays inside the folder',
    found: name.slice(0, 200),
    hint: 'Run in a folder that contains all subjects, or use bundle-path.',
  });
}

/** The folder of all file subjects if it is the same, otherwise the working folder. */
export function commonFolder(run: Run, subjects: readonly Subject[]): string {
  const folders = new Set(subjects.map(fileOf).map((file) => (file === undefined ? run.cwd : dirname(file.path))));
  const [folder] = folders;
  return folders.size === 1 && folder !== undefined ? folder : run.cwd;
}

/** The place of a bundle whose subject is not a file: the working folder, unless an output folder is set. */
export function inWorkingFolder(run: Pick<Run, 'cwd'>, name: string): BundlePlace {
  return { name, beside: join(run.cwd, name) };
}

/** A file name without separators and colons, which stores of build artifacts reject. */
export function imageBundleName(image: ImageSubject): string {
  return `${image.name.replace(/[^A-Za-z0-9._-]+/g, '_')}-${image.digest.replace(':', '-')}`;
}

/** File-name part for each key; undefined for the first, unless it is named too. */
function keyLabels(sources: readonly CredentialSource[], nameFirst: boolean): (string | undefined)[] {
  const seen = new Set<string>();
  return sources.map(({ name }, index) => {
    if (index === 0 && !nameFirst) return undefined;
    const plain =
      basename(name.replace(/^(?:file:|env:\/\/)/, ''))
        .replace(/\.(?:pem|key)$/i, '')
        .replace(/[^A-Za-z0-9_-]+/g, '-')
        .replace(/^-+|-+$/g, '') || 'key';
    const label = seen.has(plain) ? `${plain}-${index + 1}` : plain;
    seen.add(label);
    return label;
  });
}

function overwrites(path: string): CountersignError {
  return new CountersignError('INPUT_INVALID', `the bundle would overwrite ${path}, which this run reads`, {
    expected: 'a path of its own',
    found: path,
    hint: 'Choose another bundle-path or output-dir.',
  });
}
