import { nearest, type FieldPath } from '../values/index.js';
import type { PolicySigner } from '../signers/index.js';
import type { Requirement, RequirementDocument } from './requirement.js';

/** The names that a policy defines, and where problems are reported. */
export interface Scope {
  readonly signers: ReadonlyMap<string, PolicySigner>;
  /** Names of all signers of the document, including those that could not be resolved. */
  readonly known: readonly string[];
  readonly people: ReadonlyMap<string, readonly string[]>;
  readonly report: (path: FieldPath, message: string) => undefined;
}

/** The same inside one rule. */
export interface RuleScope extends Scope {
  /** Placeholders that every pattern of the rule's match binds. */
  readonly bound: ReadonlySet<string>;
  /** Resolves a requirement inside another one. */
  readonly requirement: (document: RequirementDocument, path: FieldPath) => Requirement;
}

export function undefinedSigner(name: string, known: readonly string[], path: FieldPath, report: Scope['report']): undefined {
  const meant = nearest(name, known);
  return report(
    path,
    `signer "${name}" is not defined${meant === undefined ? `; defined: ${known.join(', ')}` : `; did you mean "${meant}"?`}`,
  );
}
