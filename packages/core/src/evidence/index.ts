export { findEvidence, type EvidenceOptions } from './find-evidence.js';
