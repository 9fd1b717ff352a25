import { digestText, byKind, type FileContent, type Subject } from '../../artifacts/index.js';
import type { Code } from '../../errors/index.js';
import { fileNameOf, lastPart, namedKind, type NamedKind } from '../../statements/index.js';
import type { Claim, VerifiedFacts } from '../../verification/index.js';
import type { Shortfall } from './shortfall.js';

/**
 * Kinds of subjects that evidence is for. `manifest` is a file that contains the manifest of an image, `other-claim` a file that
 * contains the signed text of an attestation or image signature, `unseen` a digest whose file is not present.
 */
type SubjectKind = 'file' | 'manifest' | 'other-claim' | 'unseen' | 'image';

/** What a requirement asks for: a signature or a statement. */
type Asked =
  | { readonly kind: 'signature'; /** Whether a digest without its file is enough. */ readonly unseen: 'allow' | 'deny' }
  /** A statement of this predicate type; `by` is the key of the requirement, for messages. */
  | { readonly kind: 'statement'; readonly type: string; readonly by: string };

interface Question {
  readonly asked: Asked;
  readonly facts: VerifiedFacts;
  readonly subject: Subject;
  /** Whether the same signer has made an image signature over the same digest. */
  readonly signedAsImage: () => boolean;
}

type Answer = (question: Question) => Shortfall | undefined;

const yes: Answer = () => undefined;

const ofImage: Answer = () =>
  refusal('PREDICATE_TYPE_MISMATCH', 'an image signature does not count for a file', {
    expected: 'a signature of the file',
    found: 'an image signature',
    hint: 'Sign the file itself, as sign-blob and "cosign sign-blob" do.',
  });

const ofFile: Answer = () =>
  refusal('PREDICATE_TYPE_MISMATCH', 'the signature of a file does not count for an image', {
    expected: 'an image signature',
    found: 'a plain signature',
    hint: 'Sign the image itself, as sign-image and "cosign sign" do.',
  });

const noFile: Answer = () =>
  refusal(
    'PREDICATE_TYPE_MISMATCH',
    'the file contains the signed text of an attestation or image signature, so its signature may be meant as that',
    {
      expected: 'a file with other content',
      found: 'the signed text of an attestation or image signature',
    },
  );

const noSignature: Answer = ({ facts: { claim }, subject }) =>
  refusal('PREDICATE_TYPE_MISMATCH', 'an attestation is not a signature', {
    expected: byKind(subject, {
      image: () => 'an image signature',
      file: () => 'a signature of the file',
      digest: () => 'a signature of the file',
    }),
    found: describeClaim(claim),
    hint: 'No signature was found. Sign the artifact, or pass the bundle of its signature from the job that signed to this job. If the attestation is enough, require it with "provenance" or "attestation" (without a policy file: predicate-type).',
  });

const anotherClaim: Answer = ({ asked, facts }) => {
  const wanted = asked.kind === 'signature' ? 'signature' : asked.by;
  return refusal('PREDICATE_TYPE_MISMATCH', `the bundle does not contain the required ${wanted}`, {
    expected: asked.kind === 'signature' ? 'a signature' : asked.type,
    found: describeClaim(facts.claim),
    hint: `No ${wanted === 'attestation' ? 'attestation of this type' : wanted} was found. Make it, or pass its bundle from the job that made it to this job.`,
  });
};

const ifUnseenAllowed: Answer = ({ asked, subject }) =>
  asked.kind === 'signature' && asked.unseen === 'allow'
    ? undefined
    : refusal('BYTES_UNSEEN', 'only the digest is known: without the file, the signature may be for something else than a file', {
        expected: `the file ${subject.name}, or an attestation`,
        found: `only its digest, ${digestText(subject)}`,
        hint: 'Give the file, require an attestation such as provenance, or set "unseen: allow" in "signature" of the policy.',
        nearness: 5,
      });

const ifNamesFile: Answer = (question) =>
  names(question, 'file')
    ? undefined
    : refusal('SUBJECT_MISMATCH', 'the file contains the manifest of an image, and the attestation is for an image', {
        expected: 'an attestation that names a file',
        found: describeNames(question),
        hint: 'Attest the file itself, or verify the image.',
        nearness: 5,
      });

const ifNamesImage: Answer = (question) =>
  names(question, 'image') || question.signedAsImage()
    ? undefined
    : refusal('SUBJECT_MISMATCH', 'the attestation names no image', {
        expected:
          'the name of an image with its registry, like ghcr.io/acme/app, or in addition an image signature by the same signer',
        found: describeNames(question),
        hint: 'Attest the image by its full name, or sign the image as well.',
        nearness: 5,
      });

