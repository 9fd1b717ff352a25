export { documentSchema, type PolicyDocument, type RevokedDocument, type TrustDocument } from './document.js';
export { readDocument, type PolicyFile } from './read-document.js';
export type { KindShapes, MatchDocument, RuleDocument } from './rules.js';
export type { GithubDocument, GitlabDocument, OtherFileDocument, SignerDocument } from './signers.js';
export { writePolicy } from './write-policy.js';
