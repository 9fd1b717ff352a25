export { createCertificateLog, newCertificateLogKeys } from './log.js';
export type { CertificateLog } from './log.js';
