import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collectFiles, listedFiles, narrowImage, type ImageSubject, type Subject } from '@countersign/core/artifacts';
import { CountersignError } from '@countersign/core/errors';
import type { Run } from '@countersign/core/run';
import { holdsBundles } from '@countersign/core/evidence';
import { prover } from '@countersign/core/gate';
import { createRegistry, type Registry } from '@countersign/core/registry';
import {
  attestProvenance as attestSubjects,
  secondOpinion,
  signFiles,
  signImages,
  type AttestProvenanceOptions,
  type SignOptions,
  type SigningReport,
} from '@countersign/core/signing';
import { loadTrust } from '@countersign/core/trust';
import { readAnnotations, type Options } from './options.js';
import { warnOfUnpinnedTrust } from './unpinned-trust.js';

/** Inputs that all three signing pieces share. */
type Common = Pick<
  Options<'sign-blob'>,
  | 'keys'
  | 'keyPassword'
  | 'identityToken'
  | 'trustedRoot'
  | 'signingConfig'
  | 'trustDigest'
  | 'transparencyLog'
  | 'outputDir'
  | 'bundlePath'
  | 'failFast'
>;

/** Signs files: subjects are collected and hashed before anything is asked of a service. */
export async function signBlob(run: Run, options: Options<'sign-blob'>): Promise<SigningReport> {
  const subjects = await run.log.group('Collecting files', () => namedSubjects(run, options));
  const common = await prepare(run, options);
  return signFiles(run, { ...common, subjects });
}

/** Signs images by digest and stores the signatures in the registry. */
export async function signImage(run: Run, options: Options<'sign-image'>): Promise<SigningReport> {
  const registry = createRegistry(run, { insecureRegistries: options.insecureRegistries });
  const images = await run.log.group('Resolving images', () => resolveImages(run, registry, options.images, options.platforms));
  const common = await prepare(run, options);
  return signImages(run, {
    ...common,
    images,
    registry,
    annotations: readAnnotations(options.annotations, 'annotations'),
    signatureRepository: options.signatureRepository,
  });
}

/** Attests how files, listed artifacts and images were built: one statement over all of them. */
export async function attestProvenance(
  run: Run,
  options: Options<'attest-provenance'>,
  details: Pick<AttestProvenanceOptions, 'component'> = {},
): Promise<SigningReport> {
  const registry =
    options.images.length > 0 ? createRegistry(run, { insecureRegistries: options.insecureRegistries }) : undefined;
  const subjects = await run.log.group('Collecting subjects', async () => [
    ...(await namedSubjects(run, options)),
    ...(registry ? await resolveImages(run, registry, options.images, []) : []),
  ]);
  const common = await prepare(run, options);
  return attestSubjects(run, {
    ...common,
    ...details,
    subjects,
    ...(registry ? { registry } : {}),
    signatureRepository: options.signatureRepository,
  });
}

/**
 * Files by path and files that checksum files list; each real file once. A listed file that is here must be what its line says.
 * @throws CountersignError SUBJECT_MISMATCH, SUBJECT_DUPLICATE, and those of collecting
 */
async function namedSubjects(
  run: Run,
  options: { readonly paths: readonly string[]; readonly checksums: readonly string[] },
): Promise<readonly Subject[]> {
  const files: Subject[] =
    options.paths.length > 0
      ? [...(await collectFiles(run, { paths: [...options.paths], isBundle: holdsBundles, purpose: 'signing' }))]
      : [];
  for (const path of options.checksums) {
    const { subjects, mismatched } = await listedFiles(run, path);
    if (mismatched[0] !== undefined) throw mismatched[0];
    files.push(...subjects);
  }
  const subjects = eachFileOnce(run, files);
  const names = new Set<string>();
  for (const { name } of subjects) {
    if (names.has(name))
      throw new CountersignError('SUBJECT_DUPLICATE', `two subjects are called ${name}`, {
        found: name,
        hint: 'Name each artifact once, in paths or in checksums.',
      });
    names.add(name);
  }
  if (subjects.length > 0) run.log.info(`${String(subjects.length)} file${subjects.length === 1 ? '' : 's'}`);
  return subjects;
}

function eachFileOnce(run: Run, files: readonly Subject[]): readonly Subject[] {
  const known = new Map<string, string>();
  return files.filter((file) => {
    if (file.kind !== 'file') return true;
    const real = file.realPath ?? file.path;
    const other = known.get(real);
    if (other !== undefined && other !== file.name) run.log.info(`${file.name} and ${other} are one file`);
    if (other === undefined) known.set(real, file.name);
    return other === undefined;
  });
}

async function resolveImages(
  run: Run,
  registry: Registry,
  references: readonly string[],
  platforms: readonly string[],
): Promise<readonly ImageSubject[]> {
  const images: ImageSubject[] = [];
  for (const reference of references) {
    const image = await registry.resolve(reference, { platforms });
    if (image.tag !== undefined) run.log.info(`${reference} is ${image.name}@${image.digest}`);
    if (platforms.length === 0) {
      images.push(image);
      continue;
    }
    const narrowed = narrowImage(image, platforms);
    images.push(...narrowed);
    if (narrowed.includes(image)) continue;
    run.log.info(
      `${image.name}@${image.digest} is not signed itself, only its manifests for ${platforms.join(', ')}: who signs an index signs every platform in it`,
      { event: 'narrowed', digest: image.digest },
    );
  }
  return images;
}

/** Paths among the inputs; what is no path (`env://VAR`, `keyless`) is the path of no file. */
function inputFiles(options: Common & { readonly checksums?: readonly string[] }): readonly string[] {
  const { checksums = [], keys, keyPassword, identityToken, trustedRoot, signingConfig } = options;
  return [...checksums, ...keys, keyPassword, identityToken, trustedRoot, signingConfig].flatMap((path) => path ?? []);
}

/** Trust, keys, and the two proofs of each signature: what every signing run hands to core. */
async function prepare(run: Run, options: Common): Promise<SignOptions> {
  const { trustedRoot, signingConfig: namedConfig, trustDigest } = options;
  warnOfUnpinnedTrust(run, options);
  const { transparencyLog } = options;
  const { root, signingConfig, document, tuf } = await run.log.group('Loading trust', () =>
    loadTrust(run, { trustedRoot, signingConfig: namedConfig, trustDigest }),
  );
  return {
    keys: [...options.keys],
    keyPassword: options.keyPassword,
    identityToken: options.identityToken,
    signingConfig,
    transparencyLog,
    failFast: options.failFast,
    outputDir: options.outputDir,
    bundlePath: options.bundlePath,
    inputFiles: inputFiles(options),
    verify: prover(root, run.clock, { transparencyLog }),
    secondOpinion: secondOpinion(run, {
      root,
      document,
      tuf,
      transparencyLog,
      makeFolder: () => mkdtempSync(join(tmpdir(), 'countersign-tuf-')),
    }),
  };
}
