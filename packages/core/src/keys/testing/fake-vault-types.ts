import type { KeyObject } from 'node:crypto';

/**
 * A strict server with the answers of OpenBao 2.7.2, as recorded on its `bao server -dev`: same members, statuses and texts. It refuses what the
 * real server would not notice, and we must not send: an unknown member, a digest of the wrong length, a request without its headers.
 */
export interface FakeVault {
  readonly url: string;
  /** `METHOD path` of every request, in order. */
  readonly seen: string[];
  readonly keys: FakeKeys;
  readonly engines: FakeEngines;
  readonly roles: FakeRoles;
  /** Tokens that the server accepts, with the moment of their end (milliseconds since 1970). */
  readonly tokens: Map<string, FakeToken>;
  /** The namespace in which everything is; default: the root. */
  namespace: string | undefined;
  sealed: boolean;
  /** The clock of the server. */
  now: () => number;
  /** Changes an answer before it is sent; undefined: it is sent as it is. */
  alter: ((request: FakeRequest, answer: FakeAnswer) => FakeAnswer | undefined) | undefined;
  close(): Promise<void>;
}

export interface FakeToken {
  ends: number;
  /** Seconds of a renewal; undefined: not renewable. */
  readonly renewal?: number | undefined;
  /** After this moment a renewal gives nothing. */
  readonly most?: number | undefined;
  readonly type: 'service' | 'batch';
  /** Patterns of the paths that it may use; default: all. */
  readonly paths?: readonly RegExp[] | undefined;
}

export interface FakeRequest {
  readonly method: string;
  /** After `/v1/`, decoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
  readonly token: string | undefined;
}

export interface FakeAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Handles a request, or undefined if it is not one of its. */
export type FakeRoute = (request: FakeRequest, fake: FakeVault) => FakeAnswer | undefined;

/** Keys of the engine Transit by `MOUNT/NAME`. */
export type FakeKeys = Map<string, FakeKey>;

export interface FakeKey {
  readonly type: string;
  readonly versions: { readonly privateKey: KeyObject; readonly publicKey: KeyObject }[];
  minDecryption: number;
  minEncryption: number;
  readonly derived?: boolean;
  deleted?: boolean;
}

/** Engines by their path, with a slash at its end. */
export type FakeEngines = Map<string, FakeEngine>;

export interface FakeEngine {
  readonly type: string;
  readonly version: '1' | '2';
  /** The versions of each secret, by path; null: deleted. An engine of version 1 has one. */
  readonly secrets: Map<string, (Readonly<Record<string, unknown>> | null)[]>;
}

/** Roles of the JWT method by `MOUNT/NAME`. */
export type FakeRoles = Map<string, FakeRole>;

export interface FakeRole {
  readonly audiences: readonly string[];
  readonly claims: Readonly<Record<string, string>>;
  /** Seconds; default 60. */
  readonly seconds?: number;
  readonly renewable?: boolean;
  /** The longest life, in seconds. */
  readonly most?: number;
  readonly type?: FakeToken['type'];
  readonly paths?: readonly RegExp[];
}
