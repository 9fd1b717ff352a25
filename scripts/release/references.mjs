/**
 * References to a release of this project in documentation and examples. `release.json` says which release they name; until the first
 * release it is a placeholder. Only this file knows the forms of a reference.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../bundling/bundle.mjs';
import { stated } from './release-state.mjs';

/** @typedef {{version: string, commit: string}} Release `version` without `v`, `commit` as 40 hexadecimal digits */

export const RELEASE_FILE = 'release.json';
/** @returns {Release} what documentation and examples name now */
export const namedRelease = () => JSON.parse(readFileSync(join(root, RELEASE_FILE), 'utf8'));

const COMMIT = String.raw`(?:[0-9a-f]{40}|<commit>)`;
const VERSION = String.raw`(?:\d+\.\d+\.\d+(?:-[0-9a-z][0-9a-z.-]*[0-9a-z])?|<version>)`;
const OURS = String.raw`countersign/(?:countersign(?:/[\w./-]+)?|components/[\w-]+)@`;

/** Each finds one form; `commit` and `version` name its parts. */
const FORMS = [
  // uses: countersign/countersign/actions/sign-blob@<commit> # v1.2.3
  new RegExp(String.raw`(?<=${OURS})(?<commit>${COMMIT})`, 'g'),
  new RegExp(String.raw`(?<=${OURS}${COMMIT}['"]?[ \t]+#[ \t]*v?)(?<version>${VERSION})`, 'g'),
  new RegExp(String.raw`(?<=${OURS}v?)(?<version>${VERSION})`, 'g'),
  // https://github.com/countersign/countersign/releases/download/v1.2.3/…, …/blob/v1.2.3/…
  new RegExp(String.raw`(?<=countersign/countersign/(?:releases/(?:download|tag)|blob|tree|raw)/v)(?<version>${VERSION})`, 'g'),
  new RegExp(String.raw`(?<=countersign/countersign/v)(?<version>${VERSION})(?=/)`, 'g'),
  // countersign-1.2.3.tar.gz, countersign-core-1.2.3.tgz, a folder countersign-1.2.3/
  new RegExp(String.raw`(?<=\bcountersign(?:-core|-components)?-)(?<version>${VERSION})(?=\.(?:tgz|tar|oci|cdx)|/)`, 'g'),
  // npx countersign@1.2.3
  new RegExp(String.raw`(?<=(?:\bcountersign|@countersign/core)@)(?<version>${VERSION})`, 'g'),
  // ghcr.io/countersign/countersign:1.2.3
  new RegExp(String.raw`(?<=countersign/countersign:)(?<version>${VERSION})`, 'g'),
  // VERSION=1.2.3, in a block of shell commands; refs/tags/v1.2.3
  new RegExp(String.raw`(?<=^[ \t]*(?:export )?VERSION=)(?<version>${VERSION})`, 'gm'),
  new RegExp(String.raw`(?<=countersign/countersign/\.github/workflows/release\.yml@refs/tags/v)(?<version>${VERSION})`, 'g'),
];

/** Files in which references are looked for: those that people read and copy. Not in tests, fixtures and the list of changes. */
const READ = /\.(?:md|ya?ml|sh|json)$/;
const PLACES =
  /^(?:README\.md|release\.json|docs\/|examples\/|actions\/[^/]+\/[^/]+$|gitlab-components\/(?!dist\/)|packages\/[^/]+\/README\.md)/;
export const mayRefer = (path) => READ.test(path) && PLACES.test(path);

/** @param {string} text @returns {{found: string, part: 'commit' | 'version'}[]} every reference in a text */
export function references(text) {
  return FORMS.flatMap((form) =>
    [...text.matchAll(form)].map(({ groups = {} }) =>
      groups.commit === undefined ? { found: groups.version, part: 'version' } : { found: groups.commit, part: 'commit' },
    ),
  );
}

/** @param {string} text @param {Release} release @returns {string} the text with every reference naming `release`, and the sentences that depend on it */
export function filled(text, release) {
  return FORMS.reduce(
    (all, form) => all.replace(form, (...args) => (args.at(-1).commit === undefined ? release.version : release.commit)),
    stated(text, release),
  );
}
