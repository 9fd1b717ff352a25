import type { Subject } from '../artifacts/index.js';
import { MAX_BUNDLES_BYTES, readBundle, splitBundles, type Bundle } from '../bundles/index.js';
import { CountersignError } from '../errors/index.js';
import { readStatement } from '../statements/index.js';
import { encodeHex, excerpt, readRegularFile } from '../wire/index.js';

/**
 * Refuses to put a new bundle where one stands that is about something else: the proof of another artifact would be gone, and
 * nobody would hear of it. A run that is repeated replaces its bundles: what stands there is then about the same digests, or about
 * files of the same names that were built anew.
 *
 * @param path absolute; what is no bundle, or cannot be read, is replaced as before
 * @param place `own`: the place belongs to one artifact, so a signature there is of its former bytes; `named`: the user chose it
 * @throws CountersignError INPUT_INVALID
 */
export function refuseLosses(path: string, place: 'own' | 'named', subjects: readonly Subject[]): void {
  for (const bundle of bundlesAt(path)) {
    const lost = lostOf(bundle, place, subjects);
    if (lost === undefined) continue;
    throw new CountersignError('INPUT_INVALID', `The bundle would replace ${path}, which is about another artifact.`, {
      expected: 'a path of its own, or a bundle about the same artifacts',
      found: `a bundle about ${lost}`,
      hint: 'Name another file in bundle-path, such as dist/provenance-linux.sigstore.json (in a matrix, one for each leg), or remove the old bundle; nothing was signed.',
    });
  }
}

function bundlesAt(path: string): readonly Bundle[] {
  try {
    return splitBundles(readRegularFile(path, MAX_BUNDLES_BYTES), path).flatMap(({ bytes, what }) => {
      try {
        return [readBundle(bytes, what)];
      } catch {
        return [];
      }
    });
  } catch {
    return [];
  }
}

/** What a bundle is about that the new ones are not. */
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
