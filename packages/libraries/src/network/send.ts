/** A request of a vendor's library. */
export interface LibraryRequest {
  readonly method: string;
  readonly url: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string | undefined;
}

export interface LibraryResponse {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** Sends a request by the network of the run, which also repeats it. The libraries open no connection and repeat nothing. */
export type Send = (request: LibraryRequest) => Promise<LibraryResponse>;
