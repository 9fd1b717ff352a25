import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { imagesOf, type Subject } from '@countersign/core/artifacts';
import { keepingTime, type Run } from '@countersign/core/run';
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
import { hasNoLogs, loadTrust, logUse } from '@countersign/core/trust';
import { filesRead, pick, readAnnotations, readingInputs, SIGNING, type Options, type OptionsOf } from './options.js';
import { warnOfUnpinnedTrust } from './unpinned-trust.js';

/** The inputs that all pieces that sign have. */
type Common = OptionsOf<(typeof SIGNING)[number]>;

/** The login of a person; only the command line has one. */
type Person = Pick<SignOptions, 'login'>;

/** Signs files. All are hashed before a service is used. */
export async function signBlob(
  run: Run,
  options: Options<'sign-blob'>,
  more: Pick<SignOptions, 'login' | 'nameEveryKey'> = {},
): Promise<SigningReport> {
  const subjects = await run.log.group('Collecting files', () =>
    subjectsOf(run, { paths: options.paths, checksums: options.checksums }),
  );
  const common = await prepare(run, options);
  return signFiles(run, { ...common, ...more, subjects });
}

/** Signs images by digest and stores the signatures in the registry. */
export async function signImage(run: Run, options: Options<'sign-image'>, person: Person = {}): Promise<SigningReport> {
  const registry = createRegistry(run, { insecureRegistries: options.insecureRegistries });
  const { images, platforms } = options;
  const subjects = await run.log.group('Resolving images', () => subjectsOf(run, { images }, { registry, platforms }));
  const common = await prepare(run, options);
  return signImages(run, {
    ...common,
    ...person,
    images: imagesOf(subjects),
    registry,
    annotations: readAnnotations(options.annotations, 'annotations'),
    signatureRepository: options.signatureRepository,
  });
}

/** Attests how files, lines of checksum files and images were built: one statement about all of them. */
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

/** The subjects to sign. The first problem with one of them ends the run. */
async function subjectsOf(
  run: Run,
  named: NamedSubjects,
  images: { readonly registry?: Registry; readonly platforms?: readonly string[] } = {},
): Promise<readonly Subject[]> {
  const { subjects } = await collectSubjects(run, 'sign', named, { ...images, isBundle: holdsBundles });
  return subjects;
}

/** Adds what every run that signs needs: trust, and the two verifiers of each signature. */
async function prepare(run: Run, options: Common): Promise<SignOptions> {
  const { trustedRoot, trustDigest } = options;
  warnOfUnpinnedTrust(run, options);
  // A fallback key needs time, too, if the services are away.
  const asking = options.fallbackKey === undefined ? run : keepingTime(run);
  const trust = await run.log.group('Loading trust', () =>
    loadTrust(asking, { trustedRoot, signingConfig: options.signingConfig, trustDigest }),
  );
  const { root, signingConfig, document, tuf } = trust;
  const transparencyLog = logUse(trust, options.transparencyLog);
  // Services that were not named, and that the run may not ask: a key then signs without a timestamp, whether there is a cached config or
  // not. Under a root without logs a timestamp is the only proof: signing is refused before it begins.
  const unnamed = options.signingConfig === undefined && tuf !== undefined && run.net.capability !== 'all' && !hasNoLogs(root);
  return {
    ...pick(SIGNING, options),
    transparencyLog,
    signingConfig: unnamed ? undefined : signingConfig,
    trustedLogs: root.transparencyLogs,
    isPublic: trust.instance === 'public-good',
    inputFiles: filesRead(readingInputs(options), 'files', 'lists'),
    verify: prover(root, run.clock, { transparencyLog }),
    verifyFallback: prover(root, run.clock, { transparencyLog: 'off' }),
    secondOpinion: secondOpinion(run, {
      root,
      document,
      tuf,
      transparencyLog,
      makeFolder: () => mkdtempSync(join(tmpdir(), 'countersign-tuf-')),
    }),
  };
}
