export type * from './types.js';
export { certificateSignedBy, parseCertificate, type CertificateOptions } from './certificate.js';
export { HASH_BYTES, hash } from './hash.js';
export { KEY_DETAILS, type EcCurve, type KeyKind, type KeyScheme } from './key-details.js';
export { publicKeyFromObject, publicKeyFromPem, publicKeyFromSpki } from './public-key.js';
export { isTimestampSigner, parseTimestampResponse, verifyTimestampSignature, type ParsedTimestamp } from './timestamp.js';
export type { SignedData, SignerIdentifier } from './signed-data.js';
export { digestInfo, loadEd25519ph, verifyDigestSignature, verifyMessageSignature } from './verify-digest.js';
export { verifySignature, type SignatureAlgorithm } from './verify-signature.js';
