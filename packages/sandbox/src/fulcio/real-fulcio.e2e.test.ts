import { createPrivateKey } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { listen, type RunningServer } from '../http/router.js';
import { createIssuer, type Claims, type Issuer, type IssuerKind } from '../issuer/index.js';
import { freePort, peer, startPeer, type RunningPeer } from '../testing/peers.js';
import {
  claimsOf,
  issuedChain,
  newKeyPair,
  post,
  sharedIssuerKeys,
  signingRequest,
  startServices,
  type Services,
} from '../testing/services.js';
import { readCertificate } from '../x509/certificate-reader.js';
import { OID } from '../x509/index.js';
import { createCertificateAuthority, type CertificateAuthority } from './index.js';

const fulcio = peer('fulcio');

/** The configuration of a real Fulcio. It is not derived from ours, so that differences become visible. */
const CI_METADATA = {
  gh: {
    'default-template-values': { url: 'https://github.com', environment: '' },
    'subject-alternative-name-template': '{{ .url }}/{{ .job_workflow_ref }}',
    'extension-templates': {
      'github-workflow-trigger': 'event_name',
      'github-workflow-sha': 'sha',
      'github-workflow-name': 'workflow',
      'github-workflow-repository': 'repository',
      'github-workflow-ref': 'ref',
      'build-signer-uri': '{{ .url }}/{{ .job_workflow_ref }}',
      'build-signer-digest': 'job_workflow_sha',
      'runner-environment': 'runner_environment',
      'source-repository-uri': '{{ .url }}/{{ .repository }}',
      'source-repository-digest': 'sha',
      'source-repository-ref': 'ref',
      'source-repository-identifier': 'repository_id',
      'source-repository-owner-uri': '{{ .url }}/{{ .repository_owner }}',
      'source-repository-owner-identifier': 'repository_owner_id',
      'build-config-uri': '{{ .url }}/{{ .workflow_ref }}',
      'build-config-digest': 'workflow_sha',
      'build-trigger': 'event_name',
      'run-invocation-uri': '{{ .url }}/{{ .repository }}/actions/runs/{{ .run_id }}/attempts/{{ .run_attempt }}',
      'source-repository-visibility-at-signing': 'repository_visibility',
      'deployment-environment': 'environment',
    },
  },
  gl: {
    'default-template-values': { url: 'https://gitlab.com', environment: '' },
    'subject-alternative-name-template': 'https://{{ .ci_config_ref_uri }}',
    'extension-templates': {
      'build-signer-uri': 'https://{{ .ci_config_ref_uri }}',
      'build-signer-digest': 'ci_config_sha',
      'runner-environment': 'runner_environment',
      'source-repository-uri': '{{ .url }}/{{ .project_path }}',
      'source-repository-digest': 'sha',
      'source-repository-ref': 'refs/{{if eq .ref_type "branch"}}heads/{{ else }}tags/{{end}}{{ .ref }}',
      'source-repository-identifier': 'project_id',
      'source-repository-owner-uri': '{{ .url }}/{{ .namespace_path }}',
      'source-repository-owner-identifier': 'namespace_id',
      'build-config-uri': 'https://{{ .ci_config_ref_uri }}',
      'build-config-digest': 'ci_config_sha',
      'build-trigger': 'pipeline_source',
      'run-invocation-uri': '{{ .url }}/{{ .project_path }}/-/jobs/{{ .job_id }}',
      'source-repository-visibility-at-signing': 'project_visibility',
      'deployment-environment': 'environment',
    },
  },
};

const REUSABLE = 'acme/shared/.github/workflows/build.yml@refs/tags/pkg@1.0.0';

