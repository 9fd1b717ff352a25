import type { Output } from '../artifacts/index.js';
import type { ExitStatus } from '../errors/index.js';
import type { OpenGithubApi } from '../evidence/index.js';
import type { Decision, OneLinePolicy } from '../policy/index.js';
import type { NamedSubjects } from '../subjects/index.js';

/** Inputs of the gate, by the names of the contract; those that name subjects are a table. Relative paths are relative to the run's folder. */
export interface GateOptions extends NamedSubjects {
  /** Policy files; all must allow. */
  readonly policies?: readonly string[] | undefined;
  /** `sha256:<hex>` a policy, in their order, separated by white space: what `policyPin` gives. */
  readonly policyDigest?: string | undefined;
  /** Instead of policy files. */
  readonly oneLine?: OneLinePolicy | undefined;
  /** The one bundle to judge by. */
  readonly bundle?: string | undefined;
  /** Files, folders, `registry`, `github`; none: beside the file, and the registry. */
  readonly evidence?: readonly string[] | undefined;
  /** The Sigstore instance of signers for whom the policy names none; default the public-good instance. */
  readonly trustedRoot?: string | undefined;
  /** `sha256:<hex>` of the file that `trustedRoot` names. */
  readonly trustDigest?: readonly string[] | undefined;
  readonly target?: string | undefined;
  /** Judge these platforms of an index instead of the index itself. */
  readonly platforms?: readonly string[] | undefined;
  /** `off`: a timestamp in place of a log entry, where the policy does not say what it needs. Default `required`. */
  readonly transparencyLog?: 'required' | 'off' | undefined;
  readonly signatureRepository?: string | undefined;
  readonly insecureRegistries?: readonly string[] | undefined;
  /** Who speaks to GitHub's API for `github` evidence; default: a few lines of our own. */
  readonly openGithub?: OpenGithubApi | undefined;
  /** Files that the caller will write: none may be what is judged, or what judges. */
  readonly outputs?: readonly Output[] | undefined;
  /** `warn` gives pinned references and exit status 0 whatever the decision is. Default `enforce`. */
  readonly mode?: 'enforce' | 'warn' | undefined;
}

/** May take a decision back before anybody is told of it: the files may have changed since. */
export type Confirm = (judged: GateResult) => Promise<GateResult>;

export interface GateResult {
  readonly decision: Decision;
  /** `registry/repository@sha256:…` of the images; empty unless the whole decision is `allowed` (or `mode` is `warn`). */
  readonly pinnedImages: readonly string[];
  readonly exitStatus: ExitStatus;
}

/** What `runGate` answers. */
export interface GateAnswer extends GateResult {
  /** Emits `refused` and `decided`. To be called last, when nothing can fail any more: what has been said cannot be taken back. */
  readonly say: () => void;
}
