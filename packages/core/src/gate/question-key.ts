import { createHash } from 'node:crypto';
import type { Bundle } from '../bundles/index.js';
import type { TrustedRoot } from '../trust/index.js';
import type { VerificationInput } from '../verification/index.js';

/** The input of a verification. Its memory is not a part of it: it has keys of its own. */
export type Question = Omit<VerificationInput, 'memory'>;

/** Roots do not change after loading, so each object has a number. */
const numbers = new WeakMap<TrustedRoot, number>();
let last = 0;

function numberOf(root: TrustedRoot): string {
  const known = numbers.get(root) ?? (last += 1);
  numbers.set(root, known);
  return String(known);
}

/** A bundle is identified by its document, because each platform of an index decodes the same bundles again. */
const documents = new WeakMap<Bundle, string>();

function documentOf(bundle: Bundle): string {
  const known = documents.get(bundle) ?? createHash('sha256').update(JSON.stringify(bundle.json)).digest('hex');
  documents.set(bundle, known);
  return known;
}

const sha256 = (bytes: Uint8Array | undefined): string =>
  bytes === undefined ? 'none' : createHash('sha256').update(bytes).digest('hex');

type Part = 'bundle' | 'root' | 'thresholds' | 'keys' | 'now' | 'digests' | 'bytes' | 'imageText';

/**
 * The cache key of a verification: two have the same key only if every part of their input is the same. Everything that the
 * verification can read must be in the key: a new member of its input that is not named below does not compile.
 */
export function questionKey(question: Question): string {
  const { bundle, artifact, root, keys, thresholds, now, ...more } = question;
  const { digests, bytes, imageText, ...further } = artifact;
  more satisfies Record<string, never>;
  further satisfies Record<string, never>;
  const parts: Readonly<Record<Part, string>> = {
    bundle: documentOf(bundle),
    digests: JSON.stringify(Object.entries(digests).sort()),
    bytes: sha256(bytes),
    imageText: sha256(imageText),
    root: root === undefined ? 'none' : numberOf(root),
    keys: JSON.stringify(keys.map(({ details, fingerprint }) => [details, fingerprint])),
    thresholds: JSON.stringify(Object.entries(thresholds).sort()),
    now: now.toISOString(),
  };
  return JSON.stringify(Object.entries(parts));
}
