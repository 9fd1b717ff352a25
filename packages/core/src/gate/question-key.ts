import { createHash } from 'node:crypto';
import type { Bundle } from '../bundles/index.js';
import type { TrustedRoot } from '../trust/index.js';
import type { VerificationInput } from '../verification/index.js';

/** What verification is asked. Its memory is no part of it: what is remembered stands under a question of its own. */
export type Question = Omit<VerificationInput, 'memory'>;

/** Roots never change once they are loaded: each object is one. */
const numbers = new WeakMap<TrustedRoot, number>();
let last = 0;

function numberOf(root: TrustedRoot): string {
  const known = numbers.get(root) ?? (last += 1);
  numbers.set(root, known);
  return String(known);
}

/** By the document, of which a bundle is nothing but the decoded form: the platforms of an index each find its bundles anew. */
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
 * Two questions have one key exactly when every part of them is the same. It is taken from what verification is handed, and
 * nothing that verification can read may be missing here: a member that is added to its input and not named below does not compile.
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
