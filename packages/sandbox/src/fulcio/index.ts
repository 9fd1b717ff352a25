export { createCertificateAuthority, newCertificateAuthorityKeys } from './authority.js';
export type { CertificateAuthority } from './authority.js';
