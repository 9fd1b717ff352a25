import { byKind, kindFacts, subjectLabel, type FileSubject, type Subject } from '../artifacts/index.js';
import { CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import { signingTokens } from './credentials.js';
import type { SignFilesOptions } from './options.js';
import { planSignatures } from './plan/plan-signatures.js';
import type { WorkItem } from './plan/types.js';
import { refuseUnseen } from './refuse-other-claims.js';
import { signPlanned } from './sign-planned.js';
import type { SigningReport } from './types.js';

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
  const items = subjects.map(asFile).map((file): WorkItem => ({
    subjects: [file],
    label: subjectLabel(file),
    content: { kind: 'file', file },
    place: { name: file.name, beside: file.path },
  }));
  const tokens = signingTokens(run, options);
  return signPlanned(run, options, await planSignatures(run, options, { items, subjects }, tokens));
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
