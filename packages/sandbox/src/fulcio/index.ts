export { createCertificateAuthority, newCertificateAuthorityKeys } from './authority.js';
export type { AcceptedIssuer, CertificateAuthority, CertificateAuthorityOptions } from './authority.js';
export type { ExtensionName, ExtensionValues } from './extensions.js';
export type { CertificateIdentity, SubjectName } from './identity.js';
export type { LeafOverrides } from './leaf.js';
