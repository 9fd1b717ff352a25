export * from './types.js';
export { subjectIndex, subjectTest, type ComputedDigests, type SubjectIndex } from './match-subjects.js';
export { fileNameOf, isImageName, lastPart, namedKind, type NamedKind } from './named-kind.js';
export { MAX_SUBJECTS, readStatement } from './read-statement.js';
export { writeStatement } from './write-statement.js';
