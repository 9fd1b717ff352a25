import type { JsonObject } from '../wire/index.js';

/** The SLSA v1 predicate of a build, and the values that the certificate of the same job must have. */
export interface BuildFacts {
  readonly predicate: JsonObject;
  /** Expected certificate extensions, by Fulcio's names, from the claims. A signing certificate that differs is of another job. */
  readonly certificate: {
    readonly buildSignerUri: string;
    readonly sourceRepositoryUri: string;
    readonly sourceRepositoryRef: string;
    readonly sourceRepositoryDigest: string;
    readonly runInvocationUri: string;
  };
}
