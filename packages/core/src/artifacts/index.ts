export type * from './types.js';
export { bytesOf } from './bytes-of.js';
export { checksumSubjects, digestSubject, readChecksums } from './checksums.js';
export { collectFiles, withDigests, type CollectOptions } from './collect-files.js';
export { contentOf } from './file-content.js';
export { hashBytes, hashFile, type DigestAlgorithm, type HashedFile, type HashFileOptions } from './hash-file.js';
export { hashFiles, type HashFilesOptions } from './hash-files.js';
export { parseImageReference, type ImageReference } from './image-reference.js';
export { readFileCapped } from './read-file.js';
