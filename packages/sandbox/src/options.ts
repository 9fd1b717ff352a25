import type { CertificateAuthority } from './fulcio/index.js';
import type { CertificateLog } from './ct/index.js';
import type { Faults, FaultRule, ServiceName } from './faults.js';
import type { CiServer, GithubSubject, Issuer } from './issuer/index.js';
import type { Claims } from './issuer/claims.js';
import type { RegistryBehaviour } from './registry/index.js';
import type { RekorV1, RekorV2 } from './rekor/index.js';
import type { TimestampAuthority } from './tsa/index.js';

/** The transparency logs in the signing config: Rekor v2, Rekor v1, or both (clients use the newest version they support). */
export type RekorChoice = 'v2' | 'v1' | 'both';

export interface SandboxOptions {
  /** Where keys, log entries, registry content and trust metadata are kept. Default: a temporary folder that is removed with the sandbox. */
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
  /** TCP ports on 127.0.0.1. Default: the ports of the last run with the same `stateDir` if they are free, otherwise any free ports. */
  readonly ports?: Readonly<Partial<Record<ServiceName, number>>>;
  /** Name of the instance, to distinguish two of them: lower-case letters, digits and hyphens. Default `sandbox`. */
  readonly name?: string;
  /** The GitHub server of jobs, instead of github.com with the sandbox's own issuer. Fulcio writes its URL into certificates. */
  readonly github?: CiServer;
  /** The GitLab server, instead of gitlab.com. */
  readonly gitlab?: CiServer;
  /** The form of the subject claim in GitHub's tokens. Default `names`. */
  readonly githubSubject?: GithubSubject;
  readonly faults?: readonly FaultRule[];
  /** One line for each request: service, method, path, status. */
  readonly log?: (line: string) => void;
}

export interface SandboxUrls {
  readonly issuer: string;
  readonly fulcio: string;
  readonly ct: string;
  /** The log that signers use; Rekor v2 unless only v1 was requested. */
  readonly rekor: string;
  /** Present with `rekor: 'v1'` and `'both'`. */
  readonly rekorV1?: string;
  /** Without a path; the protocol is at `/api/v1/timestamp`. */
  readonly tsa: string;
  readonly tuf: string;
}

/** Absolute paths of the files that other programs read. */
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
  /** The credentials, if `auth` is `basic` or `token`. */
  readonly username?: string;
  readonly password?: string;
  /** A refresh token for the token endpoint (mode `token`). */
  readonly identityToken?: string;
}

export type Environment = Readonly<Record<string, string>>;

export interface TokenOptions {
  /** Default `sigstore`. */
  readonly audience?: string;
  /** Seconds; a negative value gives an expired token. */
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
  /** Direct access to the services, for things that no normal client can request. */
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
   * Variables for commands that use this sandbox. No program reads them by itself: a command must name them
   * (`--trusted-root "$COUNTERSIGN_SANDBOX_TRUSTED_ROOT"`), so that an environment alone is never trusted.
   */
  environment(): Environment;
  /** Stops all services; a temporary folder is removed. */
  stop(): Promise<void>;
}
