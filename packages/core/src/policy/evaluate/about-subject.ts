import { digestText, byKind, type ReadManifest, type Subject } from '../../artifacts/index.js';
import type { VerifiedFacts } from '../../verification/index.js';
import { type Shortfall } from '../requirements/index.js';

/** Checks that the verified artifact is the subject, or an index that lists this platform. */
export function aboutSubject(facts: VerifiedFacts, subject: Subject): Shortfall | undefined {
  const algorithms = ['sha256', 'sha384', 'sha512'] as const;
  const own = algorithms.filter(
    (algorithm) => subject.digests[algorithm] !== undefined && facts.artifact[algorithm] !== undefined,
  );
  const isOwn = own.length > 0 && own.every((algorithm) => subject.digests[algorithm] === facts.artifact[algorithm]);
  const no = (): undefined => undefined;
  const isParents = byKind(subject, {
    image: ({ parent }) => isOverOne(facts, parent?.indexes ?? []),
    file: () => false,
    digest: () => false,
  });
  const bound = facts.statement === undefined || facts.matchedSubjects.length > 0;
  const open = byKind(subject, { digest: (one) => unconfirmed(facts, one), file: no, image: no });
  if (open !== undefined && isOwn && bound) {
    return {
      code: 'SUBJECT_MISMATCH',
      message: `the checksum file also lists a ${open} digest, and the bundle does not confirm that it is of the same file`,
      expected: Object.keys(subject.digests).join(', '),
      found: `no confirmation of ${open}:${subject.digests[open] ?? ''}`,
      hint: 'List only digests that were signed, or give the file itself.',
      nearness: 5,
    };
  }
  if ((isOwn || isParents) && bound) return undefined;
  return {
    code: 'SUBJECT_MISMATCH',
    message: 'the bundle is for another artifact',
    expected: digestText(subject),
    found: JSON.stringify(facts.artifact),
    hint: undefined,
    nearness: 2,
  };
}

/** Whether the verified artifact is one of these manifests. */
export function isOverOne({ artifact }: VerifiedFacts, manifests: readonly ReadManifest[]): boolean {
  return manifests.some(({ digest }) => artifact.sha256 !== undefined && digest === `sha256:${artifact.sha256}`);
}

/** A digest of a checksum file that the bundle does not confirm. Digests of a file that is present were computed and need none. */
function unconfirmed(facts: VerifiedFacts, { digests }: Subject): 'sha256' | 'sha384' | 'sha512' | undefined {
  const { hash } = facts.signer.kind === 'key' ? facts.signer.key : facts.signer.certificate.publicKey;
  const named = (['sha256', 'sha384', 'sha512'] as const).filter((algorithm) => digests[algorithm] !== undefined);
  const open =
    facts.statement === undefined
      ? [named.filter((algorithm) => algorithm !== hash)]
      : facts.matchedSubjects.map(({ digest }) => named.filter((algorithm) => digest[algorithm] === undefined));
  return open.some((missing) => missing.length === 0) ? undefined : open[0]?.[0];
}
