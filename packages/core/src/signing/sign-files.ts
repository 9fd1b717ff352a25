import { byKind, kindFacts, subjectLabel, type FileSubject, type Subject } from '../artifacts/index.js';
import { CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import { planBundlePaths } from './bundle-paths.js';
import { openMeans } from './credentials.js';
import { openWorkshop, signMessage } from './make-signature.js';
import type { SignFilesOptions } from './options.js';
import { refuseUnseen } from './refuse-other-claims.js';
import { file, unstored, writeShared } from './store-signatures.js';
import type { SigningReport } from './types.js';
import { workThrough } from './work.js';

/** Signatures in the making at one time; each waits for the log, so more of them is faster until the log feels it. */
export const SIGNATURES_AT_ONCE = 64;

/**
 * Signs files whose bytes are here: a message-signature bundle for each subject and key, all with one certificate. Digests
 * without bytes are refused before anything is made public. A bundle's file appears only when it is whole and verified.
 * @throws CountersignError for what is wrong with the whole run; what is wrong with one subject is in the report
 */
export async function signFiles(run: Run, options: SignFilesOptions): Promise<SigningReport> {
  const { subjects } = options;
  if (subjects.length === 0) {
    throw new CountersignError('NO_MATCH', 'There is nothing to sign.', {
      expected: 'at least one file',
      found: 'none',
      hint: 'Check paths and checksums.',
    });
  }
  if (options.annotations !== undefined && Object.keys(options.annotations).length > 0) {
    throw new CountersignError('INPUT_UNSUPPORTED', 'Annotations can’t be signed with files.', {
      expected: 'annotations for images and attestations',
      found: Object.keys(options.annotations).join(', '),
      hint: 'A message signature has no room for them: attest instead.',
    });
  }
  const files = subjects.map(fileAlone);
  const places = files.map(({ name, path }) => ({ name, beside: path }));
  const { sources, services } = await openMeans(run, options);
  const paths = planBundlePaths(run, options, places, sources, files);
  const shop = openWorkshop(run, services, options);
  const tasks = files.flatMap((subject, place) =>
    sources.map((source, index) => ({
      subject: subjectLabel(subject),
      work: async () => file(run, paths, paths.of(place, index), await signMessage(shop, source, subject)),
    })),
  );
  const { done, failures } = await workThrough(tasks, SIGNATURES_AT_ONCE, options.failFast);
  await writeShared(run, paths, done);
  return { signed: done.map(unstored), failures };
}

/** Only a file whose bytes were seen is signed as one: each other kind is told what to do instead. */
function fileAlone(subject: Subject): FileSubject {
  return byKind(subject, { file: (one) => one, digest: refuseUnseen, image: (one) => refuseOther(one, 'sign-image') });
}

function refuseOther(subject: Subject, piece: string): never {
  const { noun } = kindFacts(subject);
  throw new CountersignError('INPUT_INVALID', `${subjectLabel(subject)} is ${noun.a}.`, {
    expected: 'files',
    found: noun.a,
    hint: `Use ${piece}.`,
  });
}
