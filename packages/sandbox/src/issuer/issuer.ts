import { chain, type Fault, type Handler } from '../http/router.js';
import { newRsaKey } from '../x509/keys.js';
import type { Claims, IssuerKind } from './claims.js';
import { githubClaims, githubJobEnvironment, type GithubSubject } from './github-claims.js';
import { createGithubRequests } from './github-requests.js';
import { gitlabClaims, gitlabJobEnvironment } from './gitlab-claims.js';
import { createLogin, loginMetadata } from './login.js';
import { createTokenIssuer, type MintOptions, type TokenIssuer } from './tokens.js';

/** PKCS#8 PEM of one RSA key per issuer. */
export type IssuerKeys = Readonly<Record<IssuerKind, string>>;

export interface IssuerOptions {
  readonly clock: () => Date;
  readonly keys: IssuerKeys;
  /** The URL of the server, without a trailing slash; the issuers are `<baseUrl>/github`, `/gitlab` and `/oidc`, unless a server has its own. */
  readonly baseUrl: string;
  /** Replaces https://github.com in the jobs' environment and default audience. */
  readonly github?: CiServer;
  /** Replaces https://gitlab.com. */
  readonly gitlab?: CiServer;
  /** The subject claim of GitHub's tokens where a job does not choose its form. Default `names`. */
  readonly githubSubject?: GithubSubject;
  /** Claims of the user who logs in at `/oidc/authorize`. */
  readonly login?: Claims;
  readonly fault?: Fault;
}

/** A GitHub or GitLab server of one's own. Its issuer's paths are served under the URL of the sandbox's issuer. */
export interface CiServer {
  /** Without a slash at the end: `https://github.example.com`, `https://example.com/gitlab`. */
  readonly url: string;
  /** The exact `iss` of its tokens. Default: the sandbox's own issuer. */
  readonly issuer?: string;
}

/** The sandbox's token issuers: GitHub's and GitLab's, and a plain OpenID one for other CI and people. */
export interface Issuer {
  readonly handler: Handler;
  /** Exact `iss` values. */
  readonly issuers: Readonly<Record<IssuerKind, string>>;
  readonly keySets: Readonly<Record<IssuerKind, TokenIssuer['keySet']>>;
  /** Signs a token. Claims of GitHub and GitLab are completed; a claim set to `undefined` is omitted. */
  mint(kind: IssuerKind, claims?: Claims, options?: MintOptions): Promise<string>;
  /** The environment of a GitHub job with these claims, with variables that let it request tokens for them. */
  githubEnvironment(claims?: Claims): Readonly<Record<string, string>>;
  /** The environment of a GitLab job with these claims; `SIGSTORE_ID_TOKEN` has the audience `sigstore`. */
  gitlabEnvironment(claims?: Claims, options?: MintOptions): Promise<Readonly<Record<string, string>>>;
}

const DEFAULT_LOGIN: Claims = { sub: 'CgdkZXZlbG9wEgdzYW5kYm94', email: 'developer@example.com', email_verified: true };
/** A GitLab token is valid as long as its job may run. */
const GITLAB_LIFETIME_SECONDS = 3600;

export async function newIssuerKeys(): Promise<IssuerKeys> {
  const [github, gitlab, oidc] = await Promise.all([newRsaKey(), newRsaKey(), newRsaKey()]);
  return { github, gitlab, oidc };
}

export async function createIssuer(options: IssuerOptions): Promise<Issuer> {
  const { clock, keys, baseUrl } = options;
  const githubUrl = options.github?.url ?? 'https://github.com';
  const gitlabUrl = options.gitlab?.url ?? 'https://gitlab.com';
  const githubIssuer = options.github?.issuer ?? `${baseUrl}/github`;
  const gitlabIssuer = options.gitlab?.issuer ?? `${baseUrl}/gitlab`;
  const oidcUrl = `${baseUrl}/oidc`;
  const [github, gitlab, oidc] = await Promise.all([
    createTokenIssuer({ clock, issuer: githubIssuer, key: keys.github }),
    createTokenIssuer({ clock, issuer: gitlabIssuer, key: keys.gitlab, lifetime: GITLAB_LIFETIME_SECONDS }),
    createTokenIssuer({ clock, issuer: oidcUrl, key: keys.oidc, metadata: loginMetadata(oidcUrl) }),
  ]);
  const tokenIssuers = { github, gitlab, oidc };
  const requests = createGithubRequests(github, githubUrl);
  const login = createLogin({ clock, issuer: oidc, claims: options.login ?? DEFAULT_LOGIN });

  const complete = (kind: IssuerKind, claims: Claims): Claims => {
    if (kind === 'github') return githubClaims(claims, options.githubSubject);
    return kind === 'gitlab' ? gitlabClaims(claims, new URL(gitlabUrl).host) : claims;
  };
  const mint = (kind: IssuerKind, claims: Claims = {}, mintOptions: MintOptions = {}): Promise<string> =>
    tokenIssuers[kind].mint(complete(kind, claims), mintOptions);

  return {
    handler: chain(options.fault, github.handler, gitlab.handler, oidc.handler, requests.handler, login),
    issuers: { github: github.issuer, gitlab: gitlab.issuer, oidc: oidc.issuer },
    keySets: { github: github.keySet, gitlab: gitlab.keySet, oidc: oidc.keySet },
    mint,
    githubEnvironment: (claims = {}) => {
      const all = complete('github', claims);
      return { ...githubJobEnvironment(all, githubUrl), ...requests.register(all) };
    },
    gitlabEnvironment: async (claims = {}, mintOptions = {}) => ({
      ...gitlabJobEnvironment(complete('gitlab', claims), gitlabUrl, clock()),
      SIGSTORE_ID_TOKEN: await mint('gitlab', claims, mintOptions),
    }),
  };
}
