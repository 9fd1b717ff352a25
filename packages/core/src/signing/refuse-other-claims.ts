import { byKind, type DigestSubject, type FileContent, type FileSubject, type Subject } from '../artifacts/index.js';
import { CountersignError } from '../errors/index.js';
import { isImageName } from '../statements/index.js';

const WHAT: Readonly<Record<Exclude<FileContent, 'data'>, readonly [what: string, found: string]>> = {
  'encoded-envelope': ['the text of an attestation, ready to be signed,', 'begins with "DSSEv1 "'],
  'image-text': ['the text of an image signature, ready to be signed,', 'is JSON with "critical"'],
  'image-manifest': ['the manifest of an image', 'is JSON with the members of a manifest or index'],
};

/**
 * Refuses files whose signature would be at the same time that of an attestation, or that of an image in cosign's old form.
 * Whoever can put a file among those that are signed could otherwise have any statement and any image signed. What
 * the file is was told of the bytes whose digest is signed.
 * @throws CountersignError INPUT_UNSUPPORTED
 */
export function refuseOtherClaims(subject: FileSubject): void {
  const { content } = subject;
  if (content === 'encoded-envelope' || content === 'image-text') throw refusal(subject, content);
}

/**
 * Refuses what an attestation of a file would say of an image: a file that holds the manifest of one (or one of the texts above),
 * and a digest without bytes that bears the name of one.
 * @throws CountersignError INPUT_UNSUPPORTED
 */
export function refuseHiddenImages(subjects: readonly Subject[]): void {
  for (const subject of subjects) byKind(subject, { file: refuseOtherContent, digest: refuseImageName, image: () => undefined });
}

function refuseOtherContent(subject: FileSubject): void {
  if (subject.content !== 'data') throw refusal(subject, subject.content);
}

function refuseImageName({ name, origin }: DigestSubject): void {
  if (!isImageName(name)) return;
  throw new CountersignError('INPUT_UNSUPPORTED', `${name} (${origin}) is the name of an image.`, {
    expected: 'the name of a file',
    found: 'a digest whose bytes are not here, under the name of an image',
    hint: 'Attest an image with "images", which asks the registry what it is. For a file, have the file here, or give its folder a name without a dot.',
  });
}

/**
 * A signature of bytes that nobody has seen would be one of whatever has this digest: an attestation, an image.
 * @throws CountersignError INPUT_UNSUPPORTED
 */
export function refuseUnseen({ name, origin }: DigestSubject): never {
  throw new CountersignError('INPUT_UNSUPPORTED', `${name} (${origin}) is not here: only bytes that are seen are signed.`, {
    expected: 'the file, beside its checksum file',
    found: 'only its digest',
    hint: 'Sign where the files are. Where there are only digests, use attest-provenance: a statement says what it is about.',
  });
}

function refusal({ name }: FileSubject, content: keyof typeof WHAT): CountersignError {
  const [what, found] = WHAT[content];
  return new CountersignError('INPUT_UNSUPPORTED', `${name} is ${what} as a file.`, {
    expected: 'a file whose signature can mean nothing else',
    found: `one that ${found}`,
    hint:
      content === 'image-manifest'
        ? 'Attest the image with "images". If the file itself must be attested, pack it into an archive first.'
        : 'Find out who put it there, and for what. If it must be signed, pack it into an archive first.',
  });
}
