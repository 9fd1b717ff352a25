import { execFileSync, spawn } from 'node:child_process';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sampler } from '../scripts/sample.mjs';
import { startSandbox, type Sandbox } from '@countersign/sandbox';
import { parse } from 'yaml';

/** The components as a GitLab pipeline runs them, by gitlab-ci-local without docker; Sigstore is the sandbox. */
const root = fileURLToPath(new URL('../', import.meta.url));
/** What stands for the image: where Node 24 lies in it. */
const PATH = `${dirname(realpathSync(join(root, 'node_modules', '.bin', 'node')))}:/usr/local/bin:/usr/bin:/bin`;
const SIGNER = 'https://gitlab.com/acme/app//.gitlab-ci.yml@refs/heads/main';

let sandbox: Sandbox;
let files: Server;
let api: string;
let asked: string[];
let tamper = false;
const folders: string[] = [];

interface Pipeline {
  readonly status: number | null;
  readonly output: string;
  readonly folder: string;
}

beforeAll(async () => {
  sandbox = await startSandbox();
  asked = [];
  // GitLab's repository files API, with this repository's gitlab-components as the project acme/chain.
  files = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    asked.push(`${url.pathname}${url.search}`);
    const [, path] = /^\/api\/v4\/projects\/acme%2Fchain\/repository\/files\/([^/]+)\/raw$/.exec(url.pathname) ?? [];
    const file = join(root, 'gitlab-components', decodeURIComponent(path ?? 'none'));
    if (!path || !existsSync(file)) response.writeHead(404).end();
    else response.end(tamper ? Buffer.concat([readFileSync(file), Buffer.from('\n// more')]) : readFileSync(file));
  });
  await new Promise<void>((up) => files.listen(0, '127.0.0.1', up));
  api = `http://127.0.0.1:${String((files.address() as AddressInfo).port)}/api/v4`;
});