/** Without the file, only the statement connects the name in the checksum file with the digest. */
const ifSameName: Answer = (question) => {
  const { facts, subject } = question;
  const wanted = lastPart(subject.name);
  const isDigest = Object.entries(subject.digests).some(([algorithm, hex]) => subject.name === `${algorithm}:${String(hex)}`);
  const same = facts.matchedSubjects.some((one) =>
    // `dist/` and an empty name have no last part.
    isDigest ? namedKind(one) !== 'image' : wanted !== '' && fileNameOf(one) === wanted,
  );
  if (same) return undefined;
  return refusal('SUBJECT_MISMATCH', 'only the digest is known, and the attestation names something else', {
    expected: isDigest ? 'a file' : `a file called ${wanted}`,
    found: describeNames(question),
    hint: facts.matchedSubjects.some((one) => namedKind(one) === 'image')
      ? 'The name in the attestation looks like the name of an image. Give the file itself, or attest it under a name whose first folder has no dot.'
      : 'Give the file itself, or correct its name in the checksum file.',
    nearness: 5,
  });
};

/** cosign leaves the name empty. A general tool that attests a file under this predicate type would write the name of the file. */
const ifNamesNoFile: Answer = (question) =>
  isImageSignature(question.facts)
    ? undefined
    : refusal('SUBJECT_MISMATCH', 'the image signature names a file', {
        expected: 'no name, or that of an image',
        found: describeNames(question),
        hint: 'Sign the image itself, as sign-image and "cosign sign" do.',
        nearness: 5,
      });

const never = (answer: Answer): Readonly<Record<SubjectKind, Answer>> => ({
  file: answer,
  manifest: answer,
  'other-claim': answer,
  unseen: answer,
  image: answer,
});
const SIGNATURE_OF_IMAGE = { ...never(ofImage), image: ifNamesNoFile };

/** Which signed claim counts for which subject, by what the policy requires. A missing claim or kind does not compile. */
const COUNTS: Readonly<Record<Claim['kind'], Readonly<Record<Asked['kind'], Readonly<Record<SubjectKind, Answer>>>>>> = {
  'file-message': {
    signature: { file: yes, manifest: yes, 'other-claim': noFile, unseen: ifUnseenAllowed, image: ofFile },
    statement: never(anotherClaim),
  },
  'image-text': { signature: SIGNATURE_OF_IMAGE, statement: never(anotherClaim) },
  'image-signature': { signature: SIGNATURE_OF_IMAGE, statement: never(anotherClaim) },
  statement: {
    signature: never(noSignature),
    statement: { file: yes, manifest: ifNamesFile, 'other-claim': noFile, unseen: ifSameName, image: ifNamesImage },
  },
};

/** Whether these are the facts of an image signature, in either form. */
export function isImageSignature({ claim, matchedSubjects }: VerifiedFacts): boolean {
  if (claim.kind === 'image-text') return true;
  return claim.kind === 'image-signature' && matchedSubjects.some((one) => namedKind(one) !== 'file');
}

/**
 * Whether what was signed counts for the subject under the requirement. Files, images and digests, signatures and attestations are
 * separate: none ever counts as another.
 * @returns the reason where it does not count
 */
export function countsFor(question: Question): Shortfall | undefined {
  const {
    asked,
    facts: { claim },
  } = question;
  if (asked.kind === 'statement' && claim.kind === 'statement' && claim.type !== asked.type) return anotherClaim(question);
  return COUNTS[claim.kind][asked.kind][kindOf(question.subject)](question);
}

const KIND_OF_CONTENT = {
  data: 'file',
  'image-manifest': 'manifest',
  'encoded-envelope': 'other-claim',
  'image-text': 'other-claim',
} as const satisfies Readonly<Record<FileContent, SubjectKind>>;

function kindOf(subject: Subject): SubjectKind {
  return byKind<SubjectKind>(subject, {
    image: () => 'image',
    digest: () => 'unseen',
    file: ({ content }) => KIND_OF_CONTENT[content],
  });
}

function names({ facts }: Question, kind: NamedKind): boolean {
  return facts.matchedSubjects.some((one) => namedKind(one) === kind);
}

function describeNames({ facts }: Question): string {
  const written = facts.matchedSubjects.map(({ name, uri }) => (name === '' ? (uri ?? 'no name') : name));
  return written.slice(0, 5).join(', ').slice(0, 300) || 'no name';
}

function describeClaim(claim: Claim): string {
  switch (claim.kind) {
    case 'file-message':
      return 'a plain signature';
    case 'image-text':
    case 'image-signature':
      return 'an image signature';
    case 'statement':
      return claim.type;
  }
}

function refusal(
  code: Code,
  message: string,
  {
    nearness = 2,
    ...more
  }: { readonly expected: string; readonly found: string; readonly hint?: string; readonly nearness?: number },
): Shortfall {
  return { code, message, hint: undefined, nearness, ...more };
}
