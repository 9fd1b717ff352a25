import { SIGSTORE_AUDIENCE, type IdentityToken, type TokenSource } from '../ci/index.js';
import { CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import { certificateTexts, type CertificateTexts } from './certificate-texts.js';

/** Time that a token must still be valid to be used for a certificate. */
const MARGIN_MS = 60_000;

/**
 * The plan reads the claims of the token before the certificate is requested; the certificate is then requested with the same token, so
 * that it is of the job that was planned. A token near its end is not used again. Every further token must be of the same signer: what
 * was checked, shown and agreed to was said of the first one, and a certificate is public as soon as it is issued.
 */
export function earlyToken(run: Pick<Run, 'clock' | 'env'>, source: TokenSource): TokenSource {
  let taken: IdentityToken | undefined;
  return {
    ...source,
    async get(audience) {
      if (audience !== SIGSTORE_AUDIENCE) return source.get(audience);
      if (taken !== undefined && taken.expires.getTime() - run.clock().getTime() > MARGIN_MS) return taken;
      const next = await source.get(audience);
      if (taken !== undefined) assertSameSigner(certificateTexts(run, taken.claims), certificateTexts(run, next.claims));
      taken = next;
      return taken;
    },
  };
}

/** @throws CountersignError SIGNATURE_NOT_PROVEN */
function assertSameSigner(first: CertificateTexts, next: CertificateTexts): void {
  const [before, after] = [textsOf(first), textsOf(next)];
  const different = [...new Set([...before.keys(), ...after.keys()])].find((name) => before.get(name) !== after.get(name));
  if (different === undefined) return;
  throw new CountersignError(
    'SIGNATURE_NOT_PROVEN',
    `the identity token of this run was replaced by one of another signer: ${different} differs; no certificate was requested with it`,
    {
      expected: before.get(different) ?? 'nothing',
      found: after.get(different) ?? 'nothing',
      hint: 'All signatures of a run are by one signer. Sign with the account that you logged in with first; in a job, check what answers the requests for tokens.',
    },
  );
}

function textsOf({ identity, issuer, extensions }: CertificateTexts): ReadonlyMap<string, string> {
  return new Map(Object.entries({ identity, issuer, ...extensions }));
}
