import type { CertificateAuthority } from './fulcio/index.js';
import type { CertificateLog } from './ct/index.js';
import type { Faults, FaultRule, ServiceName } from './faults.js';
import type { Issuer } from './issuer/index.js';
import type { Claims } from './issuer/claims.js';
import type { RegistryBehaviour } from './registry/index.js';
import type { RekorV1, RekorV2 } from './rekor/index.js';
import type { TimestampAuthority } from './tsa/index.js';

/** Which transparency log clients are told to use: Rekor v2, Rekor v1, or both (clients take the newest they know). */
export type RekorChoice = 'v2' | 'v1' | 'both';

export interface SandboxOptions {
  /** Where keys, log entries, registry content and trust metadata are kept. Default: a temporary folder that goes with the sandbox. */
  readonly stateDir?: string;
  /** Default: the system's clock. */
  readonly clock?: () => Date;
  /** Default `v2`. */
  readonly rekor?: RekorChoice;
  /** Rekor v2 accepts the `dsse` type, as before rekor-tiles 2.3. Default false. */
  readonly rekorAcceptsDsse?: boolean;
  /** How long Rekor v2 waits to put entries under one checkpoint. Default 10 ms. */
  readonly rekorBatchDelayMs?: number;
  readonly registry?: RegistryBehaviour;
  /** TCP ports on 127.0.0.1. Default: the ports of the last run with the same `stateDir` if they are free, else any free ones. */
  readonly ports?: Readonly<Partial<Record<ServiceName, number>>>;
  /** Letters, digits and hyphens; names the instance, so that two of them can be told apart. Default `sandbox`. */
  readonly name?: string;
  readonly faults?: readonly FaultRule[];
  /** One line for each request: service, method, path, status. */
  readonly log?: (line: string) => void;
}

export interface SandboxUrls {
  readonly issuer: string;
  readonly fulcio: string;
  readonly ct: string;
  /** The log that signers use; Rekor v2 unless only v1 was asked for. */
  readonly rekor: string;
  /** Present with `rekor: 'v1'` and `'both'`. */
  readonly rekorV1?: string;
  /** Without a path; the protocol is at `/api/v1/timestamp`. */
  readonly tsa: string;
  readonly tuf: string;
}

/** Absolute paths of what other programs read. */
export interface SandboxFiles {
  readonly dir: string;
  readonly trustedRoot: string;
  readonly signingConfig: string;
  /** Trusted root and signing config in one document (`clienttrustconfig`), for sigstore-python and model-signing. */
  readonly clientTrustConfig: string;
  /** The root that a TUF client pins. */
  readonly tufRoot: string;
  /** A folder for `DOCKER_CONFIG` with the registry's credentials. */
  readonly dockerConfig: string;
}

export interface SandboxRegistry {
  /** `127.0.0.1:<port>`, plain HTTP. */
  readonly host: string;
  /** The credentials, where `auth` is `basic` or `token`. */
  readonly username?: string;
  readonly password?: string;
  /** A refresh token for the token endpoint (mode `token`). */
  readonly identityToken?: string;
}

export type Environment = Readonly<Record<string, string>>;

export interface TokenOptions {
  /** Default `sigstore`. */
  readonly audience?: string;
  /** Seconds; negative: expired. */
  readonly lifetime?: number;
}

export interface Sandbox {
  readonly name: string;
  readonly urls: SandboxUrls;
  readonly registry: SandboxRegistry;
  readonly trustedRoot: Readonly<Record<string, unknown>>;
  readonly signingConfig: Readonly<Record<string, unknown>>;
  readonly files: SandboxFiles;
  /** Exact `iss` values. */
  readonly issuers: { readonly github: string; readonly gitlab: string; readonly oidc: string };
  readonly faults: Faults;
  /** The services themselves, to make what no honest client can ask for. */
  readonly services: {
    readonly issuer: Issuer;
    readonly fulcio: CertificateAuthority;
    readonly ct: CertificateLog;
    readonly tsa: TimestampAuthority;
    readonly rekor: RekorV2;
    readonly rekorV1: RekorV1;
  };
  /** Environment of a GitHub job: the context variables and the token request URL. */
  github(claims?: Claims): Environment;
  /** Environment of a GitLab job, `SIGSTORE_ID_TOKEN` included. */
  gitlab(claims?: Claims): Promise<Environment>;
  /** A signed identity token. */
  token(kind: 'github' | 'gitlab' | 'oidc', claims?: Claims, options?: TokenOptions): Promise<string>;
  /**
   * What to export to a command that should find this sandbox. Nothing reads these variables by itself: a command names
   * them (`--trusted-root "$COUNTERSIGN_SANDBOX_TRUSTED_ROOT"`), so that an environment alone is never trusted.
   */
  environment(): Environment;
  /** Stops all services; a temporary folder is removed. */
  stop(): Promise<void>;
}
