import type { Claims, IssuerKind } from '../issuer/claims.js';
import { extension } from '../x509/certificate.js';
import { context, contextPrimitive, oid, sequence, utf8String } from '../x509/der.js';
import { OID } from '../x509/oids.js';
import { fillTemplate, GITHUB_MAPPING, GITLAB_MAPPING, type ClaimMapping } from './claim-mappings.js';
import type { ExtensionValues } from './extensions.js';
import { canonicalUri } from './uri.js';

export type SubjectName =
  | { readonly kind: 'uri'; readonly value: string }
  | { readonly kind: 'email'; readonly value: string }
  /** A user name that is neither, as `name!domain` in an OtherName. */
  | { readonly kind: 'username'; readonly value: string };

/** The identity in a certificate. */
export interface CertificateIdentity {
  readonly name: SubjectName;
  readonly extensions: ExtensionValues;
  /** The text whose signature proves possession of the key: the verified e-mail address, otherwise the subject. */
  readonly challenge: string;
}

export interface IdentityOptions {
  readonly kind: IssuerKind;
  /** The value of `{url}` in the templates: `https://github.com`, `https://gitlab.com` or a private server's. */
  readonly url?: string;
}

/** The identity for a verified token's claims; throws an `Error` whose message may be shown to the client. */
export function identityFromClaims(claims: Claims, options: IdentityOptions): CertificateIdentity {
  const issuer = text(claims, 'iss');
  const subject = text(claims, 'sub');
  if (options.kind === 'oidc') return { ...person(claims, subject), extensions: { issuer, tokenSubject: subject } };
  const mapping = options.kind === 'github' ? GITHUB_MAPPING : GITLAB_MAPPING;
  const values = templateValues(claims, mapping, options.url);
  const extensions = Object.fromEntries(
    Object.entries(mapping.extensions).map(([name, template]) => [name, fillTemplate(template, values)]),
  );
  return {
    name: { kind: 'uri', value: canonicalUri(fillTemplate(mapping.subjectAlternativeName, values)) },
    extensions: { ...extensions, issuer, tokenSubject: subject },
    challenge: subject,
  };
}

/** DER of the critical SAN extension (RFC 5280 4.2.1.6); critical because the subject is empty. */
export function subjectAlternativeName(name: SubjectName): Buffer {
  return extension(OID.subjectAlternativeName, true, sequence(generalName(name)));
}

function generalName(name: SubjectName): Buffer {
  if (name.kind === 'email') return contextPrimitive(1, Buffer.from(name.value, 'latin1'));
  if (name.kind === 'uri') return contextPrimitive(6, Buffer.from(name.value, 'latin1'));
  return context(0, oid(`${OID.fulcio}.7`), context(0, utf8String(name.value)));
}

function person(claims: Claims, subject: string): Pick<CertificateIdentity, 'name' | 'challenge'> {
  const email = claims['email'];
  if (email !== undefined) {
    // Some providers, such as GitLab, send the flag as text. Any other value than true means "not verified".
    if (claims['email_verified'] !== true && claims['email_verified'] !== 'true')
      throw new Error('email_verified claim was false');
    if (typeof email !== 'string' || !/^[!#-;=?A-~]+@[A-Za-z0-9.-]+$/.test(email)) throw new Error('email address is not valid');
    return { name: { kind: 'email', value: email }, challenge: email };
  }
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(subject))
    return { name: { kind: 'uri', value: canonicalUri(subject) }, challenge: subject };
  if (subject.includes('!')) throw new Error('username cannot contain ! character');
  const domain = new URL(text(claims, 'iss')).hostname;
  return { name: { kind: 'username', value: `${subject}!${domain}` }, challenge: subject };
}

function templateValues(claims: Claims, mapping: ClaimMapping, url: string | undefined): Record<string, string> {
  const values: Record<string, string> = { ...mapping.defaults, ...(url === undefined ? {} : { url }) };
  for (const [name, value] of Object.entries(claims)) values[name] = String(value);
  if (values['ref_type'] !== undefined) values['ref_kind'] = values['ref_type'] === 'tag' ? 'tags' : 'heads';
  return values;
}

function text(claims: Claims, name: string): string {
  const value = claims[name];
  if (typeof value !== 'string' || value === '') throw new Error(`the token has no "${name}" claim`);
  return value;
}
