import type { Subject } from '../../artifacts/index.js';
import { CountersignError, type Code } from '../../errors/index.js';
import { COSIGN_SIGN_V1, type Statement } from '../../statements/index.js';
import type { Claim, VerifiedFacts, VerifiedSigner, VerifiedTime } from '../../verification/index.js';
import type { Candidate, SubjectFacts, TrustVerification } from '../index.js';
import { SHA } from './subjects.js';

/* Facts as verification gives them, written by hand: the evaluation never reads bytes. */

export const NOW = new Date('2026-11-21T12:00:00Z');

interface FactsOptions {
  readonly statement?: Statement;
  readonly times?: readonly (Date | string)[];
  readonly artifact?: VerifiedFacts['artifact'];
  /** Default: what the statement is, or a message. */
  readonly claim?: Claim;
}

function claimOf(of: Statement | undefined): Claim {
  if (of === undefined) return { kind: 'file-message' };
  const { predicateType: type } = of;
  return type === COSIGN_SIGN_V1 ? { kind: 'image-signature' } : { kind: 'statement', type };
}

export function verified(signer: VerifiedSigner, options: FactsOptions = {}): VerifiedFacts {
  const times = (options.times ?? ['2026-11-21T11:00:00Z']).map((time): VerifiedTime => ({
    kind: 'timestamp-authority',
    time: new Date(time),
    authority: 'tsa',
  }));
  return {
    signer,
    times,
    logEntries: [],
    claim: options.claim ?? claimOf(options.statement),
    statement: options.statement,
    matchedSubjects: options.statement === undefined ? [] : options.statement.subjects,
    artifact: options.artifact ?? { sha256: SHA },
    root: { source: 'test', digest: 'sha256:00' },
  };
}

/** As verified; what was only rejected says that it has a certificate. */
function claimedBy(verifications: readonly TrustVerification[]): Candidate['claimed'] {
  const [signer] = verifications.flatMap((one) => (one.kind === 'verified' ? [one.facts.signer] : []));
  return signer?.kind === 'key' ? { kind: 'key', fingerprint: signer.key.fingerprint } : { kind: 'certificate' };
}

let counter = 0;

export function candidate(...verifications: readonly TrustVerification[]): Candidate {
  counter++;
  return {
    origin: { kind: 'file', location: `/bundle-${String(counter)}` },
    digest: `sha256:${String(counter).padStart(64, '0')}`,
    claimed: claimedBy(verifications),
    verifications,
  };
}

export const accepted = (facts: VerifiedFacts, trust = 'default'): Candidate => candidate({ kind: 'verified', trust, facts });

/** @param claimed how the bundle says that it was signed */
export const rejected = (code: Code, trust = 'default', claimed: Candidate['claimed'] = { kind: 'certificate' }): Candidate => ({
  ...candidate({ kind: 'rejected', trust, error: new CountersignError(code, `staged ${code}`) }),
  claimed,
});

export function factsOf(subject: Subject, candidates: readonly Candidate[], more: Partial<SubjectFacts> = {}): SubjectFacts {
  return { subject, candidates, unreadable: [], incomplete: [], ...more };
}
