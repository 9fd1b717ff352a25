import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CiServer } from '@countersign/sandbox';
import { collectFiles } from '../artifacts/index.js';
import type { Environment } from '../run/index.js';
import { failure, type TestRun } from '../net/testing/test-run.js';
import { attestProvenance } from '../signing/index.js';
import type { Studio } from '../signing/testing/studio.js';
import { word } from './testing/attack.js';
import { openScene, openStudio, statementIn, type Scene } from './testing/scene.js';

/*
 * GitHub Enterprise Server, GHE.com and self-managed GitLab, with a Sigstore instance that trusts their tokens: the token is requested,
 * provenance has the server's URLs, a policy that names the host accepts it, and one that names a similar host does not. Requests to
 * the server reach the sandbox; every check of an address sees the server's.
 */

interface Server extends CiServer {
  readonly name: string;
  readonly kind: 'github' | 'gitlab';
  readonly issuer: string;
  /** `host` of a policy. */
  readonly host: string;
  /** Start of the URIs of workflows and configuration files. */
  readonly files: string;
  /** Hosts that look like it. */
  readonly others: readonly string[];
}

const SERVERS: readonly Server[] = [
  {
    name: 'GitHub Enterprise Server',
    kind: 'github',
    url: 'https://github.example.test',
    issuer: 'https://github.example.test/_services/token',
    host: 'github.example.test',
    files: 'https://github.example.test/acme/app/.github/workflows/release.yml',
    others: ['github.com', 'github.example.test.evil.test', 'github.example.test:8443', 'xgithub.example.test', 'example.test'],
  },
  {
    name: 'GHE.com',
    kind: 'github',
    url: 'https://acme.ghe.com',
    issuer: 'https://token.actions.acme.ghe.com',
    host: 'acme.ghe.com',
    files: 'https://acme.ghe.com/acme/app/.github/workflows/release.yml',
    others: ['github.com', 'evil.ghe.com', 'x.acme.ghe.com', 'acme.ghe.com.evil.test', 'acme-ghe.com'],
  },
  {
    name: 'self-managed GitLab',
    kind: 'gitlab',
    url: 'https://gitlab.example.test:8443',
    issuer: 'https://gitlab.example.test:8443',
    host: 'gitlab.example.test:8443',
    files: 'https://gitlab.example.test:8443/acme/app//.gitlab-ci.yml',
    others: ['gitlab.com', 'gitlab.example.test', 'gitlab.example.test.evil.test:8443', 'gitlab.example.test:8443/acme'],
  },
  {
    name: 'self-managed GitLab under a path',
    kind: 'gitlab',
    url: 'https://git.example.test/gitlab',
    issuer: 'https://git.example.test/gitlab',
    host: 'git.example.test/gitlab',
    files: 'https://git.example.test/acme/app//.gitlab-ci.yml',
    others: [
      'gitlab.com',
      'git.example.test',
      'git.example.test/Gitlab',
      'git.example.test/gitlab2',
      'git.example.test/gitlab/acme',
    ],
  },
];

/** A run whose requests to `server` reach the sandbox. */
function runOn(studio: Studio, { issuer }: { readonly issuer: string }, env: Environment, cwd: string): TestRun {
  const run = studio.run(env, { cwd });
  const { net } = run;
  const fetch: typeof net.fetch = (request) => {
    if (!request.url.startsWith(`${issuer}/`)) return net.fetch(request);
    const { pathname, search } = new URL(request.url);
    const moved = { ...request, url: `${studio.sandbox.urls.issuer}${pathname}${search}` };
    // With it, addresses of this machine are forbidden.
    Reflect.deleteProperty(moved, 'from');
    return net.fetch(moved);
  };
  return { ...run, net: Object.assign(Object.create(net) as typeof net, { fetch }) };
}

async function attested(studio: Studio, server: Server, env: Environment): Promise<Scene> {
  const scene = openScene(studio);
  scene.write({ 'app.bin': 'bytes' });
  const run = runOn(studio, server, env, scene.folder);
  const subjects = await collectFiles(run, { paths: ['app.bin'] });
  const report = await attestProvenance(run, { ...studio.options(), subjects, bundlePath: 'app.bin.sigstore.json' });
  expect(report.failures).toEqual([]);
  return scene;
}

async function judge(scene: Scene, { kind }: Server, host: string, more = ''): Promise<ReturnType<typeof word>> {
  const source = kind === 'github' ? 'source: {repository: acme/app}, workflow: release.yml' : 'source: {project: acme/app}';
  scene.write({
    'policy.yaml': `apiVersion: countersign.dev/v1beta1
kind: Policy
trust: {corp: {root: root.json}}
signers:
  release: {${kind}: {host: "${host}", ${source}${more}}}
rules:
  - {name: files, match: {paths: ["**"]}, require: [provenance: {by: release, min-level: 2, source: {repository: acme/app}}]}
`,
  });
  return word(await scene.gate({ paths: ['app.bin'], policies: ['policy.yaml'] }));
}

