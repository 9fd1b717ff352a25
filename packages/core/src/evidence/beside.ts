import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import type { OnDisk } from '../artifacts/index.js';
import { bundleFileName, type Evidence } from '../bundles/index.js';
import { CountersignError, isMissing } from '../errors/index.js';
import type { Run } from '../run/index.js';
import { about, evidenceOf, merged, NOTHING, speaksOf } from './candidates.js';
import { listedPlaces } from './listed-places.js';
import { fileOnce, folderOnce, furtherKeysOnce, readFile } from './memory.js';

/**
 * The default place of a file's bundles. Its own, `<file>.sigstore.json`, is always a candidate. Then those that speak of its
 * digest: of further keys (`<file>.<key>.sigstore.json`) and for several files (`provenance.sigstore.json`, `bundles.sigstore.jsonl`), beside
 * it and in the working folder.
 */
export function besideFile(run: Run, subject: OnDisk): Evidence {
  const paths = locations(run, subject);
  const folders = new Set([...paths.map((path) => dirname(path)), run.cwd]);
  return merged([
    ...paths.map((path) => evidenceOf(readFile(run, bundleFileName(path)) ?? [])),
    ...paths.map((path) => ifThere(() => ofFurtherKeys(run, subject, path))),
    ...[...folders].map((folder) => ifThere(() => about(folderOnce(run, folder, 'shared'), subject))),
  ]);
}

/** Where `besideFile` looks, for people: the file's own bundle, and folders (with a `/` at the end). Relative to the working folder. */
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
  return evidenceOf(read.flatMap((file) => file?.all ?? []).filter((candidate) => speaksOf(candidate, subject)));
}

/** A folder that doesn't exist holds no bundles; one that may not be listed is a place that could not be asked. */
function ifThere(look: () => Evidence): Evidence {
  try {
    return look();
  } catch (error) {
    if (!(error instanceof CountersignError)) throw error;
    return isMissing(error.cause) ? NOTHING : { items: [], incomplete: [error] };
  }
}

/**
 * Where the file of a subject lies, as it was named and where a link leads. A line of a checksum file is looked for beside
 * that file, and in the working folder.
 */
function locations(run: Run, subject: OnDisk): readonly string[] {
  const own = [subject.path, subject.realPath].flatMap((path) => path ?? []);
  return [...new Set([...own, ...listedPlaces(run, subject)])];
}
