import type { Subject } from '../artifacts/index.js';
import { MAX_BUNDLES_BYTES, readBundle, splitBundles, type Bundle, type BundleText } from '../bundles/index.js';
import { CountersignError } from '../errors/index.js';
import { readStatement } from '../statements/index.js';
import { encodeHex, excerpt, readRegularFile } from '../wire/index.js';

/**
 * Rejects a path at which there is a bundle about something else: the proof of another artifact would be lost unnoticed. A repeated run
 * may replace its bundles: they are then about the same digests, or about files with the same names.
 *
 * @param path absolute; a file that is not a bundle, or cannot be read, may be replaced
 * @param place `own`: the default path of one artifact, so that a signature there is of earlier bytes of it; `named`: the user chose the path
 * @throws CountersignError INPUT_INVALID
 */
export function refuseLosses(path: string, place: 'own' | 'named', subjects: readonly Subject[]): void {
  for (const bundle of bundlesAt(path)) {
    const lost = lostOf(bundle, place, subjects);
    if (lost === undefined) continue;
    throw new CountersignError('INPUT_INVALID', `the bundle would replace ${path}, which is for another artifact`, {
      expected: 'a path of its own, or a bundle about the same artifacts',
      found: `a bundle about ${lost}`,
      hint: 'Set bundle-path or output-dir to another place, such as dist/provenance-linux.sigstore.json (in a matrix, one for each leg), or remove the old bundle. Nothing was signed.',
    });
  }
}

function bundlesAt(path: string): readonly Bundle[] {
  return bundleTextsAt(path).flatMap(({ bytes, what }) => {
    try {
      return [readBundle(bytes, what)];
    } catch {
      return [];
    }
  });
}

/** The bundles in a file, not parsed; none if it does not exist, cannot be read or is something else. */
export function bundleTextsAt(path: string): readonly BundleText[] {
  try {
    return splitBundles(readRegularFile(path, MAX_BUNDLES_BYTES), path);
  } catch {
    return [];
  }
}

/** A subject of the old bundle that the new bundles are not about; undefined if there is none. */
function lostOf({ content }: Bundle, place: 'own' | 'named', subjects: readonly Subject[]): string | undefined {
  const digests = new Set(subjects.flatMap((subject) => Object.values(subject.digests)));
  if (content.kind === 'message') {
    if (place === 'own' || content.digest === undefined) return undefined;
    const digest = encodeHex(content.digest.value);
    return digests.has(digest) ? undefined : `${content.digest.algorithm}:${digest}`;
  }
  try {
    const names = new Set(subjects.map((subject) => subject.name));
    const lost = readStatement(content.payload).subjects.find(
      ({ name, digest }) => !names.has(name) && !Object.values(digest).some((value) => digests.has(value)),
    );
    return lost === undefined ? undefined : excerpt(lost.name === '' ? (Object.values(lost.digest)[0] ?? '') : lost.name);
  } catch {
    return undefined;
  }
}
