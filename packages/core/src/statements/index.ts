export * from './types.js';
export { matchSubjects, subjectIndex, subjectTest, type ComputedDigests, type SubjectIndex } from './match-subjects.js';
export { fileNameOf, isImageName, lastPart, namedKind, type NamedKind } from './named-kind.js';
export { readProvenance, SLSA_PROVENANCE_V02, type Provenance, type ResolvedDependency } from './provenance.js';
export { MAX_STATEMENT_BYTES, MAX_SUBJECTS, readStatement } from './read-statement.js';
export { writeStatement, type StatementInput } from './write-statement.js';
