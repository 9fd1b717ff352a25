import { pinnedImage, type ImageSubject, type Naming } from '../artifacts/index.js';
import type { Run } from '../run/index.js';
import { narrowImage } from './narrow-image.js';
import { platformSubjects } from './platform-subjects.js';

/** The purpose of collecting subjects. */
export type Use = 'sign' | 'verify';

/** All differences between signing and the gate when they collect subjects, with the reasons. */
export interface UseRules {
  readonly use: Use;
  /** Rules of a policy are about paths, so the gate uses resolved paths; signing uses the names that the user wrote. */
  readonly naming: Naming;
  /** Signing leaves out what cannot be signed, and logs it; the gate leaves out nothing that may be deployed. */
  readonly purpose: 'signing' | 'judging';
  /** Signing cannot be undone, so it fails at the first problem. The gate verifies the rest, and the problem is in its decision. */
  readonly failsAtOnce: boolean;
  /** Whether the number of subjects is logged; the gate's decision names each. */
  readonly saysCount: boolean;
  /**
   * The subjects of an image for the requested platforms.
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
