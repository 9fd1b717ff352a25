export { documentSchema, type PolicyDocument, type TrustDocument } from './document.js';
export { readDocument } from './read-document.js';
export type { KindShapes, RuleDocument } from './rules.js';
export type { GithubDocument, GitlabDocument, OtherFileDocument, SignerDocument } from './signers.js';
export { writePolicy } from './write-policy.js';
