import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSandbox, type Sandbox } from '@countersign/sandbox';
import { bundle, countersign, runProcess, type Ended } from '../../packages/cli/src/testing/program.js';
import { root, temporary } from './made.js';
import { nodes, versionOf } from './nodes.js';

/* What older Nodes lack is often loaded late: a server with an authority of its own, and the gate of the GitLab components. */

const { folder, remove } = temporary('older-nodes');
const gate = join(root, 'gitlab-components/dist/countersign-gate.mjs');
const at = (name: string): string => join(folder, name);
const WORKFLOW = 'acme/app/.github/workflows/r.yml@refs/heads/main';
const requests: string[] = [];
let sandbox: Sandbox;
let base: string;
let stop: () => Promise<void>;

function makeAuthority(name: string): void {
  const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1'];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  execFileSync('openssl', ['req', '-x509', ...key, ...subject, '-keyout', at(`${name}.key`), '-out', at(`${name}.pem`)], {
    stdio: 'ignore',
  });
}

beforeAll(async () => {
  sandbox = await startSandbox();
  makeAuthority('own');
  makeAuthority('other');
  const server = createServer({ key: readFileSync(at('own.key')), cert: readFileSync(at('own.pem')) }, (request, response) => {
    requests.push(request.url ?? '');
    response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `https://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  writeFileSync(at('app.bin'), 'some bytes');
  const instance = ['--trusted-root', sandbox.files.trustedRoot, '--signing-config', sandbox.files.signingConfig];
  const job = sandbox.github({ repository: 'acme/app', ref: 'refs/heads/main', job_workflow_ref: WORKFLOW });
  expect(await countersign(['sign-blob', 'app.bin', ...instance], { cwd: folder, env: job })).toMatchObject({ status: 0 });
});

afterAll(async () => {
  await stop();
  await sandbox.stop();
  remove();
});

interface Asked {
  readonly identity?: string;
  readonly trustedRoot?: string;
  readonly env?: Readonly<Record<string, string>>;
}
function verify(node: string, program: string, { identity = WORKFLOW, trustedRoot, env = {} }: Asked): Promise<Ended> {
  const who = ['--certificate-identity', `https://github.com/${identity}`, '--certificate-oidc-issuer', sandbox.issuers.github];
  const args = ['verify', 'app.bin', ...who, '--trusted-root', trustedRoot ?? sandbox.files.trustedRoot];
  requests.length = 0;
  return runProcess(node, [program, ...args], { cwd: folder, env });
}

const programs = [
  ['command line', bundle, ['20', '22', '24']],
  ['gate of the components', gate, ['22', '24']],
] as const;

describe.each(programs)('the %s', (_, program, supported) => {
  for (const [version, node] of nodes().filter(([name]) => (supported as readonly string[]).includes(name)))
    describe(`on Node ${version}`, () => {
      const test = node === undefined ? it.skip : it;

      test('allows and denies', async () => {
        expect(versionOf(node ?? '')).toMatch(new RegExp(`^v${version}\\.`));
        expect(await verify(node ?? '', program, {})).toMatchObject({ status: 0 });
        expect(await verify(node ?? '', program, { identity: `${WORKFLOW}-other` })).toMatchObject({ status: 1 });
      });

      // Other servers that it needs may have an authority of their own; here it is the one that has the trusted root.
      test.each<[string, boolean, Readonly<Record<string, string>>]>([
        ['no authority', false, {}],
        ['another authority', false, { SSL_CERT_FILE: at('other.pem') }],
        ['its authority', true, { SSL_CERT_FILE: at('own.pem') }],
        ['its authority beside another', true, { SSL_CERT_FILE: at('other.pem'), NODE_EXTRA_CA_CERTS: at('own.pem') }],
      ])('a server is reached with %s: %s', async (_name, reaches, env) => {
        const trustedRoot = `${base}/tuf#sha256=${'0'.repeat(64)}`;
        const { status, stderr } = await verify(node ?? '', program, { trustedRoot, env });
        expect({ status, reached: requests.length > 0 }).toEqual({ status: 2, reached: reaches });
        expect(stderr).not.toMatch(/TypeError|SyntaxError|INTERNAL/);
      });
    });
});