afterAll(async () => {
  await sandbox.stop();
  await new Promise((done) => files.close(done));
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Commits a project that includes the components at its own commit, and runs its pipeline. */
async function pipeline(
  jobs: string,
  variables: Readonly<Record<string, string>> = {},
  programs: Readonly<Record<string, string>> = {},
): Promise<Pipeline> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-gitlab-'));
  folders.push(folder);
  cpSync(join(root, 'gitlab-components', 'templates'), join(folder, 'templates'), { recursive: true });
  cpSync(sandbox.files.trustedRoot, join(folder, 'root.json'));
  cpSync(sandbox.files.signingConfig, join(folder, 'config.json'));
  mkdirSync(join(folder, 'dist'));
  writeFileSync(join(folder, 'dist', 'app one.tgz'), 'bytes');
  writeFileSync(join(folder, 'dist', 'unsigned.bin'), 'bytes');
  for (const [name, text] of Object.entries(programs)) writeFileSync(join(folder, name), text, { mode: 0o755 });
  writeFileSync(join(folder, '.gitlab-ci.yml'), `stages: [build, deploy]\n${jobs}`);
  const git = (...args: readonly string[]): Buffer =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.test', ...args], { cwd: folder, stdio: 'pipe' });
  git('init', '-q', '-b', 'main');
  git('remote', 'add', 'origin', 'https://gitlab.com/acme/chain.git');
  git('add', '.');
  git('commit', '-q', '-m', 'x');
  git('update-ref', 'refs/remotes/origin/main', 'HEAD');
  git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main');
  const { SIGSTORE_ID_TOKEN = '', CI_JOB_URL = '' } = await sandbox.gitlab({
    project_path: 'acme/app',
    namespace_path: 'acme',
    ref: 'main',
    ref_type: 'branch',
    ci_config_ref_uri: 'gitlab.com/acme/app//.gitlab-ci.yml@refs/heads/main',
  });
  const job = { SIGSTORE_ID_TOKEN, CI_JOB_URL, CI_PROJECT_PATH: 'acme/app', GITLAB_CI: 'true' };
  const all = { ...job, CI_API_V4_URL: api, ...variables };
  const args = [
    ...Object.entries(all).flatMap(([name, value]) => ['--variable', `${name}=${value}`]),
    ...['--ignore-predefined-vars', 'GITLAB_CI,CI_API_V4_URL,CI_PROJECT_PATH,CI_JOB_URL', '--force-shell-executor'],
  ];
  const child = spawn(process.execPath, [join(root, 'node_modules', 'gitlab-ci-local', 'dist', 'index.js'), ...args], {
    cwd: folder,
    env: { PATH: `${join(root, 'node_modules', '.bin')}:${process.env['PATH'] ?? ''}`, HOME: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const status = await new Promise<number | null>((done) => child.on('close', done));
  return { status, output, folder };
}

type Inputs = Readonly<Record<string, string | readonly string[]>>;
const include = (name: string, inputs: Inputs): string =>
  [
    `  - component: $CI_SERVER_FQDN/acme/chain/${name}@$CI_COMMIT_SHA`,
    '    inputs:',
    ...Object.entries({
      'component-project': 'acme/chain',
      'trusted-root': 'root.json',
      path: PATH,
      'trust-digest': pinOf(inputs),
      ...inputs,
    }).map(([key, value]) => `      ${key}: ${JSON.stringify(value)}`),
    '',
  ].join('\n');

/** Of the files that the component is given. */
const pinOf = (inputs: Inputs): string =>
  [sandbox.files.trustedRoot, ...('signing-config' in inputs ? [sandbox.files.signingConfig] : [])]
    .map((file) => createHash('sha256').update(readFileSync(file)).digest('hex'))
    .join('\n');

const sign = (inputs: Inputs = {}): string =>
  include('sign-blob', { needs: [], 'signing-config': 'config.json', paths: 'dist/*.tgz\n!dist/none', ...inputs });
const gate = (inputs: Inputs = {}): string =>
  include('verify-gate', {
    stage: 'deploy',
    needs: [],
    results: 'always',
    'certificate-identity': SIGNER,
    'certificate-oidc-issuer': sandbox.issuers.gitlab,
    paths: 'dist/*.tgz',
    ...inputs,
  });

describe('the components', () => {
  it('sign, attest, let through and deploy what was signed', async () => {
    const attest = include('attest-provenance', {
      needs: [],
      'signing-config': 'config.json',
      paths: 'dist/*.tgz',
      'bundle-path': 'dist/provenance.sigstore.json',
    });
    const deploy = 'cp "dist/app one.tgz" countersign-gate/deployed\necho "deployed for $CI_PROJECT_NAME${SECRET-}$NAMED"';
    const { status, output, folder } = await pipeline(
      `include:\n${sign()}${attest}${gate({ needs: ['sign-blob'], deploy, 'deploy-variables': 'NAMED\nCI_PROJECT_NAME' })}`,
      { NAMED: ', named', SECRET: 'not named' },
    );
    expect(status === 0 ? 'passed' : output).toBe('passed');
    expect(existsSync(join(folder, 'dist', 'app one.tgz.sigstore.json'))).toBe(true);
    expect(existsSync(join(folder, 'dist', 'provenance.sigstore.json'))).toBe(true);
    expect(readFileSync(join(folder, 'countersign-gate', 'junit.xml'), 'utf8')).toContain('<testsuite');
    expect(readFileSync(join(folder, 'countersign-gate', 'deployed'), 'utf8')).toBe('bytes');
    expect(output).toContain('deployed for chain, named');
    expect(asked.some((path) => path.includes('countersign.tar'))).toBe(true);
  });

  it('stop what was not signed, with a JUnit report of the reason, and deploy nothing', async () => {
    const { status, output, folder } = await pipeline(
      `include:\n${sign()}${gate({ paths: 'dist/unsigned.bin', deploy: 'touch countersign-gate/deployed' })}`,
    );
    expect(status).not.toBe(0);
    expect(output).toContain('EVIDENCE_NONE');
    expect(readFileSync(join(folder, 'countersign-gate', 'junit.xml'), 'utf8')).toContain('EVIDENCE_NONE');
    for (const name of ['deployed', 'pinned-images']) expect(existsSync(join(folder, 'countersign-gate', name))).toBe(false);
  });

  it('sign with keys of their own and a fallback key, each with its password, and the gate takes the key with its digest', async () => {
    const passwords = { OWN_PASSWORD: 'one password', SPARE_PASSWORD: 'another password' };
    const made = Object.entries(passwords).map(([variable, passphrase]) => {
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      return {
        file: `${variable.slice(0, -'_PASSWORD'.length).toLowerCase()}.key`,
        pem: privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase }).toString(),
        publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
        digest: `sha256:${createHash('sha256')
          .update(publicKey.export({ type: 'spki', format: 'der' }))
          .digest('hex')}`,
      };
    });
    const [own, spare] = made;
    const signing = sign({
      keys: 'keyless\nown.key',
      'fallback-key': 'spare.key',
      'key-password': 'own.key=env://OWN_PASSWORD\nspare.key=env://SPARE_PASSWORD',
      variables: 'OWN_PASSWORD\nSPARE_PASSWORD',
    });
    // The keyless identity of the other tests gives way to a key.
    const judged = include('verify-gate', {
      stage: 'deploy',
      needs: ['sign-blob'],
      paths: 'dist/*.tgz',
      bundle: 'dist/app one.tgz.spare.sigstore.json',
      key: 'env://RELEASE_PUB',
      'key-digest': spare?.digest ?? '',
      variables: 'RELEASE_PUB',
      deploy: 'touch countersign-gate/deployed',
    });
    const files = Object.fromEntries(made.map(({ file, pem }) => [file, pem]));
    const remove = sandbox.faults.add({
      service: 'fulcio',
      method: 'POST',
      answer: { status: 503, body: 'maintenance', headers: { 'retry-after': '86400' } },
    });
    try {
      const right = await pipeline(`include:\n${signing}${judged}`, { ...passwords, RELEASE_PUB: spare?.publicPem ?? '' }, files);
      expect(right.status === 0 ? 'passed' : right.output).toBe('passed');
      expect(right.output).toContain('keyless signing is not possible');
      expect(existsSync(join(right.folder, 'dist', 'app one.tgz.own.sigstore.json'))).toBe(true);
      expect(existsSync(join(right.folder, 'countersign-gate', 'deployed'))).toBe(true);
      const wrong = await pipeline(`include:\n${signing}${judged}`, { ...passwords, RELEASE_PUB: own?.publicPem ?? '' }, files);
      expect([wrong.status === 0, existsSync(join(wrong.folder, 'countersign-gate', 'deployed'))]).toEqual([false, false]);
    } finally {
      remove();
    }
  });

  it('hand copies of what was allowed on to a job that needs the gate', async () => {
    const deploy = 'deploy: {stage: deploy, needs: [verify-gate], script: ["cat \'countersign-gate/files/dist/app one.tgz\'"]}';
    const allowed = await pipeline(
      `include:\n${sign()}${gate({ needs: ['sign-blob'], 'hand-on-files': 'true' }).replace('"true"', 'true')}${deploy}\n`,
    );
    expect(allowed.status === 0 ? 'passed' : allowed.output).toBe('passed');
    expect(readFileSync(join(allowed.folder, 'countersign-gate', 'files', 'dist', 'app one.tgz'), 'utf8')).toBe('bytes');
  });

  it('fail where a before_script takes the place of the gate', async () => {
    const { status, output } = await pipeline(
      `include:\n${gate({ deploy: 'echo "deployed all the same"' })}verify-gate: {before_script: ["echo mine"]}\n`,
      { COUNTERSIGN_GATE: 'passed' },
    );
    expect({ status: status === 0, output }).toEqual({
      status: false,
      output: expect.stringContaining('a before_script of your own has replaced the gate') as unknown,
    });
    expect(output).not.toContain('deployed all the same');
  });

  it('deploy nothing behind a denial that only warns', async () => {
    const { status, output } = await pipeline(
      `include:\n${gate({ paths: 'dist/unsigned.bin', mode: 'warn', deploy: 'echo "deployed all the same"' })}`,
    );
    expect({ status, output }).toEqual({ status: 0, output: expect.stringContaining('nothing is deployed') as unknown });
    expect(output).not.toContain('deployed all the same');
  });

  it('are not disarmed by pipeline variables', async () => {
    const evil = { MODE: 'warn', COUNTERSIGN_MODE: 'warn', INPUT_MODE: 'warn', NODE_OPTIONS: '--require=/nonexistent.cjs' };
    const { status, output } = await pipeline(`include:\n${gate({ paths: 'dist/unsigned.bin' })}`, evil);
    expect({ status: status === 0, output }).toEqual({
      status: false,
      output: expect.stringContaining('EVIDENCE_NONE') as unknown,
    });
  });

  it('run nothing of a path that looks like shell', async () => {
    const { status, output, folder } = await pipeline(
      `include:\n${gate({ paths: '$(touch pwned)`touch pwned`"; touch pwned; #\nCOUNTERSIGN_BOOTSTRAP\ntouch pwned' })}`,
    );
    expect({ status: status === 0, output }).toEqual({ status: false, output: expect.stringContaining('NO_MATCH') as unknown });
    expect(existsSync(join(folder, 'pwned'))).toBe(false);
  });

  it.each(
    sampler('values that would leave their quotes')(
      [
        ['target', "x'; touch pwned; '"],
        ['paths', "x'; touch pwned; '"],
        ['variables', 'A; touch pwned'],
        ['path', "/bin'; touch pwned; '"],
        ['server', 'file:///etc'],
        ['server', 'http://gitlab.example'],
      ] as const,
      2,
    ),
  )('refuse a value of %s that would leave its quotes', async (input, value) => {
    const { status, output, folder } = await pipeline(`include:\n${gate({ [input]: value })}`);
    expect({ status: status === 0, output }).toEqual({ status: false, output: expect.stringContaining(input) as unknown });
    expect(existsSync(join(folder, 'pwned'))).toBe(false);
  });

  it('do not run a program that was changed on its way', async () => {
    tamper = true;
    try {
      const { status, output } = await pipeline(`include:\n${gate()}`);
      expect({ status: status === 0, output }).toEqual({
        status: false,
        output: expect.stringContaining('expected sha256') as unknown,
      });
    } finally {
      tamper = false;
    }
  });

  it('attest what the legs of a matrix built, as the README shows it', async () => {
    const page = readFileSync(join(root, 'gitlab-components', 'README.md'), 'utf8');
    const [block = ''] = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)]
      .map(([, yaml = '']) => yaml)
      .filter((yaml) => yaml.includes('matrix:'));
    const own = block.split('\ninclude:\n')[0] ?? '';
    const [{ inputs }] = (parse(block) as { readonly include: readonly [{ readonly inputs: Inputs }] }).include;
    const attest = include('attest-provenance', { ...inputs, stage: 'build', 'signing-config': 'config.json' });
    const gated = gate({
      needs: ['build', 'attest-provenance'],
      paths: 'dist/app-*.tgz',
      'predicate-type': 'https://slsa.dev/provenance/v1',
      deploy: 'ls dist/app-*.tgz > countersign-gate/deployed',
    });
    const { status, output, folder } = await pipeline(
      `${own}\ninclude:\n${attest}${gated}`,
      {},
      {
        'build.sh': '#!/bin/sh\nset -e\nmkdir -p dist\necho "$1" > "$2"\n',
      },
    );
    expect(status === 0 ? 'passed' : output).toBe('passed');
    expect(readFileSync(join(folder, 'countersign-gate', 'deployed'), 'utf8')).toBe('dist/app-darwin.tgz\ndist/app-linux.tgz\n');
  });

  it('take the program from a folder of the image, checked all the same', async () => {
    const from = { 'program-from': join(root, 'gitlab-components', 'dist') };
    const { status, output } = await pipeline(`include:\n${sign(from)}${gate({ needs: ['sign-blob'], ...from })}`, {
      CI_API_V4_URL: 'http://127.0.0.1:9',
    });
    expect(status === 0 ? 'passed' : output).toBe('passed');
  });
});