const CASES: readonly [string, IssuerKind, Claims][] = [
  ['a GitHub push', 'github', {}],
  ['a GitHub tag with an @', 'github', { ref: 'refs/tags/pkg@1.0.0' }],
  ['a GitHub environment', 'github', { environment: 'production', runner_environment: 'self-hosted' }],
  ['a GitHub reusable workflow', 'github', { job_workflow_ref: REUSABLE, job_workflow_sha: 'f'.repeat(40) }],
  ['a GitHub pull request', 'github', { event_name: 'pull_request', ref: 'refs/pull/7/merge', head_ref: 'x', base_ref: 'main' }],
  ['a workflow name with markup', 'github', { workflow: '<b>"Läuft" & so</b>' }],
  ['a ref with letters outside ASCII', 'github', { ref: 'refs/heads/größe' }],
  ['a ref with a percent escape', 'github', { ref: 'refs/heads/a%20b' }],
  ['a ref with unusual but valid characters', 'github', { ref: "refs/heads/a!b$c&d'e(f)g+h,i;j=k" }],
  ['a ref with quotes and braces', 'github', { ref: 'refs/heads/a"b{c}d|e!f' }],
  ['a ref with a hash', 'github', { ref: 'refs/heads/fix#12é' }],
  ['a ref with a hash and more', 'github', { ref: `refs/heads/fix#1?2"{3}!(4)'5'%20` }],
  ['a ref that ends with a hash', 'github', { ref: 'refs/heads/c#' }],
  ['a ref with an escape and a letter to escape', 'github', { ref: 'refs/heads/a%20b%2fé' }],
  ['a file name with a question mark', 'github', { workflow_ref: 'a/b/.github/workflows/why?.yml@x', ref: 'refs/heads/é' }],
  ['a GitLab branch', 'gitlab', {}],
  ['a GitLab tag', 'gitlab', { ref: 'v1.2.3', ref_type: 'tag' }],
  ['a GitLab subgroup and environment', 'gitlab', { project_path: 'acme/team/app', environment: 'production' }],
  ['a verified e-mail address', 'oidc', { sub: '1234', email: 'dev@example.com', email_verified: true }],
];

const REFUSED: readonly [string, IssuerKind, Claims][] = [
  ['GitHub without job_workflow_sha', 'github', { job_workflow_sha: undefined }],
  ['GitHub without repository_visibility', 'github', { repository_visibility: undefined }],
  ['GitLab without ci_config_ref_uri', 'gitlab', { ci_config_ref_uri: undefined }],
  ['a malformed percent escape', 'github', { ref: 'refs/heads/100%' }],
  ['a malformed percent escape after a hash', 'github', { ref: 'refs/heads/fix#100%' }],
  ['a control character', 'github', { ref: 'refs/heads/a\tb' }],
  ['an unverified address', 'oidc', { sub: '1234', email: 'dev@example.com', email_verified: false }],
];

/** Additional issuers for the comparison: the real Fulcio supports one type of subject per issuer. */
const PEOPLE: readonly [string, 'uri' | 'username', string, string][] = [
  ['a URI', 'uri', 'http://127.0.0.1/users/1 2', 'http://127.0.0.1'],
  ['a user name', 'username', 'octo cat', '127.0.0.1'],
];

