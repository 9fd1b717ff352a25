import { isAbsolute } from 'node:path';
import { collectFiles, listedFiles, type DigestAlgorithm, type ImageSubject, type Subject } from '../artifacts/index.js';
import { asCountersignError, CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import { holdsBundles } from '../evidence/index.js';
import type { RequirementResult } from '../policy/index.js';
import type { Registry } from '../registry/index.js';
import { inOrder } from './in-order.js';
import type { GateOptions } from './options.js';
import { platformSubjects } from './platform-subjects.js';

export interface Collected {
  /** In the order they were named. */
  readonly subjects: readonly Subject[];
  /** Files that are not what a checksum file says, images that could not be resolved or contradict themselves: denied or undecided; the rest is still judged. */
  readonly problems: readonly RequirementResult[];
}

/**
 * What is to be judged. Nothing named, or nothing found, is wrong use: a gate over nothing would let everything pass.
 *
 * @param needs.algorithms that files are hashed with; SHA-256 is always one
 * @param needs.platforms whether rules ask for platforms: an image without an index is then asked for its own
 * @throws CountersignError INPUT_MISSING, NO_MATCH, SUBJECT_DUPLICATE, CHECKSUM_MALFORMED, FILE_*, IMAGE_REFERENCE_INVALID
 */
export async function collectSubjects(
  run: Run,
  options: GateOptions,
  registry: () => Promise<Registry>,
  needs: { readonly algorithms: readonly DigestAlgorithm[]; readonly platforms: boolean },
): Promise<Collected> {
  const { paths = [], checksums = [], images = [], platforms = [] } = options;
  if (paths.length + checksums.length + images.length === 0) {
    throw new CountersignError('INPUT_MISSING', 'nothing to verify is named', {
      expected: 'paths, checksums or images',
      found: 'none of them',
    });
  }
  const { files, problems: mismatched } = await collectAllFiles(run, options, needs.algorithms);
  const resolved =
    images.length === 0
      ? []
      : await resolveAll(run, await registry(), images, { platforms, own: needs.platforms || platforms.length > 0 });
  const problems = [...mismatched, ...resolved.flatMap((one) => ('problem' in one ? [one.problem] : []))];
  const found = resolved.flatMap((one) => ('image' in one ? [one.image] : []));
  const distinct = [...new Map(found.map((image) => [`${image.name}@${image.digest}`, image])).values()];
  const judged = platforms.length === 0 ? distinct : distinct.flatMap((image) => ofPlatforms(image, platforms, problems));
  const subjects = [...files, ...judged];
  if (subjects.length === 0 && problems.length === 0) {
    throw new CountersignError('NO_MATCH', 'nothing to verify was found', {
      expected: 'at least one file or image',
      found: 'none',
    });
  }
  return { subjects, problems };
}

/** Files by name and files that checksum files list, each by the real place that rules are about. */
async function collectAllFiles(
  run: Run,
  { paths = [], checksums = [], base }: GateOptions,
  algorithms: readonly DigestAlgorithm[],
): Promise<{ readonly files: readonly Subject[]; readonly problems: readonly RequirementResult[] }> {
  const naming = 'real';
  const files: Subject[] =
    paths.length === 0
      ? []
      : [
          ...(await collectFiles(run, {
            paths,
            algorithms,
            naming,
            isBundle: holdsBundles,
            ...(base === undefined ? {} : { base }),
          })),
        ];
  const problems: RequirementResult[] = [];
  for (const path of checksums) {
    const { subjects, mismatched } = await listedFiles(run, path, {
      algorithms,
      naming,
      ...(base === undefined ? {} : { base }),
    });
    files.push(...subjects);
    problems.push(...mismatched.map((error) => problem(`checksums ${path}`, 'denied', error)));
  }
  for (const { name } of files.filter((file) => isAbsolute(file.name))) run.emit({ event: 'outside-folder', artifact: name });
  return { files: withoutTwins(files), problems };
}

/**
 * One file under one name is judged once, whether it was named, listed, or both.
 * @throws CountersignError SUBJECT_DUPLICATE for two things of one name
 */
function withoutTwins(files: readonly Subject[]): readonly Subject[] {
  const named = new Map<string, Subject>();
  for (const file of files) {
    const other = named.get(file.name);
    if (other !== undefined && !isSameFile(file, other)) {
      throw new CountersignError('SUBJECT_DUPLICATE', `"${file.name}" is named twice`, {
        expected: 'names that differ',
        found: file.name,
        hint: 'Name each artifact once, in paths or in one checksum file.',
      });
    }
    named.set(file.name, other ?? file);
  }
  return [...named.values()];
}

function isSameFile(one: Subject, other: Subject): boolean {
  return (
    one.kind === 'file' &&
    other.kind === 'file' &&
    (one.realPath ?? one.path) === (other.realPath ?? other.path) &&
    one.digests.sha256 === other.digests.sha256
  );
}

type Resolved = { readonly image: ImageSubject } | { readonly problem: RequirementResult };

/** References resolved at the same time. */
const AT_ONCE = 8;

function resolveAll(
  run: Run,
  registry: Registry,
  references: readonly string[],
  asked: { readonly platforms: readonly string[]; readonly own: boolean },
): Promise<readonly Resolved[]> {
  return inOrder(references, AT_ONCE, async (reference) => {
    try {
      const image = await registry.resolve(reference, asked);
      // A tag can move: from here on only the digest counts, and people should see which one it was.
      if (image.tag !== undefined) run.emit({ event: 'resolved', artifact: image.name, digest: image.digest, reference });
      return { image };
    } catch (thrown) {
      return { problem: imageProblem(reference, thrown) };
    }
  });
}

/** An image that lists too much for a platform becomes a problem of the run. */
function ofPlatforms(image: ImageSubject, platforms: readonly string[], problems: RequirementResult[]): readonly ImageSubject[] {
  try {
    return platformSubjects(image, platforms);
  } catch (thrown) {
    problems.push(imageProblem(image.reference, thrown));
    return [];
  }
}

/** Wrong use ends the run. */
function imageProblem(reference: string, thrown: unknown): RequirementResult {
  const error = asCountersignError(thrown);
  if (error.exitStatus === 3) throw error;
  return problem(`image ${reference}`, error.exitStatus === 1 ? 'denied' : 'undecided', error);
}

const problem = (requirement: string, outcome: 'denied' | 'undecided', error: CountersignError): RequirementResult => ({
  requirement,
  outcome,
  code: error.code,
  message: error.message,
  expected: error.expected,
  found: error.found,
  hint: error.hint,
  evidence: [],
  signers: [],
  parts: [],
});
