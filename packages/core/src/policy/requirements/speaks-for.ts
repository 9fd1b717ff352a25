import { digestText, byKind, type FileContent, type Subject } from '../../artifacts/index.js';
import type { Code } from '../../errors/index.js';
import { fileNameOf, lastPart, namedKind, type NamedKind } from '../../statements/index.js';
import type { Claim, VerifiedFacts } from '../../verification/index.js';
import type { Shortfall } from './shortfall.js';

/**
 * What a claim may speak for. `manifest` is a file that holds the manifest of an image, `other-claim` one that is the text of an
 * attestation or image signature, `unseen` a digest whose bytes are not here.
 */
type SubjectKind = 'file' | 'manifest' | 'other-claim' | 'unseen' | 'image';

/** What a requirement asks for. */
type Asked =
  | { readonly kind: 'signature'; /** Whether a digest without its bytes is enough. */ readonly unseen: 'allow' | 'deny' }
  /** A statement of this predicate type; `by` is the requirement's word, for messages. */
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
  refusal('PREDICATE_TYPE_MISMATCH', 'the signature of an image is not the signature of a file', {
    expected: 'a signature of the file',
    found: 'an image signature',
    hint: 'Sign the file itself, as sign-blob and "cosign sign-blob" do.',
  });

const ofFile: Answer = () =>
  refusal('PREDICATE_TYPE_MISMATCH', 'the signature of a file is not the signature of an image', {
    expected: 'an image signature',
    found: 'a plain signature',
    hint: 'Sign the image itself, as sign-image and "cosign sign" do.',
  });

const noFile: Answer = () =>
  refusal('PREDICATE_TYPE_MISMATCH', 'the file is the text of another claim, whose signature it may be', {
    expected: 'a file whose signature can mean nothing else',
    found: 'what is signed of an attestation or of an image signature',
  });

const noSignature: Answer = ({ facts: { claim }, subject }) =>
  refusal('PREDICATE_TYPE_MISMATCH', 'an attestation is not a signature', {
    expected: byKind(subject, {
      image: () => 'an image signature',
      file: () => 'a signature of the file',
      digest: () => 'a signature of the file',
    }),
    found: describeClaim(claim),
    hint: 'Ask for it with "provenance" or "attestation" (one line: predicate-type), or sign the artifact itself.',
  });

const anotherClaim: Answer = ({ asked, facts }) =>
  refusal(
    'PREDICATE_TYPE_MISMATCH',
    `this is another claim than the ${asked.kind === 'signature' ? 'signature' : asked.by} asked for`,
    {
      expected: asked.kind === 'signature' ? 'a signature' : asked.type,
      found: describeClaim(facts.claim),
    },
  );

const ifUnseenAllowed: Answer = ({ asked, subject }) =>
  asked.kind === 'signature' && asked.unseen === 'allow'
    ? undefined
    : refusal('BYTES_UNSEEN', 'the bytes were not seen: what is signed may be something else than a file', {
        expected: `the file ${subject.name}, or an attestation`,
        found: `only its digest, ${digestText(subject)}`,
        hint: 'Give the file, ask for an attestation such as provenance, or write "unseen: allow" into the policy\'s "signature".',
        nearness: 5,
      });

const ifNamesFile: Answer = (question) =>
  names(question, 'file')
    ? undefined
    : refusal('SUBJECT_MISMATCH', 'the file holds the manifest of an image, and the attestation is about an image', {
        expected: 'an attestation that names a file',
        found: describeNames(question),
        hint: 'Attest the file itself, or verify the image.',
        nearness: 5,
      });

const ifNamesImage: Answer = (question) =>
  names(question, 'image') || question.signedAsImage()
    ? undefined
    : refusal('SUBJECT_MISMATCH', 'the attestation names no image', {
        expected: 'the name of an image with its registry, like ghcr.io/acme/app, or also an image signature by the same signer',
        found: describeNames(question),
        hint: 'Attest the image by its full name, or sign the image as well.',
        nearness: 5,
      });

/** Nothing but the statement ties the line's name to the digest. */
const ifSameName: Answer = (question) => {
  const { facts, subject } = question;
  const wanted = lastPart(subject.name);
  const isDigest = Object.entries(subject.digests).some(([algorithm, hex]) => subject.name === `${algorithm}:${String(hex)}`);
  const same = facts.matchedSubjects.some((one) =>
    // `dist/` has no last part, and neither has a subject without a name.
    isDigest ? namedKind(one) !== 'image' : wanted !== '' && fileNameOf(one) === wanted,
  );
  if (same) return undefined;
  return refusal('SUBJECT_MISMATCH', 'the bytes were not seen, and the attestation names something else', {
    expected: isDigest ? 'a file' : `a file called ${wanted}`,
    found: describeNames(question),
    hint: facts.matchedSubjects.some((one) => namedKind(one) === 'image')
      ? 'What the attestation names reads as an image. Give the file itself, or attest it under a name whose first folder has no dot.'
      : 'Give the file itself, or correct its name in the checksum file.',
    nearness: 5,
  });
};

/** cosign leaves the name empty; a tool that attests files under any type that it is told would write the file's. */
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

/** Which claim can speak for what, by what the policy asks. A claim or a kind that is not in here does not compile. */
const SPEAKS: Readonly<Record<Claim['kind'], Readonly<Record<Asked['kind'], Readonly<Record<SubjectKind, Answer>>>>>> = {
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

/** Whether facts are of an image signature, in either form. */
export function isImageSignature({ claim, matchedSubjects }: VerifiedFacts): boolean {
  if (claim.kind === 'image-text') return true;
  return claim.kind === 'image-signature' && matchedSubjects.some((one) => namedKind(one) !== 'file');
}

/**
 * Whether what was signed can speak for the subject under the requirement: file, image and digest, signature and attestation
 * are kept apart, and none ever stands in for another.
 * @returns why not, or undefined
 */
export function speaksFor(question: Question): Shortfall | undefined {
  const {
    asked,
    facts: { claim },
  } = question;
  if (asked.kind === 'statement' && claim.kind === 'statement' && claim.type !== asked.type) return anotherClaim(question);
  return SPEAKS[claim.kind][asked.kind][kindOf(question.subject)](question);
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
