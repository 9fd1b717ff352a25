import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { imagesOf, type Subject } from '@countersign/core/artifacts';
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
import { collectSubjects, type NamedSubjects } from '@countersign/core/subjects';
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
  const subjects = await run.log.group('Collecting files', () =>
    subjectsOf(run, { paths: options.paths, checksums: options.checksums }),
  );
  const common = await prepare(run, options);
  return signFiles(run, { ...common, subjects });
}

/** Signs images by digest and stores the signatures in the registry. */
export async function signImage(run: Run, options: Options<'sign-image'>): Promise<SigningReport> {
  const registry = createRegistry(run, { insecureRegistries: options.insecureRegistries });
  const { images, platforms } = options;
  const subjects = await run.log.group('Resolving images', () => subjectsOf(run, { images }, { registry, platforms }));
  const common = await prepare(run, options);
  return signImages(run, {
    ...common,
    images: imagesOf(subjects),
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
  const registry = createRegistry(run, { insecureRegistries: options.insecureRegistries });
  const { paths, checksums, images } = options;
  const subjects = await run.log.group('Collecting subjects', () => subjectsOf(run, { paths, checksums, images }, { registry }));
  const common = await prepare(run, options);
  return attestSubjects(run, {
    ...common,
    ...details,
    subjects,
    registry,
    signatureRepository: options.signatureRepository,
  });
}

/** What is to be signed: the inputs of a piece that name subjects. The first thing that is wrong with one of them ends the run. */
async function subjectsOf(
  run: Run,
  named: NamedSubjects,
  images: { readonly registry?: Registry; readonly platforms?: readonly string[] } = {},
): Promise<readonly Subject[]> {
  const { subjects } = await collectSubjects(run, 'sign', named, { ...images, isBundle: holdsBundles });
  return subjects;
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
