import { byKind, type DigestSubject, type FileContent, type FileSubject, type Subject } from '../artifacts/index.js';
import { CountersignError } from '../errors/index.js';
import { isImageName } from '../statements/index.js';

const OTHER_MEANINGS: Readonly<Record<Exclude<FileContent, 'data'>, readonly [what: string, found: string]>> = {
  'encoded-envelope': ['contains the signed bytes of an attestation', 'begins with "DSSEv1 "'],
  'image-text': ['contains the signed text of an image signature', 'is JSON with "critical"'],
  'image-manifest': ['contains an image manifest', 'is JSON with the members of a manifest or index'],
};

/**
 * Rejects files whose signature would also be a valid signature of an attestation, or of an image (cosign's simple signing). Otherwise
 * an attacker who can add a file to those that are signed could have any statement and any image signed. `content` was determined from the
 * bytes whose digest is signed.
 * @throws CountersignError INPUT_UNSUPPORTED
 */
export function refuseOtherClaims(subject: FileSubject): void {
  const { content } = subject;
  if (content === 'encoded-envelope' || content === 'image-text') throw refusal(subject, content);
}

/**
 * Rejects file subjects whose attestation would be about an image: a file that contains an image manifest (or is rejected by
 * `refuseOtherClaims`), and a digest without bytes that has the name of an image.
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
  throw new CountersignError('INPUT_UNSUPPORTED', `${name} (${origin}) is the name of an image`, {
    expected: 'the name of a file',
    found: 'a digest whose bytes are not here, under the name of an image',
    hint: 'Attest an image with "images", so that it is read from the registry. For a file, make the file available here, or give its folder a name without a dot.',
  });
}

/**
 * Rejects a digest without bytes: the bytes could be an attestation or an image, and the signature would be valid for it.
 * @throws CountersignError INPUT_UNSUPPORTED
 */
export function refuseUnseen({ name, origin }: DigestSubject): never {
  throw new CountersignError('INPUT_UNSUPPORTED', `${name} (${origin}) cannot be signed, because the file is not here`, {
    expected: 'the file, beside its checksum file',
    found: 'only its digest',
    hint: 'Sign in the job that has the files. If there are only digests, use attest-provenance: a statement contains what it is about.',
  });
}

function refusal({ name }: FileSubject, content: keyof typeof OTHER_MEANINGS): CountersignError {
  const [meaning, found] = OTHER_MEANINGS[content];
  return new CountersignError('INPUT_UNSUPPORTED', `${name} ${meaning}`, {
    expected: 'a file whose signature has no second meaning',
    found: `a file that ${found}`,
    hint:
      content === 'image-manifest'
        ? 'Attest the image with "images". If the file itself must be attested, put it into an archive first.'
        : 'Find out where the file comes from. If it must be signed, put it into an archive first.',
  });
}
