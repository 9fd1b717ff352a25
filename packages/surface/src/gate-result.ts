import type { GateAnswer } from '@countersign/core/gate';

/** The result of the gate, with its reports written. */
export interface GateResult extends GateAnswer {
  /** As the user wrote them; empty if there are none. */
  readonly reportPaths: readonly string[];
}
