import { json, type SandboxResponse } from '../http/router.js';

/** A refusal in the form of the distribution specification: `{errors: [{code, message, detail}]}`. */
export class RegistryError extends Error {
  constructor(
    readonly status: number,
    /** `MANIFEST_UNKNOWN`, `DIGEST_INVALID` … (distribution-spec, "Error Codes"). */
    readonly code: string,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }

  answer(): SandboxResponse {
    return json(this.status, { errors: [{ code: this.code, message: this.message, detail: {} }] }, this.headers);
  }
}

export function empty(status: number, headers: Readonly<Record<string, string>> = {}): SandboxResponse {
  return { status, headers };
}
