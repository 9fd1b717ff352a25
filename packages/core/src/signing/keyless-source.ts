import { SIGSTORE_AUDIENCE, type TokenSource } from '../ci/index.js';
import type { FulcioExtensions } from '../crypto/index.js';
import { CountersignError } from '../errors/index.js';
import { ephemeralSigner } from '../keys/index.js';
import type { Run } from '../run/index.js';
import type { SigstoreServices } from '../services/index.js';
import { assertSaysTheSame } from './assert-same-job.js';
import { assertMatchesToken } from './certificate-claims.js';
import { possessionSubject } from './certificate-texts.js';
import type { Credential, CredentialSource } from './credential.js';

export const KEYLESS = 'keyless';
/** Keyless signing makes P-256 keys. */
export const KEYLESS_KEY = { hash: 'sha256', details: 'PKIX_ECDSA_P256_SHA_256' } as const;

/** Time for what follows the signature: log entry and timestamp must be within the certificate's validity. */
const MARGIN_MS = 90_000;
/** Signatures in a second when the log is slow: 64 at a time, five seconds each. Only decides whether the end of a token is a warning. */
const SIGNATURES_A_SECOND = 64 / 5;

/** What is known about the signatures of a run when its keys are opened. */
export interface CredentialWork {
  /** How many signatures each key will make; only decides what is a warning. */
  readonly count: number;
  /** Extensions that every certificate of the run must have, because a statement says the same. */
  readonly required?: Readonly<Partial<FulcioExtensions>> | undefined;
  /** Further keys of the run, for which `key-password` and `signing-algorithm` may have lines. */
  readonly otherKeys?: readonly string[] | undefined;
}

interface Issued {
  readonly credential: Credential;
  /** When the next certificate is requested, in milliseconds since 1970. */
  readonly until: number;
  /** When nothing can be signed with it any more. */
  readonly ends: number;
  /** When the token that it was requested with ends. */
  readonly tokenEnds: Date;
}

/**
 * One ephemeral key and certificate for all artifacts; a new pair only shortly before the certificate expires. Its age is measured from
 * the request with our clock, so it does not matter if our clock is wrong.
 * @param work how many signatures will be made with it, as far as it is known, and what each certificate must say
 */
export function keylessSource(
  run: Run,
  services: SigstoreServices,
  tokens: TokenSource,
  { count, required = {} }: CredentialWork,
): CredentialSource {
  let pending: Promise<Issued> | undefined;
  let until = Number.POSITIVE_INFINITY;
  const ends = new Map<Credential, number>();
  let begun = 0;
  const obtain = async (): Promise<Issued> => {
    const issued = await certify(run, services, tokens, { begun, required });
    ends.set(issued.credential, issued.ends);
    warnOfTokenEnd(run, tokens, issued, Math.max(0, count - begun));
    return issued;
  };
  const take = async (): Promise<Credential> => {
    if (pending === undefined || run.clock().getTime() >= until) {
      until = Number.POSITIVE_INFINITY;
      pending = obtain();
    }
    const attempt = pending;
    try {
      const got = await attempt;
      if (pending === attempt) until = got.until;
      return got.credential;
    } catch (error) {
      if (pending === attempt) pending = undefined;
      throw error;
    }
  };
  return {
    name: KEYLESS,
    key: undefined,
    open: take,
    async current() {
      const credential = await take();
      begun += 1;
      return credential;
    },
    hasEnded: (credential) => run.clock().getTime() >= (ends.get(credential) ?? Number.POSITIVE_INFINITY),
  };
}

/** Requests a certificate; a token that expires while the authority does not answer is requested anew where that is possible. */
async function certify(
  run: Run,
  services: SigstoreServices,
  tokens: TokenSource,
  { begun, required }: { readonly begun: number; readonly required: Readonly<Partial<FulcioExtensions>> },
): Promise<Issued> {
  for (let attempt = 1; ; attempt += 1) {
    const started = run.clock().getTime();
    const signer = await ephemeralSigner(run);
    const { token, claims, expires } = await tokens.get(SIGSTORE_AUDIENCE).catch((error: unknown) => {
      throw begun === 0 ? error : cannotContinue(error, begun);
    });
    try {
      const { certificate } = await services.certify({ token, subject: possessionSubject(claims), signer });
      assertMatchesToken(certificate, claims);
      assertSaysTheSame(certificate.fulcio, required);
      const lifetime = certificate.notAfter.getTime() - certificate.notBefore.getTime();
      const [identity] = certificate.alternativeNames;
      run.emit({
        event: 'certificate-issued',
        signer: identity?.value,
        issuer: certificate.fulcio.issuer,
        expires: certificate.notAfter.toISOString(),
        durationMs: run.clock().getTime() - started,
      });
      const credential: Credential = {
        signer,
        material: { kind: 'certificate', chain: [certificate.raw] },
        verifier: { kind: 'certificate', der: certificate.raw },
        expected: { kind: 'certificate', identity: identity?.value ?? '', issuer: certificate.fulcio.issuer ?? '' },
        certificate,
      };
      const until = started + lifetime - Math.min(MARGIN_MS, lifetime / 4);
      return { credential, until, ends: started + lifetime, tokenEnds: expires };
    } catch (error) {
      const refused = error instanceof CountersignError && error.code === 'SERVICE_REFUSED';
      if (!refused || run.clock() < expires) throw error;
      if (!tokens.renews) throw expiredMeanwhile(expires, error);
      if (attempt > 1) throw error;
    }
  }
}

/** Says early that there will be no further certificate: as a warning if so many signatures may need one. */
function warnOfTokenEnd(run: Run, tokens: TokenSource, { until, tokenEnds }: Issued, count: number): void {
  if (tokens.renews || tokenEnds.getTime() > until) return;
  const seconds = (until - run.clock().getTime()) / 1000;
  const many = count > seconds * SIGNATURES_A_SECOND;
  run.emit({ event: 'token-ends', expires: tokenEnds.toISOString(), ...(many ? { count } : {}) });
}

function cannotContinue(cause: unknown, begun: number): unknown {
  if (!(cause instanceof CountersignError) || cause.code !== 'TOKEN_EXPIRED') return cause;
  return new CountersignError(
    'TOKEN_EXPIRED',
    `${cause.message}, and the certificate of this run ended: no other can be requested`,
    {
      expected: 'a token that is valid until the last certificate is requested',
      found: `${begun} ${begun === 1 ? 'signature was' : 'signatures were'} begun before; this one was not`,
      hint: `The bundles of the signatures that were made are kept. Run again with a new token and resume: true, which makes only those that are missing. ${cause.hint ?? ''}`.trimEnd(),
      cause,
    },
  );
}

function expiredMeanwhile(expires: Date, cause: CountersignError): CountersignError {
  return new CountersignError(
    'TOKEN_EXPIRED',
    `the identity token expired at ${expires.toISOString()}, before the certificate authority answered`,
    {
      expected: 'a token that is valid when the certificate is requested',
      found: `${cause.message}${cause.found === undefined ? '' : `: ${cause.found}`}`,
      hint: 'Sign earlier in the job, or get the token just before signing.',
      cause,
    },
  );
}
