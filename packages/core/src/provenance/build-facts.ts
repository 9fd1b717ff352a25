import type { JsonObject } from '../wire/index.js';

/** How a build ran: the SLSA v1 predicate, and what the certificate of the same job must say. */
export interface BuildFacts {
  readonly predicate: JsonObject;
  /** Certificate twins of claims, by the names of Fulcio's extensions. A signing certificate that differs is not of this job. */
  readonly certificate: {
    readonly buildSignerUri: string;
    readonly sourceRepositoryUri: string;
    readonly sourceRepositoryRef: string;
    readonly sourceRepositoryDigest: string;
    readonly runInvocationUri: string;
  };
}