(fulcio ? describe : describe.skip)('certificates of the sandbox and of a real Fulcio', () => {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-fulcio-'));
  const servers: RunningServer[] = [];
  const people = new Map<string, Issuer>();
  let services: Services;
  let oursForPeople: CertificateAuthority;
  let real: RunningPeer | undefined;
  let realUrl = '';

  beforeAll(async () => {
    services = await startServices();
    const clock = (): Date => new Date();
    const issuers: Record<string, unknown> = {};
    for (const [kind, type] of [
      ['github', 'gh'],
      ['gitlab', 'gl'],
    ] as const) {
      const url = services.issuer.issuers[kind];
      issuers[url] = { 'issuer-url': url, 'client-id': 'sigstore', type: 'ci-provider', 'ci-provider': type };
    }
    const oidc = services.issuer.issuers.oidc;
    issuers[oidc] = { 'issuer-url': oidc, 'client-id': 'sigstore', type: 'email' };
    for (const [, type, , domain] of PEOPLE) {
      const server = await listen();
      const issuer = await createIssuer({ clock, keys: await sharedIssuerKeys(), baseUrl: server.url });
      server.use(issuer.handler);
      servers.push(server);
      people.set(type, issuer);
      const url = issuer.issuers.oidc;
      issuers[url] = { 'issuer-url': url, 'client-id': 'sigstore', type, 'subject-domain': domain };
    }
    // No key set is given here: this authority discovers the keys over HTTP, like the real one.
    oursForPeople = createCertificateAuthority({
      clock,
      keys: services.keys,
      issuers: [...people.values()].map((issuer) => ({ kind: 'oidc', issuer: issuer.issuers.oidc })),
      log: services.log,
    });
    const server = await listen();
    server.use(oursForPeople.handler);
    servers.push(server);

    const [port, grpcPort, metricsPort] = [await freePort(), await freePort(), await freePort()];
    realUrl = `http://127.0.0.1:${port}`;
    const write = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    // YAML with JSON values: a complete JSON file would be read by Fulcio's older parser.
    const config = `oidc-issuers: ${JSON.stringify(issuers)}\nci-issuer-metadata: ${JSON.stringify(CI_METADATA)}\n`;
    const key = createPrivateKey(services.keys.key);
    const encrypted = key.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'pass' }).toString();
    real = await startPeer(
      fulcio ?? '',
      [
        'serve',
        '--host=127.0.0.1',
        `--port=${port}`,
        '--grpc-host=127.0.0.1',
        `--grpc-port=${grpcPort}`,
        `--metrics-port=${metricsPort}`,
        `--legacy-unix-domain-socket=${join(folder, 'legacy.sock')}`,
        `--config-path=${write('config.yaml', config)}`,
        '--ca=fileca',
        `--fileca-cert=${write('chain.pem', services.keys.chain.join(''))}`,
        `--fileca-key=${write('key.pem', encrypted)}`,
        '--fileca-key-passwd=pass',
        `--ct-log-url=${services.logUrl}`,
        `--ct-log-public-key-path=${write('ct.pub', services.log.publicKeyPem)}`,
      ],
      async () => (await fetch(`${realUrl}/healthz`)).ok,
    );
  });

  afterAll(async () => {
    await real?.stop();
    await services.close();
    await Promise.all(servers.map((server) => server.close()));
    rmSync(folder, { recursive: true });
  });

  const compare = async (ours: string, token: string): Promise<void> => {
    const pair = newKeyPair();
    const claims = claimsOf(token);
    const request = signingRequest(token, pair, String(claims['email'] ?? claims['sub']));
    const [mine, theirs] = await Promise.all([
      issuedChain(await post(`${ours}/api/v2/signingCert`, request)),
      issuedChain(await post(`${realUrl}/api/v2/signingCert`, request)),
    ]);
    expect(mine.slice(1)).toEqual(theirs.slice(1));
    expect(comparable(mine[0])).toEqual(comparable(theirs[0]));
  };

  it.each(CASES)('are equal except for serial, times and SCT: %s', async (_, kind, claims) => {
    await compare(services.authorityUrl, await services.issuer.mint(kind, claims));
  });

  it.each(PEOPLE)('are equal for a person identified by %s', async (_, type, subject) => {
    await compare(servers.at(-1)?.url ?? '', (await people.get(type)?.mint('oidc', { sub: subject })) ?? '');
  });

  it.each(REFUSED)('are both refused with 400: %s', async (_, kind, claims) => {
    const token = await services.issuer.mint(kind, claims);
    const found = claimsOf(token);
    const request = signingRequest(token, newKeyPair(), String(found['email'] ?? found['sub']));
    const statuses = await Promise.all(
      [services.authorityUrl, realUrl].map(async (url) => (await post(`${url}/api/v2/signingCert`, request)).status),
    );
    expect(statuses).toEqual([400, 400]);
  });
});

/** What must be equal: names, key and every extension in order (for the SCT only its presence). */
function comparable(der: Buffer | undefined): unknown {
  const parts = readCertificate(der ?? Buffer.alloc(0));
  return {
    algorithm: parts.algorithm,
    issuer: parts.issuer.toString('hex'),
    subject: parts.subject.toString('hex'),
    spki: parts.spki.toString('hex'),
    extensions: parts.extensions.map(({ id, critical, value }) => [
      id,
      critical,
      id === OID.ctTimestamps ? '' : value.toString('latin1'),
    ]),
  };
}
