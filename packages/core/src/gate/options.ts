import type { Output } from '../artifacts/index.js';
import type { ExitStatus } from '../errors/index.js';
import type { OpenGithubApi } from '../evidence/index.js';
import type { Decision, OneLinePolicy } from '../policy/index.js';
import type { NamedSubjects } from '../subjects/index.js';

/** Inputs of the gate. Relative paths are relative to the run's folder. */
export interface GateOptions extends NamedSubjects {
  /** Policy files; all must allow. */
  readonly policies?: readonly string[] | undefined;
  /** `sha256:<hex>` a policy, in their order, separated by white space: what `policyPin` gives. */
  readonly policyDigest?: string | undefined;
  /** Instead of policy files. */
  readonly oneLine?: OneLinePolicy | undefined;
  /** The only bundle to use as evidence. */
  readonly bundle?: string | undefined;
  /** Files, folders, `registry`, `github`; none: beside the file, and the registry. */
  readonly evidence?: readonly string[] | undefined;
  /** The Sigstore instance for signers of a policy without `trust`; default: the public-good instance. */
  readonly trustedRoot?: string | undefined;
  /** `sha256:<hex>` of the file that `trustedRoot` names. */
  readonly trustDigest?: readonly string[] | undefined;
  readonly target?: string | undefined;
  /** The platforms of an index to judge, instead of the index itself. */
  readonly platforms?: readonly string[] | undefined;
  /** `off`: for certificates a timestamp instead of a log entry, for keys neither, where the policy has no `trust`. Default `required`. */
  readonly transparencyLog?: 'required' | 'off' | undefined;
  /** Logins at the services of keys, one per line (`readKeyLogins`); each names its `token`. */
  readonly keyLogin?: readonly string[] | undefined;
  readonly signatureRepository?: string | undefined;
  readonly insecureRegistries?: readonly string[] | undefined;
  /** The client of GitHub's API for `github` evidence; default: a small one of our own. */
  readonly openGithub?: OpenGithubApi | undefined;
  /** Files that the caller will write. None of them may be an artifact, a policy or evidence. */
  readonly outputs?: readonly Output[] | undefined;
  /** `warn`: pinned references and exit status 0, whatever the decision. Default `enforce`. */
  readonly mode?: 'enforce' | 'warn' | undefined;
}

/** May withdraw a decision before it is reported, for example because files have changed since. */
export type Confirm = (judged: GateResult) => Promise<GateResult>;

export interface GateResult {
  readonly decision: Decision;
  /** `registry/repository@sha256:…` of the images; empty unless the whole decision is `allowed` (or `mode` is `warn`). */
  readonly pinnedImages: readonly string[];
  readonly exitStatus: ExitStatus;
}

/** The result of `runGate`. */
export interface GateAnswer extends GateResult {
  /** Emits the events `refused` and `decided`. Call it last, when nothing can fail any more: an event cannot be withdrawn. */
  readonly emit: () => void;
}
