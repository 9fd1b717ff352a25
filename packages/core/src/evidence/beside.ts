import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import type { OnDisk } from '../artifacts/index.js';
import { bundleFileName } from '../bundles/index.js';
import { CountersignError, isMissing } from '../errors/index.js';
import type { Run } from '../run/index.js';
import { about, evidenceOf, merged, NOTHING, mayBeAbout } from './candidates.js';
import { listedPlaces } from './listed-places.js';
import type { Evidence } from './types.js';
import { fileOnce, folderOnce, furtherKeysOnce, readFile } from './memory.js';

/**
 * The bundles at the default location of a file's bundles. The file's own bundle, `<file>.sigstore.json`, is always a candidate.
 * Other bundles are candidates if they mention its digest: those of further keys (`<file>.<key>.sigstore.json`), and those about several
 * files (`provenance.sigstore.json`, `bundles.sigstore.jsonl`) beside the file and in the working folder.
 */
export function besideFile(run: Run, subject: OnDisk): Evidence {
  const paths = locations(run, subject);
  const folders = new Set([...paths.map((path) => dirname(path)), run.cwd]);
  return merged([
    ...paths.map((path) => evidenceOf(readFile(run, bundleFileName(path)) ?? [])),
    ...paths.map((path) => ifExists(() => ofFurtherKeys(run, subject, path))),
    ...[...folders].map((folder) => ifExists(() => about(folderOnce(run, folder, 'shared'), subject))),
  ]);
}

/** The locations that `besideFile` searches, for messages: the file's own bundle, and folders (with a `/` at the end); relative to the working folder. */
export function placesBeside(run: Run, subject: OnDisk): readonly string[] {
  const paths = locations(run, subject);
  const folders = new Set([...paths.map((path) => dirname(path)), run.cwd]);
  const shown = [
    ...paths.map((path) => shownPath(run, bundleFileName(path))),
    ...[...folders].map((one) => `${shownPath(run, one)}/`),
  ];
  return [...new Set(shown)];
}

function shownPath({ cwd }: Run, path: string): string {
  const short = relative(cwd, path);
  if (short === '') return '.';
  return short.startsWith('..') || isAbsolute(short) ? path : short.split(sep).join('/');
}

function ofFurtherKeys(run: Run, subject: OnDisk, path: string): Evidence {
  const own = basename(bundleFileName(path));
  const names = (furtherKeysOnce(run, dirname(path)).get(basename(path)) ?? []).filter((name) => name !== own);
  const read = names.map((name) => fileOnce(run, join(dirname(path), name)));
  return evidenceOf(read.flatMap((file) => file?.all ?? []).filter((candidate) => mayBeAbout(candidate, subject)));
}

/** A folder that does not exist contains no bundles; a folder that cannot be listed makes the search incomplete. */
function ifExists(search: () => Evidence): Evidence {
  try {
    return search();
  } catch (error) {
    if (!(error instanceof CountersignError)) throw error;
    return isMissing(error.cause) ? NOTHING : { items: [], incomplete: [error] };
  }
}

/**
 * The paths of the subject's file: as named, and with links resolved. For a line of a checksum file: beside the checksum file, and in
 * the working folder.
 */
function locations(run: Run, subject: OnDisk): readonly string[] {
  const own = [subject.path, subject.realPath].flatMap((path) => path ?? []);
  return [...new Set([...own, ...listedPlaces(run, subject)])];
}
