export { certificatePem, readPem } from './pem.js';
export { extension } from './certificate.js';
export * as der from './der.js';
export type { KeyWithChain } from './hierarchy.js';
export { OID } from './oids.js';
