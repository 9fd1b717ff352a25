import type { SubjectAlternativeName } from '../../crypto/index.js';
import type { VerifiedSigner } from '../../verification/index.js';

/** The kinds of names that certificates contain: a URI, a mail address, or Fulcio's user names (RFC 5280 section 4.2.1.6). */
export type NameKind = Exclude<SubjectAlternativeName['kind'], 'unsupported'>;

const WORDS: Readonly<Record<SubjectAlternativeName['kind'], string>> = {
  uri: 'a URI',
  email: 'a mail address',
  'other-name': 'a user name (otherName)',
  unsupported: 'a kind of name that Sigstore does not use',
};

/** The kind of name of an identity as people write it: `https://…`, `alice@acme.dev`, or a user name. */
export function kindOfName(written: string): NameKind {
  if (written.includes('://')) return 'uri';
  return written.includes('@') ? 'email' : 'other-name';
}

/** The kind of the one name of a signing certificate. */
export function kindOfSigner(signer: Extract<VerifiedSigner, { kind: 'certificate' }>): SubjectAlternativeName['kind'] {
  return signer.certificate.alternativeNames[0]?.kind ?? 'unsupported';
}

/** `a URI`, for messages. */
export const describeKind = (kind: SubjectAlternativeName['kind']): string => WORDS[kind];
