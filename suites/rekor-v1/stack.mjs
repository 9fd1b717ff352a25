/**
 * A private Sigstore instance as organisations run it: a real Fulcio and a real Rekor v1 (with Trillian and MariaDB), its own names and
 * keys, no timestamp authority: the log's signed times are the time of a signature. Token issuer and certificate log are the sandbox's.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startSandbox } from '../../packages/sandbox/lib/index.js';
import { freePorts, must, Servers } from '../interop/processes.mjs';
import { prepareFulcio, startFulcio } from '../interop/real-fulcio.mjs';
import { fromSandbox, jobs } from '../interop/stack.mjs';
import { keptBeside, peer } from '../peers.mjs';

/** The log's public name: the origin of its checkpoints, not the address that clients call. */
const HOST = 'rekor.acme.example';
const DATABASE = 'trillian';
const PASSWORD = 'trillian';

/** @param {string} folder an empty folder */
export async function startPrivateInstance(folder) {
  const servers = new Servers();
  const [sandbox, other] = await Promise.all([startSandbox({ name: 'private' }), startSandbox({ name: 'other', rekor: 'v1' })]);
  const stop = async () => {
    await servers.stop();
    await Promise.all([sandbox.stop(), other.stop()]);
  };
  try {
    return { instance: await startServices(folder, sandbox, servers), other: fromSandbox(other, 'another sandbox'), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startServices(folder, sandbox, servers) {
  const at = (name) => join(folder, name);
  const [database, trillian, trillianHttp, signer, signerHttp, rekor, fulcio, grpc, metrics] = await freePorts(9);
  const openssl = (...args) => must(peer('openssl'), args, { cwd: folder, env: { HOME: folder } });
  await openssl(
    'genpkey',
    '-algorithm',
    'EC',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-aes256',
    '-pass',
    'pass:rekor',
    '-out',
    'rekor.key',
  );
  await openssl('pkey', '-in', 'rekor.key', '-passin', 'pass:rekor', '-pubout', '-out', 'rekor.pub');
  await prepareFulcio(folder, sandbox);

  await startDatabase(folder, database, servers);
  const dsn = `trillian:${PASSWORD}@tcp(127.0.0.1:${database})/${DATABASE}`;
  await Promise.all([
    servers.start(
      peer('trillian-log-server'),
      [
        `--mysql_uri=${dsn}`,
        '--quota_system=noop',
        `--rpc_endpoint=127.0.0.1:${trillian}`,
        `--http_endpoint=127.0.0.1:${trillianHttp}`,
      ],
      `http://127.0.0.1:${trillianHttp}/healthz`,
    ),
    servers.start(
      peer('trillian-log-signer'),
      [
        ...[`--mysql_uri=${dsn}`, '--quota_system=noop', `--rpc_endpoint=127.0.0.1:${signer}`],
        ...[`--http_endpoint=127.0.0.1:${signerHttp}`, '--force_master', '--sequencer_interval=100ms'],
      ],
      `http://127.0.0.1:${signerHttp}/healthz`,
    ),
    startFulcio(servers, folder, { port: fulcio, grpc, metrics, ctLog: sandbox.urls.ct }),
  ]);
  await servers.start(
    peer('rekor'),
    [
      ...['serve', `--port=${rekor}`, `--rekor_server.hostname=${HOST}`, `--trillian_log_server.port=${trillian}`],
      ...[`--rekor_server.signer=${at('rekor.key')}`, '--rekor_server.signer-passwd=rekor'],
      ...['--search_index.storage_provider=mysql', `--search_index.mysql.dsn=${dsn}`],
    ],
    `http://127.0.0.1:${rekor}/ping`,
    // It looks for a file of settings there.
    { env: { HOME: folder } },
  );

  const cosign = (...args) => must(peer('cosign'), args, { env: { HOME: folder } });
  const since = `${new Date(Date.now() - 86_400_000).toISOString().slice(0, 19)}Z`;
  const urls = { fulcio: `http://127.0.0.1:${fulcio}`, rekor: `http://127.0.0.1:${rekor}` };
  await cosign(
    ...[
      'trusted-root',
      'create',
      '--out',
      at('root.json'),
      '--fulcio',
      `url=${urls.fulcio},certificate-chain=${at('fulcio.pem')}`,
    ],
    ...['--rekor', `url=https://${HOST},public-key=${at('rekor.pub')},start-time=${since}`],
    ...['--ctfe', `url=${sandbox.urls.ct},public-key=${at('ct.pub')},start-time=${since}`],
  );
  const service = (url) => `url=${url},api-version=1,start-time=${since},operator=acme`;
  await cosign(
    ...['signing-config', 'create', '--out', at('signing-config.json'), '--fulcio', service(urls.fulcio)],
    ...['--rekor', service(urls.rekor), '--rekor-config=ANY', '--oidc-provider', service(sandbox.issuers.github)],
    ...['--oidc-provider', service(sandbox.issuers.gitlab)],
  );
  const clientTrust = {
    mediaType: 'application/vnd.dev.sigstore.clienttrustconfig.v0.1+json',
    trustedRoot: JSON.parse(readFileSync(at('root.json'), 'utf8')),
    // sigstore-python requires a selector, also where cosign names no timestamp authority.
    signingConfig: { ...JSON.parse(readFileSync(at('signing-config.json'), 'utf8')), tsaConfig: { selector: 'ANY' } },
  };
  writeFileSync(at('client-trust.json'), JSON.stringify(clientTrust));
  return {
    name: 'Rekor 1.5',
    ...jobs(sandbox),
    ...urls,
    trustedRoot: at('root.json'),
    signingConfig: at('signing-config.json'),
    clientTrust: at('client-trust.json'),
    rekorVersion: 1,
  };
}

/** MariaDB with the tables of Trillian, in the folder. */
async function startDatabase(folder, port, servers) {
  const data = join(folder, 'database');
  mkdirSync(data);
  // mariadbd runs as root only when told so.
  const user = process.getuid?.() === 0 ? ['--user=root'] : [];
  await must('/usr/bin/mariadb-install-db', [
    '--no-defaults',
    ...user,
    `--datadir=${data}`,
    '--skip-test-db',
    '--auth-root-authentication-method=normal',
  ]);
  const tables = readFileSync(keptBeside('trillian-log-server') ?? '', 'utf8');
  const first = join(folder, 'first.sql');
  writeFileSync(
    first,
    `CREATE DATABASE ${DATABASE};\nCREATE USER 'trillian'@'127.0.0.1' IDENTIFIED BY '${PASSWORD}';\n` +
      `GRANT ALL ON ${DATABASE}.* TO 'trillian'@'127.0.0.1';\nUSE ${DATABASE};\n${tables}`,
  );
  await servers.start(
    peer('mariadb-server-core'),
    [
      ...['--no-defaults', ...user, `--datadir=${data}`, `--socket=${join(data, 's')}`, `--pid-file=${join(data, 'pid')}`],
      ...['--bind-address=127.0.0.1', `--port=${port}`, '--skip-name-resolve', `--init-file=${first}`],
    ],
    `tcp://127.0.0.1:${port}`,
  );
}
