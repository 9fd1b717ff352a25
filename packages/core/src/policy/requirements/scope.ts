import { nearest } from '../values/nearest.js';
import type { PolicySigner } from '../resolve/model.js';
import type { FieldPath } from '../values/shape.js';

/** What names are resolved against, and where problems go. */
export interface Scope {
  readonly signers: ReadonlyMap<string, PolicySigner>;
  readonly people: ReadonlyMap<string, readonly string[]>;
  readonly report: (path: FieldPath, message: string) => undefined;
}

export function undefinedSigner(name: string, known: readonly string[], path: FieldPath, report: Scope['report']): undefined {
  const meant = nearest(name, known);
  return report(
    path,
    `signer "${name}" is not defined${meant === undefined ? `; defined are ${known.join(', ')}` : `; did you mean "${meant}"?`}`,
  );
}
