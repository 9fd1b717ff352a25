import { byKind, kindFacts, subjectLabel, type FileSubject, type Subject } from '../artifacts/index.js';
import { CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import { planBundlePaths } from './bundle-paths.js';
import { openCredentials, signingTokens } from './credentials.js';
import { openSigningContext, signMessage } from './make-signature.js';
import type { SignFilesOptions } from './options.js';
import { refuseUnseen } from './refuse-other-claims.js';
import { unstored, writeBundle, writeShared } from './store-signatures.js';
import type { SigningReport } from './types.js';
import { workThrough } from './work.js';

/** Number of signatures that are made at the same time: each waits for the log, so several are faster. */
export const SIGNATURES_AT_ONCE = 64;

/**
 * Signs files: a message-signature bundle for each file and key, all with one certificate. Digests without bytes are rejected before
 * anything is published. A bundle is written only after it was verified.
 * @throws CountersignError for errors of the whole run; errors of one subject are in the report
 */
export async function signFiles(run: Run, options: SignFilesOptions): Promise<SigningReport> {
  const { subjects } = options;
  if (subjects.length === 0) {
    throw new CountersignError('NO_MATCH', 'there is nothing to sign', {
      expected: 'at least one file',
      found: 'none',
      hint: 'Check paths and checksums.',
    });
  }
  if (options.annotations !== undefined && Object.keys(options.annotations).length > 0) {
    throw new CountersignError('INPUT_UNSUPPORTED', 'annotations cannot be signed with files', {
      expected: 'annotations for images and attestations',
      found: Object.keys(options.annotations).join(', '),
      hint: 'A message signature cannot contain annotations: use an attestation instead.',
    });
  }
  const files = subjects.map(asFile);
  const places = files.map(({ name, path }) => ({ name, beside: path }));
  const { sources, services } = await openCredentials(run, options, signingTokens(run, options), files.length);
  const paths = planBundlePaths(run, options, places, sources, files);
  const context = openSigningContext(run, services, options);
  const tasks = files.flatMap((subject, place) =>
    sources.map((source, index) => ({
      subject: subjectLabel(subject),
      work: async () => writeBundle(run, paths, paths.of(place, index), await signMessage(context, source, subject)),
    })),
  );
  run.emit({ event: 'to-sign', count: tasks.length });
  const { done, failures } = await workThrough(tasks, SIGNATURES_AT_ONCE, options.failFast);
  await writeShared(run, paths, done);
  return { signed: done.map(unstored), failures };
}

/** The subject, if it is a file whose bytes were read. @throws CountersignError for other kinds, with what to do instead */
function asFile(subject: Subject): FileSubject {
  return byKind(subject, { file: (one) => one, digest: refuseUnseen, image: (one) => refuseOther(one, 'sign-image') });
}

function refuseOther(subject: Subject, piece: string): never {
  const { noun } = kindFacts(subject);
  throw new CountersignError('INPUT_INVALID', `${subjectLabel(subject)} is ${noun.a}`, {
    expected: 'files',
    found: noun.a,
    hint: `Use ${piece}.`,
  });
}
