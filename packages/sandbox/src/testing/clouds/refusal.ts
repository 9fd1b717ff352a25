import type { Handler, SandboxResponse } from '../../http/router.js';

/** An answer that a service gives instead of the one that was asked for. */
export class Refusal extends Error {
  constructor(readonly response: SandboxResponse) {
    super(`HTTP ${response.status}`);
  }
}

/** A handler whose refusals become answers. */
export const refusing =
  (handler: Handler): Handler =>
  async (request) => {
    try {
      return await handler(request);
    } catch (thrown) {
      if (thrown instanceof Refusal) return thrown.response;
      throw thrown;
    }
  };