const CLAIMS = {
  ...{ project_path: 'acme/app', namespace_path: 'acme', ref: 'main', ref_type: 'branch' },
  ci_config_ref_uri: 'gitlab.com/acme/app//.gitlab-ci.yml@refs/heads/main',
};
const policyOf = (change: (text: string) => string): Readonly<Record<string, string>> => ({
  'release.policy.yaml': change(`apiVersion: countersign.dev/v1beta1
kind: Policy
metadata: {name: release}
trust:
  box: {root: root.json}
signers:
  release:
    gitlab:
      source: {project: acme/app, refs: [refs/heads/main]}
      config: .gitlab-ci.yml
      issuer: ${sandbox.issuers.gitlab}
    trust: box
rules:
  - name: files
    match: {paths: ["dist/*.tgz"]}
    require: [{signature: {by: release}}]
`),
});
const gateByPolicy = (inputs: Inputs = {}): string =>
  include('verify-gate', {
    ...{ stage: 'deploy', needs: ['sign-blob'], policies: 'release.policy.yaml', paths: 'dist/*.tgz' },
    ...{ deploy: 'echo "deployed all the same"' },
    ...inputs,
  });
const token = (claims: object, options?: object): Promise<string> => sandbox.token('gitlab', { ...CLAIMS, ...claims }, options);
const unchanged = (text: string): string => text;
const replace =
  (from: string, to: string) =>
  (text: string): string => {
    expect(text).toContain(from);
    return text.replace(from, to);
  };

