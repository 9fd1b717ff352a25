import { nearest, type FieldPath } from '../values/index.js';
import type { PolicySigner } from '../signers/index.js';
import type { Requirement, RequirementDocument } from './table.js';

/** What names are resolved against, and where problems go. */
export interface Scope {
  readonly signers: ReadonlyMap<string, PolicySigner>;
  /** Names of all signers that the document has, also of those that could not be resolved. */
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
    `signer "${name}" is not defined${meant === undefined ? `; defined are ${known.join(', ')}` : `; did you mean "${meant}"?`}`,
  );
}
