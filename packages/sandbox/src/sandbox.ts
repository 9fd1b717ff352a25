import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createCertificateAuthority, newCertificateAuthorityKeys } from './fulcio/index.js';
import { createCertificateLog, newCertificateLogKeys } from './ct/index.js';
import { Faults, type ServiceName } from './faults.js';
import { listen, type Handler, type RunningServer } from './http/router.js';
import { createIssuer, newIssuerKeys } from './issuer/index.js';
import type { Environment, RekorChoice, Sandbox, SandboxOptions } from './options.js';
import { createRegistry, type Credentials } from './registry/index.js';
import { createRekorV1, createRekorV2 } from './rekor/index.js';
import { keptKey, openState, RUNNING, type State } from './state.js';
import { createTimestampAuthority, newTimestampAuthorityKeys } from './tsa/index.js';
import { signingConfig, trustedRoot } from './trust-material.js';
import { createTufRepository } from './tuf/index.js';

const DAY = 86_400_000;
const MAX_LAYER_BYTES = 1024 * 1024 * 1024;

/** The JSON document kept under a name; made on first use. */
async function kept<T>(state: State, name: string, make: () => Promise<T>): Promise<T> {
  const found = state.read(name);
  if (found) return JSON.parse(found.toString('utf8')) as T;
  const made = await make();
  state.write(name, JSON.stringify(made));
  return made;
}

/** Listens on the port asked for, else on the one of the last run if it is still free, else on any. */
async function open(asked: number | undefined, last: number | undefined, maxBodyBytes?: number): Promise<RunningServer> {
  const limits = maxBodyBytes === undefined ? {} : { maxBodyBytes };
  if (asked !== undefined) return listen({ port: asked, ...limits });
  try {
    return await listen({ port: last ?? 0, ...limits });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    return listen({ port: 0, ...limits });
  }
}

type Ports = Partial<Record<ServiceName, number>>;

