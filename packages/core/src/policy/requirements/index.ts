export { LATER } from '../values/index.js';
export type { By, EvidenceRequirement, Person } from './evidence-requirement.js';
export type * from './kind.js';
export { describeOwnPlatform } from './own-platform.js';
export type { Requirement, RequirementDocument, RuleRequirement } from './requirement.js';
export * from './result.js';
export { undefinedSigner, type RuleScope, type Scope } from './scope.js';
export type { Shortfall } from './shortfall.js';
export { isImageSignature, countsFor } from './counts-for.js';
export { KINDS, type Kinds } from './table.js';
export {
  explainRequirement,
  kindOfRequirement,
  requirementShape,
  resolveRequirement,
  reviewRequirement,
  signersOf,
} from './use-table.js';
