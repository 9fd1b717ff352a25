export { collectSubjects } from './collect.js';
export { builtManifestsOf, manifestsOf } from './image-manifests.js';
export { indexesAbove } from './manifest-as-image.js';
export { narrowImage } from './narrow-image.js';
export { SOURCES, type NamedSubjects, type SubjectInput } from './sources.js';
export type { CollectedSubjects, CollectSubjectsOptions, SubjectProblem, SubjectSource } from './types.js';
export type { Use } from './uses.js';