type Mistake = readonly [what: string, run: () => Promise<Pipeline>, cure: RegExp];
const withPolicy = async (
  change: (text: string) => string,
  { jobs = `include:\n${sign()}${gateByPolicy()}`, claims = {} }: { readonly jobs?: string; readonly claims?: object } = {},
): Promise<Pipeline> => pipeline(jobs, { SIGSTORE_ID_TOKEN: await token(claims) }, policyOf(change));

const MISTAKES: readonly Mistake[] = [
  [
    'id_tokens replaced by others',
    () => pipeline(`include:\n${sign()}`, { SIGSTORE_ID_TOKEN: '' }),
    /Add to the job:\s+id_tokens:\s+SIGSTORE_ID_TOKEN:\s+aud: sigstore/,
  ],
  [
    'a token for another audience',
    async () => pipeline(`include:\n${sign()}`, { SIGSTORE_ID_TOKEN: await token({}, { audience: 'https://gitlab.com' }) }),
    /Write in the job:\s+id_tokens:\s+SIGSTORE_ID_TOKEN:\s+aud: sigstore/,
  ],
  [
    'a token that has expired',
    async () => pipeline(`include:\n${sign()}`, { SIGSTORE_ID_TOKEN: await token({}, { lifetime: -60 }) }),
    /sign in a short separate job/,
  ],
  [
    'a token without a claim that is needed',
    async () => pipeline(`include:\n${sign()}`, { SIGSTORE_ID_TOKEN: await token({ ci_config_ref_uri: '' }) }),
    /lacks claims that the certificate authority needs: ci_config_ref_uri/,
  ],
  [
    'nothing signed',
    () => withPolicy(unchanged, { jobs: `include:\n${gateByPolicy({ needs: [] })}` }),
    /EVIDENCE_NONE[\s\S]*sign/,
  ],
  [
    'a file changed after it was signed',
    () =>
      withPolicy(unchanged, {
        jobs: `include:\n${sign()}${gateByPolicy({ needs: ['sign-blob', 'change'] })}change: {stage: build, needs: [sign-blob], script: ['echo more >> "dist/app one.tgz"']}\n`,
      }),
    /changed after it was signed/,
  ],
  [
    'a branch that the policy does not have',
    () => withPolicy(replace('refs/heads/main', 'refs/heads/master')),
    /If builds of refs\/heads\/main may sign, write it into "refs"/,
  ],
  ['the policy of another project', () => withPolicy(replace('acme/app', 'acme/other')), /policy and artifact belong together/],
  ['a typo in the policy', () => withPolicy(replace('require:', 'requires:')), /did you mean "require"/],
  [
    'a merge request from a fork',
    () => withPolicy(unchanged, { claims: { pipeline_source: 'merge_request_event' } }),
    /"merge_request_event" may sign.*triggers: \[push, web, merge_request_event\]/,
  ],
  [
    'no policy, because GIT_STRATEGY is none',
    () =>
      withPolicy(unchanged, {
        jobs: `include:\n${gateByPolicy({ needs: ['empty'], policies: 'none.policy.yaml' })}empty: {stage: build, script: ['rm -rf .git']}\n`,
      }),
    /GIT_STRATEGY|that the policy is committed/,
  ],
  [
    'a variable in an input',
    () => pipeline(`include:\n${gate({ paths: 'dist/app-$CI_COMMIT_TAG.tgz' })}`),
    /Variables are not replaced here: write the name, or a glob/,
  ],
  ['a list with commas', () => pipeline(`include:\n${gate({ paths: 'dist/a.tgz, dist/b.tgz' })}`), /Write one path per line/],
  [
    'the program of a project that is not public',
    () => pipeline(`include:\n${gate({ 'component-project': 'acme/private' })}`),
    /acme\/private is not the project that you include the component from .*then set server/,
  ],
];

describe('first mistakes in a pipeline: the message names the cure of', () => {
  it.each(sampler('first mistakes in a pipeline')(MISTAKES, 2))('%s', async (_, run, cure) => {
    const { status, output } = await run();
    // gitlab-ci-local writes the name of the job before each line.
    const text = output.replaceAll(/\u001b\[[0-9;]*m/g, '').replaceAll(/^\S+ +> ?/gm, '');
    expect({ passed: status === 0, text }).toEqual({ passed: false, text: expect.stringMatching(cure) as unknown });
    expect(output).not.toMatch(/^.*> deployed all the same/m);
  });

  it('what was not done wrong is deployed', async () => {
    const { status, output } = await withPolicy(unchanged);
    expect(status === 0 ? 'passed' : output).toBe('passed');
    expect(output).toContain('deployed all the same');
  });
});
