export type * from './types.js';
export { byKind } from './by-kind.js';
export type { KindFacts, OnDisk } from './kinds/facts.js';
export { pinnedImage } from './kinds/image.js';
export {
  digestText,
  fileOf,
  imageOf,
  imagesOf,
  judgedLabel,
  kindFacts,
  onDisk,
  readFrom,
  SUBJECT_KINDS,
  subjectLabel,
  subjectReport,
} from './subject-kinds.js';
export { bytesOf, MAX_WHOLE_BYTES } from './bytes-of.js';
export { collectFiles, withDigests } from './collect-files.js';
export {
  DIGEST_ALGORITHMS,
  hashBytes,
  hashFile,
  type DigestAlgorithm,
  type HashedFile,
  type HashFileOptions,
} from './hash-file.js';
export { hashFiles } from './hash-files.js';
export { listedFiles } from './listed-files.js';
export { placesOf, realPathOf, realPlace, type Naming } from './places.js';
export { parseImageReference, type ImageReference } from './image-reference.js';
export { readFileCapped } from './read-file.js';
export { refuseOverwrites, type Output } from './refuse-overwrites.js';
export { expandPaths } from './expand-paths.js';
export { isPlainName } from './file-names.js';
