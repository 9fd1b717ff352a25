export type * from './types.js';
export { attestProvenance } from './attest-provenance.js';
export type { AttestProvenanceOptions, Prove, SignFilesOptions, SignImagesOptions, SignOptions } from './options.js';
export type { SecondOpinionOptions, TufSource } from './opinion.js';
export type { PlannedSignature, PlannedSigner, PublishedIn, PublishedText, SigningPlan } from './plan/types.js';
export { secondOpinion, type Opinion, type SecondOpinion } from './second-opinion.js';
export { signFiles } from './sign-files.js';
export { signImages } from './sign-images.js';
