export type * from './types.js';
export { attestProvenance } from './attest-provenance.js';
export type { AttestProvenanceOptions, Prove, SignFilesOptions, SignImagesOptions, SignOptions } from './options.js';
export { secondOpinion, type Opinion, type SecondOpinion, type SecondOpinionOptions, type TufSource } from './second-opinion.js';
export { signFiles } from './sign-files.js';
export { signImages } from './sign-images.js';
