export { createCertificateLog, newCertificateLogKeys } from './log.js';
export type { CertificateLog, CertificateLogKeys, CertificateLogOptions } from './log.js';
export type { CertificateTimestamp } from './sct.js';
