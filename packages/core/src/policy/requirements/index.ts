export type { AnyOf } from './any-of.js';
export type { AttestationRequirement } from './attestation.js';
export type { By, Claimed, Person } from './claimed.js';
export type * from './kind.js';
export { describeOwnPlatform } from './own-platform.js';
export type { ProvenanceRequirement } from './provenance/index.js';
export * from './result.js';
export { undefinedSigner, type RuleScope, type Scope } from './scope.js';
export type { Shortfall } from './shortfall.js';
export type { SignatureRequirement } from './signature.js';
export { isImageSignature, speaksFor } from './speaks-for.js';
export { KINDS, type Kinds, type Requirement, type RequirementDocument, type RuleRequirement } from './table.js';
export {
  explainRequirement,
  kindOfRequirement,
  requirementShape,
  resolveRequirement,
  reviewRequirement,
  signersOf,
} from './use-table.js';
