/**
 * The Sigstore instances of the suite. `real23` and `real22`: a real Fulcio, rekor-tiles 2.3 or 2.2 and a real timestamp
 * authority, with the sandbox's token issuer and certificate log beside them. `sandbox` and `sandboxV1`: only our own services.
 * `other`: a sandbox that no judge trusts.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startSandbox } from '../../packages/sandbox/lib/index.js';
import { prepareFulcio, startFulcio } from './real-fulcio.mjs';
import { peer } from '../peers.mjs';
import { freePorts, must, Servers } from './processes.mjs';

export const GITHUB_IDENTITY = 'https://github.com/acme/app/.github/workflows/release.yml@refs/heads/main';
export const GITLAB_IDENTITY = 'https://gitlab.com/acme/app//.gitlab-ci.yml@refs/heads/main';
/** What the real instances are made of. */
export const REAL_PEERS = ['fulcio', 'rekor-tiles', 'rekor-tiles-2.2', 'timestamp-server', 'cosign', 'openssl'];

/**
 * @param {string} folder
 * @returns {Promise<any>} instances by id; the real ones only where their programs are installed
 */
export async function startStack(folder) {
  const servers = new Servers();
  const sandboxes = await Promise.all([
    startSandbox({ name: 'interop' }),
    startSandbox({ name: 'first', rekor: 'v1' }),
    startSandbox({ name: 'other' }),
  ]);
  const [sandbox, sandboxV1, other] = sandboxes;
  const stop = async () => {
    await servers.stop();
    await Promise.all(sandboxes.map((one) => one.stop()));
  };
  const instances = { sandbox: fromSandbox(sandbox, 'sandbox'), sandboxV1: fromSandbox(sandboxV1, 'sandbox with Rekor v1') };
  try {
    if (REAL_PEERS.every((name) => peer(name))) Object.assign(instances, await startReal(folder, sandbox, servers));
    return { ...instances, other: fromSandbox(other, 'another sandbox'), servers, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

export const jobs = (sandbox) => ({
  issuers: sandbox.issuers,
  token: (kind, claims, options) => sandbox.token(kind, claims, options),
  /** The environment of a job, as its runner sets it. */
  environment: async (kind) => (kind === 'gitlab' ? await sandbox.gitlab() : sandbox.github()),
});

export const fromSandbox = (sandbox, name) => ({
  name,
  ...jobs(sandbox),
  trustedRoot: sandbox.files.trustedRoot,
  signingConfig: sandbox.files.signingConfig,
  clientTrust: sandbox.files.clientTrustConfig,
  fulcio: sandbox.urls.fulcio,
  rekor: sandbox.urls.rekor,
  rekorVersion: sandbox.urls.rekorV1 ? 1 : 2,
  tsa: sandbox.urls.tsa,
});

async function startReal(folder, sandbox, servers) {
  mkdirSync(folder, { recursive: true });
  const at = (name) => join(folder, name);
  const cosign = (...args) => must(peer('cosign'), args, { env: { HOME: folder } });
  const [fulcioPort, fulcioGrpc, fulcioMetrics, unloggedPort, unloggedGrpc, unloggedMetrics, tsaPort, ...rekorPorts] =
    await freePorts(13);
  const fulcio = `http://127.0.0.1:${fulcioPort}`;
  const tsa = `http://127.0.0.1:${tsaPort}`;
  await makeKeys(folder);
  await prepareFulcio(folder, sandbox);

  const authority = (port, grpc, metrics, ctLog) => startFulcio(servers, folder, { port, grpc, metrics, ctLog });
  const logs = [
    { id: 'real23', name: 'rekor-tiles 2.3', program: peer('rekor-tiles') },
    { id: 'real22', name: 'rekor-tiles 2.2', program: peer('rekor-tiles-2.2') },
  ].map((log, index) => ({ ...log, host: `${log.id}.test`, ports: rekorPorts.slice(3 * index, 3 * index + 3) }));
  const startLog = ({ id, host, program, ports }) => {
    const [http, grpc, metrics] = ports;
    mkdirSync(at(id), { recursive: true });
    return servers.start(
      program,
      [
        'serve',
        `--storage-dir=${at(id)}`,
        `--signer-filepath=${at(`${id}.key`)}`,
        `--hostname=${host}`,
        '--http-address=127.0.0.1',
        `--http-port=${http}`,
        `--grpc-port=${grpc}`,
        `--http-metrics-port=${metrics}`,
        '--checkpoint-interval=500ms',
        '--batch-max-age=100ms',
      ],
      `http://127.0.0.1:${http}/healthz`,
    );
  };
  await Promise.all([
    authority(fulcioPort, fulcioGrpc, fulcioMetrics, sandbox.urls.ct),
    // The same authority without a certificate log: certificates of it must be refused.
    authority(unloggedPort, unloggedGrpc, unloggedMetrics, ''),
    ...logs.map(startLog),
    servers.start(
      peer('timestamp-server'),
      ['serve', '--host=127.0.0.1', `--port=${tsaPort}`, '--timestamp-signer=memory', '--disable-ntp-monitoring'],
      `${tsa}/ping`,
      { attempts: 3 },
    ),
  ]);

  writeFileSync(at('tsa.pem'), await (await fetch(`${tsa}/api/v1/timestamp/certchain`)).text());
  const since = `${new Date(Date.now() - 86_400_000).toISOString().slice(0, 19)}Z`;
  await cosign(
    ...['trusted-root', 'create', '--out', at('root.json'), '--fulcio', `url=${fulcio},certificate-chain=${at('fulcio.pem')}`],
    // The host of a log's base URL must be the origin of its checkpoints.
    ...logs.flatMap(({ id, host }) => [
      '--rekor',
      `url=http://${host},public-key=${at(`${id}.pub`)},start-time=${since},origin=${host}`,
    ]),
    ...['--ctfe', `url=${sandbox.urls.ct},public-key=${at('ct.pub')},start-time=${since}`],
    ...['--tsa', `url=${tsa},certificate-chain=${at('tsa.pem')}`],
  );
  const service = (url, version) => `url=${url},api-version=${version},start-time=${since},operator=interop`;
  const instances = {};
  for (const { id, name, ports } of logs) {
    const rekor = `http://127.0.0.1:${ports[0]}`;
    const signingConfig = at(`${id}-signing-config.json`);
    await cosign(
      ...['signing-config', 'create', '--out', signingConfig, '--fulcio', service(fulcio, 1)],
      ...['--rekor', service(rekor, 2), '--rekor-config=ANY'],
      ...['--tsa', service(`${tsa}/api/v1/timestamp`, 1), '--tsa-config=EXACT:1'],
      ...['--oidc-provider', service(sandbox.issuers.github, 1), '--oidc-provider', service(sandbox.issuers.gitlab, 1)],
    );
    const clientTrust = at(`${id}-trust.json`);
    writeFileSync(
      clientTrust,
      JSON.stringify({
        mediaType: 'application/vnd.dev.sigstore.clienttrustconfig.v0.1+json',
        trustedRoot: JSON.parse(readFileSync(at('root.json'), 'utf8')),
        signingConfig: JSON.parse(readFileSync(signingConfig, 'utf8')),
      }),
    );
    instances[id] = {
      name,
      ...jobs(sandbox),
      trustedRoot: at('root.json'),
      signingConfig,
      clientTrust,
      fulcio,
      unloggedFulcio: `http://127.0.0.1:${unloggedPort}`,
      rekor,
      rekorStorage: at(id),
      rekorVersion: 2,
      tsa,
      tsaChain: at('tsa.pem'),
    };
  }
  return instances;
}

async function makeKeys(folder) {
  const openssl = (...args) => must(peer('openssl'), args, { cwd: folder, env: { HOME: folder } });
  await openssl('genpkey', '-algorithm', 'ed25519', '-out', 'real23.key');
  await openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', 'real22.key');
  for (const id of ['real23', 'real22']) await openssl('pkey', '-in', `${id}.key`, '-pubout', '-out', `${id}.pub`);
}
