import { createLocalJWKSet, decodeJwt, jwtVerify, type JSONWebKeySet } from 'jose';
import type { CertificateLog } from '../ct/log.js';
import { chain, HttpError, json, routes, text, type Fault, type Handler } from '../http/router.js';
import type { Claims } from '../issuer/claims.js';
import { newCodeSigningAuthority, openChain, type KeyWithChain } from '../x509/hierarchy.js';
import { certificatePem } from '../x509/pem.js';
import { identityFromClaims, type CertificateIdentity, type IdentityOptions } from './identity.js';
import { issueLeaf, type LeafOverrides } from './leaf.js';
import { readV1Request, readV2Request, type CertificateRequest } from './request.js';

/** An issuer whose tokens the authority accepts. */
export interface AcceptedIssuer extends IdentityOptions {
  /** The exact `iss` of the tokens. */
  readonly issuer: string;
  /** The issuer's public keys. Default: they are discovered over HTTP for each request. */
  readonly keySet?: JSONWebKeySet;
  /** Default `sigstore`. */
  readonly audience?: string;
}

export interface CertificateAuthorityOptions {
  readonly clock: () => Date;
  readonly keys: KeyWithChain;
  readonly issuers: readonly AcceptedIssuer[];
  /** The log for pre-certificates; without it certificates have no SCT. */
  readonly log?: CertificateLog;
  readonly fault?: Fault;
}

/** A Fulcio: turns a verified identity token and a key into a short-lived certificate. */
export interface CertificateAuthority {
  readonly handler: Handler;
  /** DER certificates of the authority: the issuing one first, the root last. */
  readonly chain: readonly Buffer[];
  /** Issues in process, without a token: DER certificates, leaf first. `spki` is a DER SubjectPublicKeyInfo. */
  issue(identity: CertificateIdentity, spki: Uint8Array, overrides?: LeafOverrides): Buffer[];
  /** The identity the authority would certify for these claims; `iss` must be an accepted issuer. */
  identity(claims: Claims): CertificateIdentity;
}

const INVALID_TOKEN = 'There was an error processing the identity token';
const INVALID_SIGNATURE = 'The signature supplied in the request could not be verified';

/** A new certificate authority's keys: root and intermediate, or one self-signed certificate. */
export const newCertificateAuthorityKeys = newCodeSigningAuthority;

export function createCertificateAuthority(options: CertificateAuthorityOptions): CertificateAuthority {
  const authority = openChain(options.keys);
  const issuers = new Map(options.issuers.map((issuer) => [issuer.issuer, issuer]));
  const ownLogs = options.log ? [options.log] : [];

  const issue = (identity: CertificateIdentity, spki: Uint8Array, overrides: LeafOverrides = {}): Buffer[] => {
    const notBefore = overrides.notBefore ?? options.clock();
    const leaf = issueLeaf(identity, spki, authority, { ...overrides, notBefore, logs: overrides.logs ?? ownLogs });
    return [leaf, ...authority.chain];
  };
  const identity = (claims: Claims): CertificateIdentity => {
    const issuer = issuers.get(String(claims['iss']));
    if (!issuer) throw new Error(`unsupported issuer: ${String(claims['iss'])}`);
    return identityFromClaims(claims, issuer);
  };

  const certify = async (request: CertificateRequest): Promise<string[]> => {
    const claims = await verifiedClaims(request.token, issuers, options.clock());
    const holder = identityOrRefusal(() => identity(claims));
    if (!request.keyRequest.provesPossession(holder.challenge)) throw new HttpError(400, INVALID_SIGNATURE);
    const spki = request.keyRequest.key.export({ type: 'spki', format: 'der' });
    return issue(holder, spki).map(certificatePem);
  };

  const api = routes({
    'POST /api/v2/signingCert': async (request) => {
      const answer = { chain: { certificates: await certify(readV2Request(request)) } };
      return json(200, options.log ? { signedCertificateEmbeddedSct: answer } : { signedCertificateDetachedSct: answer });
    },
    'POST /api/v1/signingCert': async (request) =>
      text(201, (await certify(readV1Request(request))).join('\n'), 'application/pem-certificate-chain'),
    'GET /api/v2/trustBundle': () => json(200, { chains: [{ certificates: authority.chain.map(certificatePem) }] }),
    'GET /api/v1/rootCert': () => text(200, authority.chain.map(certificatePem).join(''), 'application/pem-certificate-chain'),
    'GET /api/v2/configuration': () => json(200, { issuers: options.issuers.map(describeIssuer) }),
    'GET /healthz': () => json(200, { status: 'SERVING' }),
  });
  return { handler: chain(options.fault, api), chain: authority.chain, issue, identity };
}

/** Checks signature, issuer, audience and times. Every failure has the same message, as in Fulcio. */
async function verifiedClaims(token: string, issuers: ReadonlyMap<string, AcceptedIssuer>, now: Date): Promise<Claims> {
  try {
    const issuer = issuers.get(decodeJwt(token).iss ?? '');
    if (!issuer) throw new Error('unsupported issuer');
    const keySet = issuer.keySet ?? (await discoverKeySet(issuer.issuer));
    const { payload } = await jwtVerify(token, createLocalJWKSet(keySet), {
      issuer: issuer.issuer,
      audience: issuer.audience ?? 'sigstore',
      algorithms: ['RS256', 'ES256'],
      currentDate: now,
      requiredClaims: ['exp', 'sub'],
    });
    return payload;
  } catch {
    throw new HttpError(400, INVALID_TOKEN);
  }
}

/** The certificate cannot be made from these claims; the message names the wrong claim. */
function identityOrRefusal(make: () => CertificateIdentity): CertificateIdentity {
  try {
    return make();
  } catch (error) {
    throw new HttpError(400, error instanceof Error ? error.message : INVALID_TOKEN);
  }
}

async function discoverKeySet(issuer: string): Promise<JSONWebKeySet> {
  const metadata = (await fetchJson(`${issuer}/.well-known/openid-configuration`)) as { issuer?: unknown; jwks_uri?: unknown };
  if (metadata.issuer !== issuer || typeof metadata.jwks_uri !== 'string') throw new Error('wrong discovery document');
  return (await fetchJson(metadata.jwks_uri)) as JSONWebKeySet;
}

async function fetchJson(url: string): Promise<unknown> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(5000) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.json();
}

function describeIssuer(issuer: AcceptedIssuer): Record<string, unknown> {
  const isPerson = issuer.kind === 'oidc';
  return {
    issuerUrl: issuer.issuer,
    audience: issuer.audience ?? 'sigstore',
    challengeClaim: isPerson ? 'email' : 'sub',
    spiffeTrustDomain: '',
    issuerType: isPerson ? 'email' : 'ci-provider',
    subjectDomain: '',
    skipEmailVerification: false,
  };
}
