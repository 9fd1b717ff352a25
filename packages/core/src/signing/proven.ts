import type { Subject } from '../artifacts/index.js';
import type { Code } from '../errors/index.js';
import type { Opinion } from './second-opinion.js';

/** A signature that was made, logged and verified; not written yet. */
export interface Proven {
  /** One subject of a signature, one or more of a provenance. */
  readonly subjects: readonly Subject[];
  /** The bytes of the bundle file. Only these are kept in memory, so that many bundles need little. */
  readonly serialized: Uint8Array;
  readonly signer: {
    readonly name: string;
    readonly identity: string | undefined;
    readonly issuer: string | undefined;
    readonly fingerprint: string;
    /** The version of the key at its service, if it has versions. */
    readonly version?: string | undefined;
  };
  /** Present if the fallback key signed: why keyless signing was not possible. */
  readonly fallback?: { readonly code: Code; readonly problem: string } | undefined;
  readonly logIndexes: readonly bigint[];
  /** Whether a log contained the same signature before: a request was sent again, or a key makes the same signature each time. */
  readonly alreadyLogged: boolean;
  /** Whether a log or a timestamp authority confirms when it was signed. */
  readonly hasTime: boolean;
  /** Of Sigstore's own verifier; undefined if it was not used. */
  readonly secondOpinion: Opinion | undefined;
}