describe.each(SERVERS)('$name', (server) => {
  const { kind, url, issuer, host, files, others } = server;
  let studio: Studio;
  beforeAll(async () => {
    studio = await openStudio({ [kind]: { url, issuer } });
  });
  afterAll(() => studio.close());
  const job = async (claims: Readonly<Record<string, unknown>> = {}): Promise<Environment> =>
    kind === 'github' ? studio.sandbox.github(claims) : studio.sandbox.gitlab(claims);

  it('signs provenance with its URLs, which the policy with its host accepts', async () => {
    const scene = await attested(studio, server, await job());
    const text = JSON.stringify(statementIn(join(scene.folder, 'app.bin.sigstore.json')).predicate);
    expect(text).toContain(`git+${url}/acme/app@refs/heads/main`);
    expect(text).toContain(kind === 'github' ? `"id":"${files}@refs/heads/main"` : `"id":"${url}/-/runners/gitlab-hosted"`);
    expect(text).not.toMatch(/github\.com\/acme|gitlab\.com/);
    expect(await judge(scene, server, host)).toEqual(['allowed', 0]);
    expect(await judge(scene, server, host.toUpperCase().replace('/GITLAB', '/gitlab'))).toEqual(['allowed', 0]);
  });

  it('is no other host, whatever it is called', async () => {
    const scene = await attested(studio, server, await job());
    for (const other of others) {
      expect([other, ...(await judge(scene, server, other))].slice(0, 3)).toEqual([other, 'denied', 1]);
      // Even if a policy has the right issuer by mistake, the host of the source differs.
      expect([other, ...(await judge(scene, server, other, `, issuer: "${issuer}"`))].slice(0, 3)).toEqual([other, 'denied', 1]);
    }
  });

  it('reads no keys of an issuer that the signing config does not name', async () => {
    const { signingConfig } = studio;
    const without = { ...signingConfig, oidcProviders: signingConfig.oidcProviders.filter((one) => one.url !== issuer) };
    const scene = openScene(studio);
    scene.write({ 'app.bin': 'bytes' });
    const run = runOn(studio, server, await job(), scene.folder);
    const subjects = await collectFiles(run, { paths: ['app.bin'] });
    const error = await failure(attestProvenance(run, { ...studio.options(), signingConfig: without, subjects }));
    expect(error).toMatchObject({ code: 'TOKEN_INVALID', found: issuer, hint: expect.stringContaining('oidcUrls') });
  });
});

describe('a Fulcio that writes the URL of another server', () => {
  it.each(SERVERS)('into certificates of $name gets no provenance signed', async (server) => {
    const url = server.kind === 'github' ? 'https://github.com' : 'https://gitlab.com';
    const studio = await openStudio({ [server.kind]: { url, issuer: server.issuer } });
    try {
      const env =
        server.kind === 'github'
          ? { ...studio.sandbox.github(), GITHUB_SERVER_URL: server.url }
          : { ...(await studio.sandbox.gitlab()), CI_SERVER_URL: server.url };
      expect(await failure(attested(studio, server, env))).toMatchObject({ code: 'SIGNATURE_NOT_PROVEN' });
    } finally {
      await studio.close();
    }
  });
});

describe('the request token of a GitHub job', () => {
  let studio: Studio;
  beforeAll(async () => {
    studio = await openStudio();
  });
  afterAll(() => studio.close());

  it.each([
    ['https://github.example.test', 'https://github.example.test.evil.test/_services/token'],
    ['https://github.example.test', 'http://github.example.test/_services/token'],
    ['https://acme.ghe.com', 'https://token.actions.acme-ghe.com'],
    ['https://acme.ghe.com', 'https://token.actions.acme.ghe.com.evil.test'],
  ])('of %s is not sent to %s', async (url, elsewhere) => {
    const [server] = SERVERS;
    if (server === undefined) throw new Error('no server');
    const request = { GITHUB_SERVER_URL: url, ACTIONS_ID_TOKEN_REQUEST_URL: `${elsewhere}?api-version=2.0` };
    const error = await failure(attested(studio, { ...server, issuer: elsewhere }, { ...studio.sandbox.github(), ...request }));
    expect(error).toMatchObject({ code: 'TOKEN_UNAVAILABLE', message: expect.stringContaining('is not an address of GitHub') });
  });
});
