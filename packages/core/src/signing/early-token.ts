import { SIGSTORE_AUDIENCE, type IdentityToken, type TokenSource } from '../ci/index.js';
import type { Run } from '../run/index.js';

/** Time that a token must still be valid to be used for a certificate. */
const MARGIN_MS = 60_000;

/**
 * The plan reads the claims of the token before the certificate is requested; the certificate is then requested with the same token, so
 * that it is of the job that was planned. A token near its end is not used again.
 */
export function earlyToken(run: Pick<Run, 'clock'>, source: TokenSource): TokenSource {
  let taken: IdentityToken | undefined;
  return {
    ...source,
    async get(audience) {
      if (audience !== SIGSTORE_AUDIENCE) return source.get(audience);
      if (taken !== undefined && taken.expires.getTime() - run.clock().getTime() > MARGIN_MS) return taken;
      taken = await source.get(audience);
      return taken;
    },
  };
}
