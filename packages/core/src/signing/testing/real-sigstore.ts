import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Sandbox } from '@countersign/sandbox';
import { bodyOf, startServer, type LocalServer } from '../../net/testing/local-server.js';

const folder = join(process.env['COUNTERSIGN_PEERS'] ?? join(homedir(), '.cache/countersign-peers'), 'bin');
const programs = {
  fulcio: join(folder, 'fulcio'),
  rekor: join(folder, 'rekor23/posix'),
  tsa: join(folder, 'timestamp-server'),
  cosign: join(folder, 'cosign'),
};

export const cosign = programs.cosign;
/** Which of the programs are not installed; the test is skipped then. */
export const missingPrograms = Object.entries(programs).flatMap(([name, path]) => (existsSync(path) ? [] : [name]));

export interface RealSigstore {
  readonly trustedRoot: string;
  readonly signingConfig: string;
  stop(): void;
}

/** A real Fulcio, Rekor v2 and timestamp authority on loopback; token issuer and certificate log are the sandbox's. */
export async function startRealSigstore(dir: string, sandbox: Sandbox): Promise<RealSigstore> {
  const children: ChildProcess[] = [];
  const at = (name: string): string => join(dir, name);
  const shell = (command: string): void => void execFileSync('sh', ['-ec', command], { cwd: dir, stdio: 'ignore' });
  const start = (program: string, args: readonly string[]): void =>
    void children.push(spawn(program, [...args], { stdio: 'ignore', cwd: dir }));
  const [fulcioPort, fulcioGrpc, fulcioMetrics, rekorPort, rekorGrpc, rekorMetrics, tsaPort] = await freePorts(7);
  const fulcioUrl = `http://127.0.0.1:${fulcioPort}`;
  const rekorServer = `http://127.0.0.1:${rekorPort}`;
  const front = await logFront(rekorServer, at('rekor'));
  const rekorUrl = front.url;
  const tsaUrl = `http://127.0.0.1:${tsaPort}`;

  shell(`openssl genpkey -algorithm ed25519 -out rekor.key; openssl pkey -in rekor.key -pubout -out rekor.pub
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -days 30 -subj /O=test/CN=fulcio.test -keyout fulcio.key \\
      -passout pass:fulcio -out fulcio.pem -addext basicConstraints=critical,CA:TRUE,pathlen:0 \\
      -addext keyUsage=critical,keyCertSign,cRLSign -addext extendedKeyUsage=codeSigning`);
  // YAML with JSON values: a whole JSON file would be read by Fulcio's other, older parser.
  const config = Object.entries(fulcioConfig(sandbox)).map(([name, value]) => `${name}: ${JSON.stringify(value)}\n`);
  writeFileSync(at('fulcio.yaml'), config.join(''));
  writeFileSync(at('ct.pub'), ctKey(sandbox));
  mkdirSync(at('rekor'));
  // prettier-ignore
  start(programs.fulcio, ['serve', '--host=127.0.0.1', `--port=${fulcioPort}`, '--grpc-host=127.0.0.1', `--grpc-port=${fulcioGrpc}`,
    `--metrics-port=${fulcioMetrics}`, `--legacy-unix-domain-socket=@countersign-${fulcioPort}`, `--config-path=${at('fulcio.yaml')}`,
    '--ca=fileca', `--fileca-cert=${at('fulcio.pem')}`, `--fileca-key=${at('fulcio.key')}`, '--fileca-key-passwd=fulcio', `--ct-log-url=${sandbox.urls.ct}`]);
  // prettier-ignore
  start(programs.rekor, ['serve', `--storage-dir=${at('rekor')}`, `--signer-filepath=${at('rekor.key')}`, '--hostname=rekor.test',
    '--http-address=127.0.0.1', `--http-port=${rekorPort}`, `--grpc-port=${rekorGrpc}`, `--http-metrics-port=${rekorMetrics}`,
    '--checkpoint-interval=500ms', '--batch-max-age=100ms']);
  // As it is released, its port for metrics is fixed; another test that has such a server is waited for.
  let stopped = false;
  const startTsa = (): void => {
    if (stopped) return;
    const child = spawn(
      programs.tsa,
      ['serve', '--host=127.0.0.1', `--port=${tsaPort}`, '--timestamp-signer=memory', '--disable-ntp-monitoring'],
      { stdio: 'ignore', cwd: dir },
    );
    children.push(child);
    child.once('exit', () => setTimeout(startTsa, 500));
  };
  startTsa();
  const stop = (): void => {
    stopped = true;
    for (const child of children) child.kill();
    void front.close();
  };
  try {
    await Promise.all([answers(`${fulcioUrl}/healthz`), answers(`${rekorServer}/healthz`), answers(`${tsaUrl}/ping`)]);
    writeFileSync(at('tsa.pem'), await (await fetch(`${tsaUrl}/api/v1/timestamp/certchain`)).text());
    const since = new Date(Date.now() - 86_400_000).toISOString().replace(/\.\d+Z/, 'Z');
    const service = (url: string, version: number): string =>
      `url=${url},api-version=${version},start-time=${since},operator=test`;
    // The host of the log's base URL must be the origin of its checkpoints.
    // prettier-ignore
    execFileSync(cosign, ['trusted-root', 'create', '--out', at('root.json'), '--fulcio', `url=${fulcioUrl},certificate-chain=${at('fulcio.pem')}`,
      '--rekor', `url=http://rekor.test:3000,public-key=${at('rekor.pub')},start-time=${since},origin=rekor.test`,
      '--ctfe', `url=${sandbox.urls.ct},public-key=${at('ct.pub')},start-time=${since}`, '--tsa', `url=${tsaUrl},certificate-chain=${at('tsa.pem')}`], { env: { HOME: dir } });
    // prettier-ignore
    execFileSync(cosign, ['signing-config', 'create', '--out', at('config.json'), '--fulcio', service(fulcioUrl, 1), '--rekor', service(rekorUrl, 2),
      '--rekor-config=ANY', '--tsa', service(`${tsaUrl}/api/v1/timestamp`, 1), '--tsa-config=EXACT:1', '--oidc-provider', service(sandbox.issuers.github, 1)], { env: { HOME: dir } });
  } catch (error) {
    stop();
    throw error;
  }
  return { trustedRoot: at('root.json'), signingConfig: at('config.json'), stop };
}

