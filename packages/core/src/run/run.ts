import type { Code } from '../errors/index.js';
import type { Budget } from './budget.js';
import type { RunEvent } from './events/index.js';

/** What a run may reach: everything, only registries (images and their signatures), or nothing. */
export type NetCapability = 'all' | 'registries' | 'none';

/** What a request is for; the capability is checked against it. */
export type NetPurpose = 'registry' | 'sigstore' | 'token' | 'attestations' | 'release' | 'keys';

export interface NetRequest {
  readonly purpose: NetPurpose;
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Absolute URL. Plain http is refused except for loopback and hosts named in `insecureHosts` of the run's net. */
  readonly url: string;
  /** The URL of the response that contained this address; absent if it is from the user or the configuration. The address must then not be one of this machine. */
  readonly from?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
  /** Largest answer accepted, in bytes; default 4 MiB. A larger one fails with the request, nothing is kept. */
  readonly maxBytes?: number;
  /** One attempt's time limit in milliseconds; default and most 30 000; always cut by what the run's budget has left. */
  readonly timeoutMs?: number;
  /** Milliseconds of the run's budget that it must leave for something else, besides the reserve. Default 0. */
  readonly keepMs?: number;
  /** Whether 408, 429, 5xx, rate limits and network errors that can pass are tried again within the run's budget. Default true. */
  readonly retry?: boolean;
  /** Whether an answer is not asked for again although its status can pass: services that use 500 for refusals. */
  readonly isFinal?: (answer: Pick<NetResponse, 'status' | 'body'>) => boolean;
  /** What is asked, for the log: `the certificate authority`. Default: the words for the purpose. */
  readonly service?: string;
  /**
   * For `keys` alone: asks a service of the machine's cloud for the machine's own credentials. Such services have plain http at fixed addresses that
   * are refused otherwise; no proxy is used.
   */
  readonly machineCredentials?: boolean;
  /** `follow` (GET and HEAD only; Authorization is dropped on another host) or `manual`. Default `follow`. */
  readonly redirect?: 'follow' | 'manual';
}

export interface NetResponse {
  readonly status: number;
  /** Lower-case header names; repeated headers joined by ", ". */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Where the answer came from, after redirects. */
  readonly url: string;
  /** How many requests were sent until this answer came; 1 if none was repeated. */
  readonly attempts: number;
}

/** The only access to the network. Every HTTP status is an answer; only a missing answer throws. */
export interface Net {
  readonly capability: NetCapability;
  /** @throws CountersignError NETWORK_FORBIDDEN, DEADLINE_EXCEEDED, FETCH_FAILED */
  fetch(request: NetRequest): Promise<NetResponse>;
}

/** Structured facts beside a log line. Never a secret. What happened is an event (`emit`), not a line with fields. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>> & { readonly event?: never };

/** What is only for people: notes, hints, titles. What happened is reported with `emit` of the run. */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields & { readonly code?: Code }): void;
  error(message: string, fields?: LogFields & { readonly code?: Code }): void;
  /** Lines written while `body` runs belong to one group (a fold on GitHub and GitLab). */
  group<T>(title: string, body: () => Promise<T>): Promise<T>;
  /** From now on this text is masked wherever it would be printed. */
  secret(value: string): void;
  /** The text as it would be printed, without secrets: for what is written elsewhere. */
  mask?(text: string): string;
}

export interface ExecResult {
  readonly status: number;
  readonly stdout: Uint8Array;
  /** The first bytes of its standard error, if the caller asked for them. */
  readonly stderr?: Uint8Array;
}

export interface ExecOptions {
  readonly input?: string | Uint8Array;
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** How many bytes of its standard error are kept, the first ones; default: none, they are discarded. */
  readonly keepStderr?: number;
}

/**
 * Starts another program (a credential helper, pkcs11-tool, a key plugin) with only `env`. Its standard output is limited to 1 MiB. A
 * program that is not in an absolute folder of the PATH of `env` fails with the code ENOENT.
 */
export type Exec = (command: string, args: readonly string[], options: ExecOptions) => Promise<ExecResult>;

export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment for a program that the user configured (a credential helper, a browser); see `withoutSecrets`. */
export interface ChildEnvironment {
  readonly passed: Readonly<Record<string, string>>;
  /** Names of the variables that exist and are not passed, sorted. */
  readonly withheld: readonly string[];
}

/** Everything a use case needs from outside. Only surface and cli make one; tests make one with any failure that they need. */
export interface Run {
  /** The present moment. */
  readonly clock: () => Date;
  /** Cryptographically secure random bytes. */
  readonly random: (length: number) => Uint8Array;
  readonly env: Environment;
  /**
   * Every variable of the user, for a public key that a policy or a list of keys names: which one is known only when the file is read. Nothing else
   * is read from it.
   */
  readonly wholeEnvironment: Environment;
  readonly net: Net;
  readonly exec: Exec;
  readonly childEnvironment: ChildEnvironment;
  /** How long the run may still wait: the input `timeout`. `net`, `sleep` and `exec` count by themselves. */
  readonly budget: Budget;
  /** Fires when the run is stopped, or when a wait uses up the budget. */
  readonly signal: AbortSignal;
  readonly log: Log;
  /** Reports what happened: to the log and to every reader of events. */
  readonly emit: (event: RunEvent) => void;
  /** Waits; ends early with DEADLINE_EXCEEDED when `signal` fires. */
  readonly sleep: (ms: number) => Promise<void>;
  /** Folder against which relative paths are resolved (absolute). */
  readonly cwd: string;
}
