import { isEncodedEnvelope, type FileSubject, type Subject } from '../artifacts/index.js';
import { CountersignError } from '../errors/index.js';

/**
 * Refuses files whose signature would be at the same time that of an attestation, or that of an image in cosign's old form.
 * Whoever can put a file among those that are signed could otherwise have any statement and any image signed. Of checksums the
 * files are not seen.
 * @throws CountersignError INPUT_UNSUPPORTED, FILE_UNREADABLE
 */
export function refuseOtherClaims(subject: Subject): void {
  if (subject.kind !== 'file') return;
  if (isEncodedEnvelope(subject)) throw refusal(subject, 'an attestation, ready to be signed', 'begins with "DSSEv1 "');
  if (isImageClaim(subject)) throw refusal(subject, 'a signature of an image, ready to be signed', 'is JSON with "critical"');
}

/** cosign's "simple signing" text. Its readers take keys in any letter case, and the last of two; so does this. */
function isImageClaim({ bytes }: FileSubject): boolean {
  if (bytes === undefined) return false;
  const text = Buffer.from(bytes).toString('utf8').trim();
  if (!text.startsWith('{') || !text.endsWith('}')) return false;
  try {
    return Object.keys(JSON.parse(text) as object).some((key) => key.toLowerCase() === 'critical');
  } catch {
    return false;
  }
}

function refusal({ name }: FileSubject, what: string, found: string): CountersignError {
  return new CountersignError('INPUT_UNSUPPORTED', `${name} is the text of ${what} as a file.`, {
    expected: 'a file whose signature can mean nothing else',
    found: `one that ${found}`,
    hint: 'Find out who put it there, and for what. If it must be signed, pack it into an archive first.',
  });
}
