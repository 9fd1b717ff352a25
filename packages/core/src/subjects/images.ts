import { pinnedImage, type ImageSubject } from '../artifacts/index.js';
import { asCountersignError, type CountersignError } from '../errors/index.js';
import type { Registry } from '../registry/index.js';
import { inOrder } from '../run/index.js';
import type { Collecting, SubjectSource } from './types.js';

/** Number of references that are resolved at the same time. */
const AT_ONCE = 8;

/** Images, from references: each is resolved to a digest once. */
export const images: SubjectSource = {
  needsRegistry: true,
  async collect(references, collecting) {
    const { run, rules, options, problem } = collecting;
    const { platforms = [] } = options;
    const resolved: ImageSubject[] = [];
    for (const { reference, answer } of await resolveAll(references, collecting)) {
      if ('error' in answer) problem(`image ${reference}`, answer.error);
      else {
        resolved.push(answer.image);
        logDigest(collecting, reference, answer.image);
      }
    }
    const distinct = [...new Map(resolved.map((image) => [pinnedImage(image), image])).values()];
    if (platforms.length === 0) return distinct;
    return distinct.flatMap((image) => {
      try {
        return rules.ofPlatforms(run, image, platforms);
      } catch (thrown) {
        problem(`image ${image.reference}`, thrown);
        return [];
      }
    });
  },
};

interface Resolved {
  readonly reference: string;
  readonly answer: { readonly image: ImageSubject } | { readonly error: CountersignError };
}

/**
 * Resolves several at a time, and returns the results in their order. Nothing is started after a failure that ends the run. All
 * references before it were started by then, so the reported failure is the first in their order, not the first in time.
 */
async function resolveAll(
  references: readonly string[],
  { registry, rules, options: { platforms = [], ownPlatform = false } }: Collecting & { readonly registry: Registry },
): Promise<readonly Resolved[]> {
  const asked = { platforms, own: ownPlatform || platforms.length > 0 };
  let ended = false;
  const resolved = await inOrder(references, AT_ONCE, async (reference): Promise<Resolved | undefined> => {
    if (ended) return undefined;
    try {
      return { reference, answer: { image: await registry.resolve(reference, asked) } };
    } catch (thrown) {
      const error = asCountersignError(thrown);
      ended ||= rules.failsAtOnce || error.exitStatus === 3;
      return { reference, answer: { error } };
    }
  });
  return resolved.flatMap((one) => one ?? []);
}

/** Logs the digest of a tag: a tag can change, so only the digest is used from now on. */
function logDigest({ run }: Collecting, reference: string, image: ImageSubject): void {
  if (image.tag === undefined) return;
  run.emit({ event: 'resolved', artifact: pinnedImage(image), digest: image.digest, reference });
}
