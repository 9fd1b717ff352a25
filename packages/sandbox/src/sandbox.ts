import { randomBytes } from 'node:crypto';
import { Faults, type ServiceName } from './faults.js';
import { document, writeFiles } from './files.js';
import type { Handler } from './http/router.js';
import { closeServers, mustBeFree, openServers, type Servers } from './listening.js';
import type { Environment, Sandbox, SandboxFiles, SandboxOptions, SandboxUrls } from './options.js';
import { createRegistry, type Credentials } from './registry/index.js';
import { createServices, trustMaterial } from './services.js';
import { kept, openState, type State } from './state.js';
import { signingConfig, trustedRoot, type Endpoints } from './trust-material.js';
import { createTufRepository } from './tuf/index.js';

const DAY = 86_400_000;
const NAME = /^[a-z0-9][a-z0-9-]{0,40}$/;

/**
 * Starts a complete Sigstore with a registry on loopback, in this process: token issuers, Fulcio, CT log, Rekor, timestamp
 * authority, TUF repository and OCI registry. Programs trust it only if they are given its trusted root.
 *
 * @throws Error if the name is malformed, a requested port is in use, or `stateDir` is used by another sandbox.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const name = options.name ?? 'sandbox';
  if (!NAME.test(name))
    throw new Error(`invalid sandbox name ${JSON.stringify(name)}: use lower-case letters, digits and hyphens`);
  await mustBeFree(options.stateDir);
  const state = openState(options.stateDir);
  let servers: Servers = new Map();
  const stop = async (): Promise<void> => {
    await closeServers(servers);
    state.close();
  };
  try {
    servers = await openServers(state, options);
    return { ...(await assemble(state, servers, options)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function assemble(state: State, servers: Servers, options: SandboxOptions): Promise<Omit<Sandbox, 'stop'>> {
  const clock = options.clock ?? ((): Date => new Date());
  const { name, since } = await origin(state, clock, options.name);
  const urls = urlsOf(servers);
  const services = await createServices(name, state, urls.issuer, clock, options);
  const { issuer } = services;

  const root = trustedRoot(trustMaterial(name, since, services));
  const v1: Endpoints['logs'] = urls.rekorV1 === undefined ? [] : [{ url: urls.rekorV1, majorApiVersion: 1 }];
  const v2: Endpoints['logs'] = servers.has('rekor') ? [{ url: urls.rekor, majorApiVersion: 2 }] : [];
  // The issuer for people comes first: a client that opens a browser uses the first one.
  const oidc = [issuer.issuers.oidc, issuer.issuers.github, issuer.issuers.gitlab];
  const configFor = (logs: Endpoints['logs']) => signingConfig(name, since, { fulcio: urls.fulcio, oidc, tsa: urls.tsa, logs });
  const config = configFor([...v2, ...v1]);
  const tuf = createTufRepository({
    state,
    // Clients check expiry with their own clock, so metadata of a sandbox with a clock in the past would have expired.
    clock: () => new Date(Math.max(clock().getTime(), Date.now())),
    targets: {
      'trusted_root.json': document(root),
      // As in production: the plain name means v1 if both are available.
      'signing_config.v0.2.json': document(configFor(v1.length > 0 ? v1 : v2)),
      ...(v1.length > 0 && v2.length > 0 ? { 'signing_config_rekor_v2.v0.2.json': document(configFor(v2)) } : {}),
    },
  });

  const credentials = await kept(state, 'keys/registry.json', newCredentials);
  const { host } = new URL(servers.get('registry')?.url ?? '');
  const registry = (options.registry?.auth ?? 'none') === 'none' ? { host } : { host, ...credentials };

  const faults = new Faults(options.faults);
  const handlers: Readonly<Record<ServiceName, Handler>> = {
    issuer: issuer.handler,
    fulcio: services.fulcio.handler,
    ct: services.ct.handler,
    rekor: services.rekor.handler,
    rekorV1: services.rekorV1.handler,
    tsa: services.tsa.handler,
    tuf: tuf.handler,
    registry: createRegistry({ ...options.registry, state, clock, credentials }),
  };
  for (const [service, server] of servers) {
    const guarded = faults.around(service, handlers[service]);
    server.use(options.log ? logged(service, guarded, options.log) : guarded);
  }

  const files = writeFiles(state, { trustedRoot: root, signingConfig: config, tufRoot: tuf.root, registry });
  return {
    name,
    urls,
    registry,
    trustedRoot: root,
    signingConfig: config,
    files,
    issuers: issuer.issuers,
    faults,
    services,
    github: (claims) => issuer.githubEnvironment(claims),
    gitlab: (claims) => issuer.gitlabEnvironment(claims),
    token: (kind, claims, tokenOptions) => issuer.mint(kind, claims, tokenOptions),
    environment: () => environmentOf(urls, files, host, 'username' in registry),
  };
}

/** The name and the start of all validity periods are stored in the state, because a log's key ID depends on its name. */
async function origin(state: State, clock: () => Date, asked: string | undefined): Promise<{ name: string; since: Date }> {
  const { name, since } = await kept(state, 'origin.json', async () => ({
    name: asked ?? 'sandbox',
    since: new Date(clock().getTime() - 30 * DAY).toISOString(),
  }));
  if (asked !== undefined && asked !== name) throw new Error(`${state.dir} belongs to the sandbox ${name}, not ${asked}`);
  return { name, since: new Date(since) };
}

function urlsOf(servers: Servers): SandboxUrls {
  const urlOf = (service: ServiceName): string => servers.get(service)?.url ?? '';
  const v1 = servers.get('rekorV1')?.url;
  return {
    issuer: urlOf('issuer'),
    fulcio: urlOf('fulcio'),
    ct: urlOf('ct'),
    rekor: servers.get('rekor')?.url ?? v1 ?? '',
    ...(v1 === undefined ? {} : { rekorV1: v1 }),
    tsa: urlOf('tsa'),
    tuf: urlOf('tuf'),
  };
}

function environmentOf(urls: SandboxUrls, files: SandboxFiles, host: string, needsLogin: boolean): Environment {
  return {
    COUNTERSIGN_SANDBOX_TRUSTED_ROOT: files.trustedRoot,
    COUNTERSIGN_SANDBOX_SIGNING_CONFIG: files.signingConfig,
    COUNTERSIGN_SANDBOX_TRUST_CONFIG: files.clientTrustConfig,
    COUNTERSIGN_SANDBOX_TUF_URL: urls.tuf,
    COUNTERSIGN_SANDBOX_TUF_ROOT: files.tufRoot,
    COUNTERSIGN_SANDBOX_REGISTRY: host,
    ...(needsLogin ? { DOCKER_CONFIG: files.dockerConfig } : {}),
  };
}

async function newCredentials(): Promise<Credentials> {
  const secret = (): string => randomBytes(18).toString('base64url');
  return { username: 'sandbox', password: secret(), identityToken: secret() };
}

function logged(service: ServiceName, handler: Handler, log: (line: string) => void): Handler {
  return async (request) => {
    const answer = await handler(request);
    const outcome = typeof answer === 'string' ? answer : String(answer?.status ?? 404);
    // Queries are not logged, because logins and token requests have secrets in them.
    log(`${service} ${request.method} ${request.url.pathname} ${outcome}`);
    return answer;
  };
}
