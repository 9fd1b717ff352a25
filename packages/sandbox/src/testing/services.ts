import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { createCertificateLog, newCertificateLogKeys, type CertificateLog } from '../ct/index.js';
import { createCertificateAuthority, newCertificateAuthorityKeys, type CertificateAuthority } from '../fulcio/index.js';
import { listen, type Handler, type RunningServer } from '../http/router.js';
import { createIssuer, newIssuerKeys, type Issuer, type IssuerKeys } from '../issuer/index.js';
import type { KeyWithChain } from '../x509/index.js';
import { readPem } from '../x509/index.js';

/** Issuer, CT log and certificate authority on loopback, for the tests of this package. */
export interface Services {
  readonly issuer: Issuer;
  readonly log: CertificateLog;
  readonly authority: CertificateAuthority;
  readonly keys: KeyWithChain;
  readonly issuerUrl: string;
  readonly logUrl: string;
  readonly authorityUrl: string;
  close(): Promise<void>;
}

export interface ServiceOptions {
  readonly clock?: () => Date;
  readonly selfSigned?: boolean;
  readonly withoutLog?: boolean;
  readonly fault?: Handler;
}

// Generating RSA keys is slow, so all tests of a file share one set.
let issuerKeys: Promise<IssuerKeys> | undefined;
export const sharedIssuerKeys = (): Promise<IssuerKeys> => (issuerKeys ??= newIssuerKeys());

export async function startServices(options: ServiceOptions = {}): Promise<Services> {
  const clock = options.clock ?? (() => new Date());
  const servers: RunningServer[] = await Promise.all([listen(), listen(), listen()]);
  const [issuerServer, logServer, authorityServer] = servers as [RunningServer, RunningServer, RunningServer];
  const issuer = await createIssuer({ clock, keys: await sharedIssuerKeys(), baseUrl: issuerServer.url });
  const log = createCertificateLog({ clock, keys: await newCertificateLogKeys() });
  const keys = await newCertificateAuthorityKeys({ now: clock(), selfSigned: options.selfSigned ?? false });
  const authority = createCertificateAuthority({
    clock,
    keys,
    issuers: (['github', 'gitlab', 'oidc'] as const).map((kind) => ({
      kind,
      issuer: issuer.issuers[kind],
      keySet: issuer.keySets[kind],
    })),
    ...(options.withoutLog ? {} : { log }),
    ...(options.fault ? { fault: options.fault } : {}),
  });
  issuerServer.use(issuer.handler);
  logServer.use(log.handler);
  authorityServer.use(authority.handler);
  return {
    issuer,
    log,
    authority,
    keys,
    issuerUrl: issuerServer.url,
    logUrl: logServer.url,
    authorityUrl: authorityServer.url,
    close: async () => {
      await Promise.all(servers.map((server) => server.close()));
    },
  };
}

/** A fresh P-256 key pair. */
export function newKeyPair(): { privateKey: KeyObject; publicKey: KeyObject } {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

/** The body of `POST /api/v2/signingCert` for a key pair; `challenge` is the text that the key signs as proof of possession. */
export function signingRequest(token: string, pair: { privateKey: KeyObject; publicKey: KeyObject }, challenge: string): unknown {
  return {
    credentials: { oidcIdentityToken: token },
    publicKeyRequest: {
      publicKey: { algorithm: 'ECDSA', content: pair.publicKey.export({ type: 'spki', format: 'pem' }) },
      proofOfPossession: sign('sha256', Buffer.from(challenge), pair.privateKey).toString('base64'),
    },
  };
}

export async function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
}

/** The DER certificates of a signingCert answer, leaf first; fails unless the answer says that an SCT is embedded. */
export async function issuedChain(response: Response): Promise<Buffer[]> {
  if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
  const answer = (await response.json()) as { signedCertificateEmbeddedSct: { chain: { certificates: string[] } } };
  return answer.signedCertificateEmbeddedSct.chain.certificates.flatMap((pem) => readPem(pem));
}

/** The `sub` of a token, unverified. */
export function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as Record<string, unknown>;
}
