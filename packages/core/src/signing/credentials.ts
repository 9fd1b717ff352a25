import { SIGSTORE_AUDIENCE, tokenSource, type Claims, type TokenSource } from '../ci/index.js';
import { hash, type Certificate } from '../crypto/index.js';
import { CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import { ephemeralSigner, openSigner, type Signer } from '../keys/index.js';
import { openServices, type LogRequest, type SigstoreServices } from '../services/index.js';
import { encodeBase64 } from '../wire/index.js';
import type { BundleParts } from '../bundles/index.js';
import type { ExpectedSigner } from '../verification/index.js';
import { assertMatchesToken } from './certificate-claims.js';
import type { SignOptions } from './options.js';
import { refuseWithoutNetwork } from './without-network.js';

/** A signer with its verification material. */
export interface Credential {
  readonly signer: Signer;
  readonly material: BundleParts['material'];
  readonly verifier: LogRequest['verifier'];
  /** The signer that the verification of the new signature requires. */
  readonly expected: ExpectedSigner;
  readonly certificate: Certificate | undefined;
}

/** A key of the run, or keyless signing. */
export interface CredentialSource {
  /** `keyless`, `file:release.pem`, `env://KEY`. */
  readonly name: string;
  /** The same credential for the whole run, as long as it is valid. */
  current(): Promise<Credential>;
}

interface Credentials {
  readonly sources: readonly CredentialSource[];
  readonly services: SigstoreServices;
}

const KEYLESS = 'keyless';

/** The source of this run's identity tokens. Request secrets of the CI system are sent only to the OIDC providers in the signing config. */
export function signingTokens(run: Run, { signingConfig, identityToken }: SignOptions): TokenSource {
  const trustedOrigins = signingConfig?.oidcProviders.map(({ url }) => URL.parse(url)?.origin ?? '');
  return tokenSource(run, { identityToken, trustedOrigins });
}

/**
 * Opens every key, chooses the services and requests the certificate, so that errors that concern all artifacts occur here, before the
 * first is signed.
 * @throws CountersignError INPUT_INVALID, KEY_*, SIGNING_CONFIG_INVALID, TOKEN_*, SERVICE_*
 */
export async function openCredentials(
  run: Run,
  options: SignOptions,
  tokens: TokenSource = signingTokens(run, options),
): Promise<Credentials> {
  const keys = options.keys === undefined || options.keys.length === 0 ? [KEYLESS] : options.keys;
  if (new Set(keys).size !== keys.length) {
    throw new CountersignError('INPUT_INVALID', 'keys contains one key twice', {
      found: keys.join(', '),
      hint: 'Name each key once.',
    });
  }
  const keyless = keys.includes(KEYLESS);
  const { transparencyLog, signingConfig } = options;
  refuseWithoutNetwork(run, { keyless, transparencyLog, timestamps: signingConfig?.timestampAuthorities.length ?? 0 });
  const services = openServices(run, signingConfig, { keyless, transparencyLog });
  if (transparencyLog === 'off') {
    run.emit({ event: 'unlogged', count: services.urls.timestamps.length });
  }
  const sources: CredentialSource[] = [];
  for (const key of keys) {
    sources.push(
      key === KEYLESS
        ? keylessSource(run, services, tokens)
        : keySource(await openSigner(run, key, { password: options.keyPassword })),
    );
  }
  for (const source of sources) await source.current();
  return { sources, services };
}

function keySource(signer: Signer): CredentialSource {
  const { spki } = signer.publicKey;
  const credential: Credential = {
    signer,
    material: { kind: 'public-key', hint: encodeBase64(hash('sha256', spki)) },
    verifier: { kind: 'public-key', der: spki },
    expected: { kind: 'key', keys: [signer.publicKey] },
    certificate: undefined,
  };
  return { name: signer.name, current: () => Promise.resolve(credential) };
}

/** Time for what follows the signature: log entry and timestamp must be within the certificate's validity. */
const MARGIN_MS = 90_000;

/**
 * One ephemeral key and certificate for all artifacts; a new pair only shortly before the certificate expires. Its age is measured from
 * the request with our clock, so it does not matter if our clock is wrong.
 */
function keylessSource(run: Run, services: SigstoreServices, tokens: TokenSource): CredentialSource {
  let pending: Promise<{ credential: Credential; until: number }> | undefined;
  let until = Number.POSITIVE_INFINITY;
  const obtain = async () => {
    const started = run.clock().getTime();
    const signer = await ephemeralSigner(run);
    const { token, claims } = await tokens.get(SIGSTORE_AUDIENCE);
    const { certificate } = await services.certify({ token, subject: possessionSubject(claims), signer });
    assertMatchesToken(certificate, claims);
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
    return { credential, until: started + lifetime - Math.min(MARGIN_MS, lifetime / 4) };
  };
  return {
    name: KEYLESS,
    async current() {
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
    },
  };
}

/** The value that Fulcio's proof of possession signs: a verified e-mail address if there is one, otherwise the subject. */
function possessionSubject(claims: Claims): string {
  const { email, email_verified: verified, sub } = claims;
  if (typeof email === 'string' && email !== '' && (verified === true || verified === 'true')) return email;
  return typeof sub === 'string' ? sub : '';
}
