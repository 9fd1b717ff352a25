import { checksumSubjects, collectFiles, type DigestAlgorithm, type ImageSubject, type Subject } from '../artifacts/index.js';
import { asCountersignError, CountersignError, type Run } from '../errors/index.js';
import type { RequirementResult } from '../policy/index.js';
import type { Registry } from '../registry/index.js';
import { inOrder } from './in-order.js';
import type { GateOptions } from './options.js';
import { platformSubjects } from './platform-subjects.js';

export interface Collected {
  /** In the order they were named. */
  readonly subjects: readonly Subject[];
  /** Images that could not be resolved, or contradict themselves: undecided or denied, and the rest is still judged. */
  readonly problems: readonly RequirementResult[];
}

/**
 * What is to be judged. Nothing named, or nothing found, is wrong use: a gate over nothing would let everything pass.
 *
 * @param algorithms that files are hashed with; SHA-256 is always one
 * @throws CountersignError INPUT_MISSING, NO_MATCH, SUBJECT_DUPLICATE, CHECKSUM_MALFORMED, FILE_*, IMAGE_REFERENCE_INVALID
 */
export async function collectSubjects(
  run: Run,
  options: GateOptions,
  registry: () => Promise<Registry>,
  algorithms: readonly DigestAlgorithm[],
): Promise<Collected> {
  const { paths = [], checksums = [], images = [], platforms = [] } = options;
  if (paths.length + checksums.length + images.length === 0) {
    throw new CountersignError('INPUT_MISSING', 'nothing to verify is named', {
      expected: 'paths, checksums or images',
      found: 'none of them',
    });
  }
  const files: Subject[] =
    paths.length === 0
      ? []
      : [...(await collectFiles(run, { paths, algorithms, ...(options.base === undefined ? {} : { base: options.base }) }))];
  for (const path of checksums) files.push(...(await checksumSubjects(run, path)));
  refuseDuplicates(files);
  const resolved = images.length === 0 ? [] : await resolveAll(run, await registry(), images, platforms);
  const problems = resolved.flatMap((one) => ('problem' in one ? [one.problem] : []));
  const found = resolved.flatMap((one) => ('image' in one ? [one.image] : []));
  const distinct = [...new Map(found.map((image) => [`${image.name}@${image.digest}`, image])).values()];
  const judged = platforms.length === 0 ? distinct : distinct.flatMap((image) => platformSubjects(image, platforms));
  const subjects = [...files, ...judged];
  if (subjects.length === 0 && problems.length === 0) {
    throw new CountersignError('NO_MATCH', 'nothing to verify was found', {
      expected: 'at least one file or image',
      found: 'none',
    });
  }
  return { subjects, problems };
}

function refuseDuplicates(files: readonly Subject[]): void {
  const names = new Set<string>();
  for (const { name } of files) {
    if (names.has(name)) {
      throw new CountersignError('SUBJECT_DUPLICATE', `"${name}" is named twice`, {
        expected: 'names that differ',
        found: name,
        hint: 'Give either the file or its line in a checksum file.',
      });
    }
    names.add(name);
  }
}

type Resolved = { readonly image: ImageSubject } | { readonly problem: RequirementResult };

/** References resolved at the same time. */
const AT_ONCE = 8;

function resolveAll(
  run: Run,
  registry: Registry,
  references: readonly string[],
  platforms: readonly string[],
): Promise<readonly Resolved[]> {
  return inOrder(references, AT_ONCE, async (reference) => {
    try {
      const image = await registry.resolve(reference, { platforms });
      // A tag can move: from here on only the digest counts, and people should see which one it was.
      if (image.tag !== undefined)
        run.log.info(`${reference} is ${image.digest}`, { artifact: image.name, digest: image.digest });
      return { image };
    } catch (thrown) {
      const error = asCountersignError(thrown);
      if (error.exitStatus === 3) throw error;
      return { problem: unresolved(reference, error) };
    }
  });
}

const unresolved = (reference: string, error: CountersignError): RequirementResult => ({
  requirement: `image ${reference}`,
  outcome: error.exitStatus === 1 ? 'denied' : 'undecided',
  code: error.code,
  message: error.message,
  expected: error.expected,
  found: error.found,
  hint: error.hint,
  evidence: [],
  signers: [],
  parts: [],
});