/** Two sandboxes writing one log would ruin it. A folder is in use if it says so and its issuer answers; else its sandbox was killed. */
async function mustBeFree(dir: string | undefined): Promise<void> {
  if (dir === undefined || !existsSync(join(dir, RUNNING))) return;
  const { issuer } = JSON.parse(readFileSync(join(dir, 'ports.json'), 'utf8')) as Ports;
  const answers = await new Promise<boolean>((resolve) => {
    const socket = connect(issuer ?? 0, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
  if (answers)
    throw new Error(`${dir} is in use by a running sandbox (port ${issuer ?? 0}); stop it, or remove ${join(dir, RUNNING)}`);
}

function servicesOf(rekor: RekorChoice): ServiceName[] {
  const logs: ServiceName[] = rekor === 'both' ? ['rekor', 'rekorV1'] : [rekor === 'v1' ? 'rekorV1' : 'rekor'];
  return ['issuer', 'fulcio', 'ct', ...logs, 'tsa', 'tuf', 'registry'];
}

/**
 * Starts a whole Sigstore with a registry on loopback: token issuers, Fulcio, CT log, Rekor, timestamp authority, TUF
 * repository and OCI registry, in this process. Nobody trusts it unless its trusted root is named to them.
 *
 * @throws Error if the name is malformed, a port that was asked for is taken, or `stateDir` is used by another sandbox.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const name = options.name ?? 'sandbox';
  if (!/^[a-z0-9][a-z0-9-]{0,40}$/i.test(name)) throw new Error(`a sandbox cannot be called ${JSON.stringify(name)}`);
  await mustBeFree(options.stateDir);
  const state = openState(options.stateDir);
  const servers = new Map<ServiceName, RunningServer>();
  const stop = async (): Promise<void> => {
    await Promise.all([...servers.values()].map((server) => server.close()));
    state.close();
  };
  try {
    const last = await kept(state, 'ports.json', async () => ({}) as Ports);
    for (const service of servicesOf(options.rekor ?? 'v2')) {
      const limit = service === 'registry' ? MAX_LAYER_BYTES : undefined;
      servers.set(service, await open(options.ports?.[service], last[service], limit));
    }
    const ports = Object.fromEntries([...servers].map(([service, { port }]) => [service, port]));
    state.write(RUNNING, '');
    state.write('ports.json', JSON.stringify({ ...last, ...ports }));
    return { ...(await assemble(name, state, servers, options)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function assemble(
  name: string,
  state: State,
  servers: ReadonlyMap<ServiceName, RunningServer>,
  options: SandboxOptions,
): Promise<Omit<Sandbox, 'stop'>> {
  const clock = options.clock ?? ((): Date => new Date());
  const urlOf = (service: ServiceName): string => servers.get(service)?.url ?? '';
  const faults = new Faults(options.faults);
  const use = (service: ServiceName, handler: Handler): void => {
    const guarded = faults.around(service, handler);
    const { log } = options;
    servers.get(service)?.use(log ? logged(service, guarded, log) : guarded);
  };

  const { since } = await kept(state, 'created.json', async () => ({
    since: new Date(clock().getTime() - 30 * DAY).toISOString(),
  }));
  const hierarchy = { now: clock(), organization: `${name}.test`, name };
  const [issuerKeys, fulcioKeys, ctKeys, tsaKeys] = await Promise.all([
    kept(state, 'keys/issuers.json', newIssuerKeys),
    kept(state, 'keys/fulcio.json', () => newCertificateAuthorityKeys(hierarchy)),
    kept(state, 'keys/ct.json', newCertificateLogKeys),
    kept(state, 'keys/tsa.json', () => newTimestampAuthorityKeys(hierarchy)),
  ]);

  const issuer = await createIssuer({ clock, keys: issuerKeys, baseUrl: urlOf('issuer') });
  const ct = createCertificateLog({ clock, keys: ctKeys });
  const fulcio = createCertificateAuthority({
    clock,
    keys: fulcioKeys,
    log: ct,
    issuers: (['github', 'gitlab', 'oidc'] as const).map((kind) => ({
      kind,
      issuer: issuer.issuers[kind],
      keySet: issuer.keySets[kind],
    })),
  });
  const tsa = createTimestampAuthority({ clock, keys: tsaKeys });
  // Both logs always exist and are always trusted, so that what was logged in an earlier run still verifies.
  const rekor = createRekorV2({
    state,
    key: keptKey(state, 'rekor-v2', 'ed25519'),
    hostname: `rekor.${name}.test`,
    batchDelayMs: options.rekorBatchDelayMs ?? 10,
    acceptDsse: options.rekorAcceptsDsse ?? false,
  });
  const rekorV1 = createRekorV1({ state, key: keptKey(state, 'rekor-v1', 'p256'), hostname: `rekor-v1.${name}.test`, clock });
  const credentials = await kept(state, 'keys/registry.json', newCredentials);
  const hasV2 = servers.has('rekor');
  const hasV1 = servers.has('rekorV1');

  const root = trustedRoot({
    name,
    since: new Date(since),
    fulcio: { url: `http://fulcio.${name}.test`, chain: fulcio.chain },
    tsa: { url: `http://tsa.${name}.test/api/v1/timestamp`, chain: tsa.chain },
    ct: { url: `http://ct.${name}.test`, publicKey: ct.publicKey, logId: ct.logId },
    logs: [
      {
        hostname: rekorV1.signer.name,
        publicKey: rekorV1.signer.publicKey,
        logId: rekorV1.signer.keyId,
        keyDetails: 'PKIX_ECDSA_P256_SHA_256',
      },
      { hostname: rekor.signer.name, publicKey: rekor.signer.publicKey, logId: rekor.signer.keyId, keyDetails: 'PKIX_ED25519' },
    ],
  });
  const v1 = hasV1 ? [{ url: urlOf('rekorV1'), majorApiVersion: 1 as const }] : [];
  const v2 = hasV2 ? [{ url: urlOf('rekor'), majorApiVersion: 2 as const }] : [];
  const configFor = (logs: readonly { url: string; majorApiVersion: 1 | 2 }[]): Record<string, unknown> =>
    signingConfig(name, new Date(since), {
      fulcio: urlOf('fulcio'),
      // People first: a client that opens a browser takes the first.
      oidc: [issuer.issuers.oidc, issuer.issuers.github, issuer.issuers.gitlab],
      tsa: urlOf('tsa'),
      logs,
    });
  const config = configFor([...v2, ...v1]);

  const document = (value: unknown): Buffer => Buffer.from(`${JSON.stringify(value, undefined, 2)}\n`, 'utf8');
  const tuf = createTufRepository({
    state,
    clock,
    targets: {
      'trusted_root.json': document(root),
      // As in production: the plain name stays with v1 while both are offered.
      'signing_config.v0.2.json': document(hasV1 ? configFor(v1) : config),
      ...(hasV1 && hasV2 ? { 'signing_config_rekor_v2.v0.2.json': document(configFor(v2)) } : {}),
    },
  });

  use('issuer', issuer.handler);
  use('fulcio', fulcio.handler);
  use('ct', ct.handler);
  use('rekor', rekor.handler);
  use('rekorV1', rekorV1.handler);
  use('tsa', tsa.handler);
  use('tuf', tuf.handler);
  use('registry', createRegistry({ ...options.registry, state, clock, credentials }));

  const host = new URL(urlOf('registry')).host;
  const needsLogin = (options.registry?.auth ?? 'none') !== 'none';
  const registry = needsLogin ? { host, ...credentials } : { host };
  const auth = Buffer.from(`${credentials.username}:${credentials.password}`, 'utf8').toString('base64');
  const files = {
    dir: state.path('trust'),
    trustedRoot: state.path('trust', 'trusted_root.json'),
    signingConfig: state.path('trust', 'signing_config.json'),
    clientTrustConfig: state.path('trust', 'client_trust_config.json'),
    tufRoot: state.path('trust', 'root.json'),
    dockerConfig: state.path('trust', 'docker'),
  };
  state.write('trust/trusted_root.json', document(root));
  state.write('trust/signing_config.json', document(config));
  state.write(
    'trust/client_trust_config.json',
    document({
      mediaType: 'application/vnd.dev.sigstore.clienttrustconfig.v0.1+json',
      trustedRoot: root,
      signingConfig: config,
    }),
  );
  state.write('trust/root.json', tuf.root);
  state.write('trust/docker/config.json', document({ auths: needsLogin ? { [host]: { auth } } : {} }));

  const urls = {
    issuer: urlOf('issuer'),
    fulcio: urlOf('fulcio'),
    ct: urlOf('ct'),
    rekor: hasV2 ? urlOf('rekor') : urlOf('rekorV1'),
    ...(hasV1 ? { rekorV1: urlOf('rekorV1') } : {}),
    tsa: urlOf('tsa'),
    tuf: urlOf('tuf'),
  };
  const environment = (): Environment => ({
    COUNTERSIGN_SANDBOX_TRUSTED_ROOT: files.trustedRoot,
    COUNTERSIGN_SANDBOX_SIGNING_CONFIG: files.signingConfig,
    COUNTERSIGN_SANDBOX_TRUST_CONFIG: files.clientTrustConfig,
    COUNTERSIGN_SANDBOX_TUF_URL: urls.tuf,
    COUNTERSIGN_SANDBOX_TUF_ROOT: files.tufRoot,
    COUNTERSIGN_SANDBOX_REGISTRY: host,
    ...(needsLogin ? { DOCKER_CONFIG: files.dockerConfig } : {}),
  });

  return {
    name,
    urls,
    registry,
    trustedRoot: root,
    signingConfig: config,
    files,
    issuers: issuer.issuers,
    faults,
    services: { issuer, fulcio, ct, tsa, rekor, rekorV1 },
    github: (claims) => issuer.githubEnvironment(claims),
    gitlab: (claims) => issuer.gitlabEnvironment(claims),
    token: (kind, claims, tokenOptions) => issuer.mint(kind, claims, tokenOptions),
    environment,
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
    // Queries are left out: logins and token requests carry secrets there.
    log(`${service} ${request.method} ${request.url.pathname} ${outcome}`);
    return answer;
  };
}