/** What stands in front of rekor-tiles where it is used: writes go to the server, tiles and checkpoint come from its storage. */
function logFront(server: string, storage: string): Promise<LocalServer> {
  return startServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '', server);
    if (request.method === 'POST') {
      const headers = { 'content-type': request.headers['content-type'] ?? '' };
      const answer = await fetch(server + pathname, { method: 'POST', headers, body: Buffer.from(await bodyOf(request)) });
      response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(Buffer.from(await answer.arrayBuffer()));
      return;
    }
    const file = join(storage, pathname.replace('/api/v2/', ''));
    if (existsSync(file)) response.end(readFileSync(file));
    else response.writeHead(404).end();
  });
}

function ctKey(sandbox: Sandbox): string {
  const root = JSON.parse(readFileSync(sandbox.files.trustedRoot, 'utf8')) as { ctlogs: { publicKey: { rawBytes: string } }[] };
  return `-----BEGIN PUBLIC KEY-----\n${root.ctlogs[0]?.publicKey.rawBytes.match(/.{1,64}/g)?.join('\n')}\n-----END PUBLIC KEY-----\n`;
}

function fulcioConfig(sandbox: Sandbox): object {
  const url = sandbox.issuers.github;
  return {
    'oidc-issuers': { [url]: { 'issuer-url': url, 'client-id': 'sigstore', type: 'ci-provider', 'ci-provider': 'gh' } },
    'ci-issuer-metadata': {
      gh: {
        'default-template-values': { url: 'https://github.com', environment: '' },
        'subject-alternative-name-template': '{{ .url }}/{{ .job_workflow_ref }}',
        'extension-templates': {
          'build-signer-uri': '{{ .url }}/{{ .job_workflow_ref }}',
          'source-repository-uri': '{{ .url }}/{{ .repository }}',
          'source-repository-digest': 'sha',
          'source-repository-ref': 'ref',
          'run-invocation-uri': '{{ .url }}/{{ .repository }}/actions/runs/{{ .run_id }}/attempts/{{ .run_attempt }}',
        },
      },
    },
  };
}

async function answers(url: string): Promise<void> {
  for (let attempt = 0; attempt < 800; attempt += 1) {
    const status = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    if (status) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`nothing answers at ${url}`);
}

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
