import { pinnedImage, type ImageSubject, type Naming } from '../artifacts/index.js';
import type { Run } from '../run/index.js';
import { narrowImage } from './narrow-image.js';
import { platformSubjects } from './platform-subjects.js';

/** What subjects are collected for. */
export type Use = 'sign' | 'verify';

/** All in which signing and the gate differ when they collect subjects, and why. */
export interface UseRules {
  readonly use: Use;
  /** Rules of a policy are about places, so the gate goes by where a file really lies; a signature is of what was written. */
  readonly naming: Naming;
  /** What is signed is chosen here, so what cannot be signed is left out and said; the gate leaves out nothing of what is deployed. */
  readonly purpose: 'signing' | 'judging';
  /** What is signed is public for good: one problem, and nothing is. The gate judges the rest, and the problem is in its decision. */
  readonly failsAtOnce: boolean;
  /** Whether the log says how many were found; the gate's decision names each. */
  readonly saysCount: boolean;
  /**
   * What the platforms that were named make of an image.
   * @throws CountersignError NO_MATCH for a platform that it does not have
   */
  ofPlatforms(run: Run, image: ImageSubject, platforms: readonly string[]): readonly ImageSubject[];
}

export const USES = {
  sign: {
    use: 'sign',
    naming: 'written',
    purpose: 'signing',
    failsAtOnce: true,
    saysCount: true,
    ofPlatforms(run, image, platforms) {
      const narrowed = narrowImage(image, platforms);
      if (!narrowed.includes(image)) {
        run.emit({ event: 'narrowed', artifact: pinnedImage(image), digest: image.digest, names: platforms });
      }
      return narrowed;
    },
  },
  verify: {
    use: 'verify',
    naming: 'real',
    purpose: 'judging',
    failsAtOnce: false,
    saysCount: false,
    ofPlatforms: (_, image, platforms) => platformSubjects(image, platforms),
  },
} as const satisfies { readonly [U in Use]: UseRules & { readonly use: U } };
