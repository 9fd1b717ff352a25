export type { SigningConfig } from '../trust/index.js';
export { FulcioClient, type CertificateRequest, type IssuedCertificate } from './fulcio-client.js';
export { assertLoggable, type LogClient, type LogRequest } from './log-request.js';
export { hadTooLittleTime, isOutage } from './outage.js';
export { RekorV1Client } from './rekor-v1-client.js';
export { DuplicateEntry, RekorV2Client } from './rekor-v2-client.js';
export type { Selected, ServicePool } from './service-pool.js';
export { openServices, type ServiceNeeds, type SigstoreServices, type Witnessed } from './sigstore-services.js';
export { TimestampClient } from './timestamp-client.js';
