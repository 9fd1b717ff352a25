import type { JsonValue } from '../../../wire/index.js';
import type { EvidenceRequirement } from '../evidence-requirement.js';
import type { Pattern } from '../../values/index.js';

/** Groups of provenance claims that a policy may accept unproven. */
export const CLAIM_GROUPS = ['source', 'workflow', 'builder', 'trigger', 'runner', 'ids', 'invocation', 'parameters'] as const;
export type ClaimGroup = (typeof CLAIM_GROUPS)[number];

export interface ProvenanceRequirement extends EvidenceRequirement {
  readonly kind: 'provenance';
  /** SLSA Build level 1 to 3; undefined: any. */
  readonly minLevel: number | undefined;
  readonly builder: string | undefined;
  readonly buildTypes: readonly string[] | undefined;
  readonly source: SourceRequirement | undefined;
  /** External parameters by dotted path, compared as text where they are scalars. */
  readonly parameters: Readonly<Record<string, JsonValue>> | undefined;
  readonly unproven: ReadonlySet<ClaimGroup>;
}

declare module '../requirement.js' {
  interface RequirementTypes {
    readonly provenance: At<'require', ProvenanceRequirement>;
  }
}

export interface SourceRequirement {
  /** `https://…` or `owner/name` on the signer's host. */
  readonly repository: Pattern | undefined;
  readonly ref: string | undefined;
  readonly branch: string | undefined;
  readonly tag: string | undefined;
  readonly versionedTag: string | undefined;
  readonly preRelease: 'allow' | 'deny';
  readonly commit: string | undefined;
}
