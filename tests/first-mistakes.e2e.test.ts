import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { appendFileSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startSandbox, type Sandbox } from '@countersign/sandbox';
import { sampler } from '../scripts/sample.mjs';

/**
 * What people do wrong in their first hour, done for real: the bundles of the actions as the runner starts them, and the command line. Each
 * message must name the cure. The mistakes in a GitLab pipeline are in gitlab-components.e2e.test.ts.
 */
const root = fileURLToPath(new URL('../', import.meta.url));
const WORKFLOW = 'acme/app/.github/workflows/release.yml@refs/heads/main';
const SIGNER = `https://github.com/${WORKFLOW}`;
const CLAIMS = {
  repository: 'acme/app',
  repository_owner: 'acme',
  ref: 'refs/heads/main',
  workflow_ref: WORKFLOW,
  job_workflow_ref: WORKFLOW,
};
type Variables = Readonly<Record<string, string>>;
interface Ended {
  readonly status: number | null;
  readonly output: string;
}

let sandbox: Sandbox;
let cwd: string;
let pushImage: (text: string) => Promise<void>;

beforeAll(async () => {
  sandbox = await startSandbox();
  const images = (await import(pathToFileURL(join(root, 'examples', 'demo', 'image.mjs')).href)) as {
    readonly buildImage: (folder: string, platforms: readonly string[]) => object;
    readonly pushImage: (host: string, repository: string, tag: string, image: object) => Promise<string>;
  };
  pushImage = async (text) => {
    const folder = mkdtempSync(join(tmpdir(), 'countersign-mistake-image-'));
    writeFileSync(join(folder, 'hello'), text);
    await images.pushImage(sandbox.registry.host, 'acme/app', '1', images.buildImage(folder, ['linux/amd64']));
    rmSync(folder, { recursive: true });
  };
});
afterAll(() => sandbox.stop());

const image = (): string => `${sandbox.registry.host}/acme/app`;
const policy = (): string => `apiVersion: countersign.dev/v1beta1
kind: Policy
metadata: {name: release}
trust:
  box: {root: root.json}
signers:
  release:
    github:
      source: {repository: acme/app, refs: [refs/heads/main]}
      workflow: .github/workflows/release.yml
      issuer: ${sandbox.issuers.github}
    trust: box
rules:
  - name: files
    match: {paths: ["dist/*.tgz"]}
    require: [{signature: {by: release}}]
  - name: images
    match: {images: ["${image()}"]}
    require: [{signature: {by: release}}]
`;
const write = (path: string, text: string): void => {
  writeFileSync(join(cwd, path), text);
};
const policyWith = (from: string, to: string): void => {
  expect(policy()).toContain(from);
  write('release.policy.yaml', policy().replace(from, to));
};

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'countersign-mistake-'));
  mkdirSync(join(cwd, 'dist'));
  mkdirSync(join(cwd, '.git'));
  write('dist/app.tgz', 'app');
  copyFileSync(sandbox.files.trustedRoot, join(cwd, 'root.json'));
  copyFileSync(sandbox.files.signingConfig, join(cwd, 'config.json'));
  write('release.policy.yaml', policy());
});
afterEach(() => {
  rmSync(cwd, { recursive: true });
});

async function start(program: string, args: readonly string[], env: Variables): Promise<Ended> {
  const child = spawn(process.execPath, [join(root, program), ...args], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', HOME: cwd, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((done) => child.on('close', (status) => done({ status, output })));
}

const cli = (args: readonly string[], env: Variables = {}): Promise<Ended> => start('packages/cli/dist/index.js', args, env);

/** As the runner starts it: inputs and files in variables, and what the job's permissions give. */
function action(name: string, inputs: Variables, job: Variables = {}): Promise<Ended> {
  const [output, summary] = ['output', 'summary'].map((one) => join(cwd, `.github-${one}`));
  for (const file of [output, summary]) writeFileSync(file ?? '', '');
  const given = Object.entries(inputs).map(([input, value]) => [`INPUT_${input.toUpperCase()}`, value]);
  return start(`actions/${name}/dist/index.js`, [], {
    ...{ GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: cwd, GITHUB_OUTPUT: output ?? '', GITHUB_STEP_SUMMARY: summary ?? '' },
    ...job,
    ...(Object.fromEntries(given) as Variables),
  });
}

const INSTANCE = { 'trusted-root': 'root.json', 'signing-config': 'config.json' };
function makeKeys(): void {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  write('private.pem', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  write('public.pem', publicKey.export({ type: 'spki', format: 'pem' }).toString());
}
const signWithKey = (): Promise<Ended> =>
  cli([
    ...['sign-blob', 'dist/app.tgz', '--key', 'private.pem'],
    ...['--trusted-root', 'root.json', '--signing-config', 'config.json'],
  ]);
const signFile = (inputs: Variables = {}): Promise<Ended> =>
  action('sign-blob', { paths: 'dist/app.tgz', ...INSTANCE, ...inputs }, sandbox.github(CLAIMS));
const attestFile = (): Promise<Ended> =>
  action('attest-provenance', { paths: 'dist/app.tgz', ...INSTANCE }, sandbox.github(CLAIMS));
const signImage = (): Promise<Ended> => action('sign-image', { images: `${image()}:1`, ...INSTANCE }, sandbox.github(CLAIMS));
const gate = (inputs: Variables = {}): Promise<Ended> =>
  action('verify-gate', { paths: 'dist/app.tgz', policies: 'release.policy.yaml', ...inputs });
const verify = (...more: readonly string[]): Promise<Ended> =>
  cli(['verify', 'dist/app.tgz', '--policy', 'release.policy.yaml', ...more]);
const verifyLine = (identity: string, issuer: string): Promise<Ended> =>
  cli([
    ...['verify', 'dist/app.tgz', '--trusted-root', 'root.json'],
    ...['--certificate-identity', identity, '--certificate-oidc-issuer', issuer],
  ]);

type Mistake = readonly [what: string, make: () => Promise<Ended>, status: number, cure: RegExp];

const GITHUB: readonly Mistake[] = [
  [
    'no permission to get an identity token',
    () => action('sign-blob', { paths: 'dist/app.tgz', ...INSTANCE }),
    2,
    /Add to the job \(or the workflow\):\s+permissions:\s+id-token: write/,
  ],
  [
    'signing in a pull request from a fork',
    () => action('sign-blob', { paths: 'dist/app.tgz', ...INSTANCE }, { GITHUB_EVENT_NAME: 'pull_request' }),
    2,
    /pull requests from forks never get one/,
  ],
  [
    'nothing checked out',
    () => (rmSync(join(cwd, '.git'), { recursive: true }), rmSync(join(cwd, 'release.policy.yaml')), gate()),
    3,
    /Add this step before the gate:\s+- uses: actions\/checkout@/,
  ],
  [
    'the files of another job not downloaded',
    () => gate({ paths: 'build/*.tgz' }),
    3,
    /Files of another job must be downloaded first: actions\/download-artifact/,
  ],
  [
    'the bundles of another job not handed over',
    () => gate(),
    1,
    /[Bb]undles of the job that signed|[Pp]ass the bundles on|[Bb]undles .* together with the files/,
  ],
  [
    'a file changed after it was signed',
    async () => (await signFile(), appendFileSync(join(cwd, 'dist', 'app.tgz'), 'x'), gate()),
    1,
    /changed after it was signed/,
  ],
  [
    'a ref that the policy does not have',
    async () => (await signFile(), policyWith('refs/heads/main', 'refs/heads/master'), gate()),
    1,
    /If builds of refs\/heads\/main may sign, write it into "refs" of the signer/,
  ],
  [
    'the policy of another repository',
    async () => (await signFile(), policyWith('acme/app, refs', 'acme/other, refs'), gate()),
    1,
    /Another repository has signed.*policy and artifact belong together/,
  ],
  [
    'the policy of another owner',
    async () => (await signFile(), policyWith('acme/app, refs', 'jane/app, refs'), gate()),
    1,
    /Another repository has signed.*policy and artifact belong together/,
  ],
  [
    'only the provenance handed over, not the signature',
    async () => (await attestFile(), gate()),
    1,
    /No signature was found\. Sign the artifact, or pass the bundle of its signature/,
  ],
  [
    'only the signature handed over, not the provenance',
    async () => (await signFile(), policyWith('{signature: {by: release}}', '{provenance: {by: release}}'), gate()),
    1,
    /No provenance was found\. Make it, or pass its bundle/,
  ],
  ['a list with spaces', () => gate({ paths: 'dist/app.tgz dist/lib.tgz' }), 3, /one per line: a space is part of the name/],
  [
    'another workflow than the policy has',
    async () => (await signFile(), policyWith('release.yml', 'build.yml'), gate()),
    1,
    /Write the file that signs into the signer/,
  ],
  [
    'a typo in the policy',
    () => (policyWith('require:', 'requires:'), gate()),
    3,
    /release\.policy\.yaml:\d+:\d+: .*did you mean "require"/,
  ],
  ['the name of an input in the singular', () => gate({ policy: 'release.policy.yaml' }), 3, /Did you mean input "policies"/],
  ["another action's name of an input", () => gate({ 'subject-path': 'dist/app.tgz' }), 3, /Did you mean input "paths"/],
  ['a list with commas', () => gate({ paths: 'dist/app.tgz, dist/lib.tgz' }), 3, /Write one path per line/],
  ['a YAML list inside a text', () => gate({ paths: '- dist/app.tgz\n- dist/lib.tgz' }), 3, /without a dash, brackets or quotes/],
  ['an image among the paths', () => gate({ paths: 'ghcr.io/acme/app:1.4' }), 3, /For an image .*in a workflow "images"/],
  ['a variable that is empty', () => gate({ 'policy-digest': '' }), 3, /A variable that is not set gives an empty text/],
  [
    'a tag that has moved to another image since it was signed',
    async () => {
      await pushImage('one');
      expect(await signImage()).toMatchObject({ status: 0 });
      await pushImage('two');
      return action('verify-gate', { images: `${image()}:1`, policies: 'release.policy.yaml' });
    },
    1,
    /whether the tag has moved to another image/,
  ],
  [
    'provenance of two legs of a matrix under one name',
    async () => {
      write('dist/lib.tgz', 'lib');
      const attest = (paths: string, name: string): Promise<Ended> =>
        action('attest-provenance', { paths, 'bundle-path': name, ...INSTANCE }, sandbox.github(CLAIMS));
      expect(await attest('dist/app.tgz', 'dist/provenance.sigstore.json')).toMatchObject({ status: 0 });
      const second = await attest('dist/lib.tgz', 'dist/provenance.sigstore.json');
      // What the hint says works.
      expect(await attest('dist/lib.tgz', 'dist/provenance-lib.sigstore.json')).toMatchObject({ status: 0 });
      const line = {
        'certificate-identity': SIGNER,
        'certificate-oidc-issuer': sandbox.issuers.github,
        'trusted-root': 'root.json',
      };
      const judged = { paths: 'dist/*.tgz', 'predicate-type': 'https://slsa.dev/provenance/v1', ...line };
      expect(await action('verify-gate', judged)).toMatchObject({ status: 0 });
      return second;
    },
    3,
    /Set bundle-path or output-dir to another place, such as dist\/provenance-linux\.sigstore\.json \(in a matrix, one for each leg\)/,
  ],
];

const COMMAND_LINE: readonly Mistake[] = [
  ['no evidence', () => verify(), 1, /"evidence"/],
  [
    'an image without oci://',
    () => cli(['verify', 'ghcr.io/acme/app:1.4', '--policy', 'release.policy.yaml']),
    3,
    /write oci:\/\/ghcr\.io\/acme\/app:1\.4/,
  ],
  ['an image given to sign-blob', () => cli(['sign-blob', 'oci://ghcr.io/acme/app:1.4']), 3, /It belongs to sign-image/],
  ["cosign's command", () => cli(['verify-blob', 'dist/app.tgz']), 3, /Did you mean countersign verify FILE\?/],
  ["cosign's options", () => verify('--type', 'slsaprovenance1'), 3, /Did you mean --predicate-type\?/],
  [
    "cosign's name of a predicate type",
    () => verify('--predicate-type', 'slsaprovenance1'),
    3,
    /Write https:\/\/slsa\.dev\/provenance\/v1/,
  ],
  ["gh's -R", () => verify('-R', 'acme/app'), 3, /Did you mean --repository\?/],
  [
    "slsa-verifier's --source-uri",
    () => verify('--source-uri', 'github.com/acme/app'),
    3,
    /Did you mean --repository\?.*without github\.com/,
  ],
  [
    'signing on a laptop',
    () => cli(['sign-blob', 'dist/app.tgz', '--trusted-root', 'root.json', '--signing-config', 'config.json']),
    2,
    /identity-token: env:\/\/VAR, or sign with a key/,
  ],
  [
    'only the bundles, without the files that were signed',
    async () => (
      await signFile(),
      rmSync(join(cwd, 'dist', 'app.tgz')),
      cli(['verify', 'dist/*', '--policy', 'release.policy.yaml'])
    ),
    3,
    /Pass the files that were signed to this job as well/,
  ],
  [
    'the private key in place of the public one',
    () => (makeKeys(), cli(['verify', 'dist/app.tgz', '--key', 'private.pem', '--trusted-root', 'root.json'])),
    3,
    /Verification needs the public key: openssl pkey/,
  ],
  [
    'the public key of another signer',
    async () => {
      makeKeys();
      expect(await signWithKey()).toMatchObject({ status: 0 });
      makeKeys();
      return cli(['verify', 'dist/app.tgz', '--key', 'public.pem', '--trusted-root', 'root.json']);
    },
    1,
    /Another key signed, or the artifact or the bundle changed/,
  ],
  [
    'no public key for what a key has signed',
    async () => (makeKeys(), await signWithKey(), verifyLine(SIGNER, sandbox.issuers.github)),
    1,
    /Give the public key of the signer/,
  ],
  [
    'an identity without its issuer',
    () => cli(['verify', 'dist/app.tgz', '--certificate-identity', SIGNER]),
    3,
    /issuer of GitHub Actions is https/,
  ],
  [
    'the file in place of its bundle',
    async () => (await signFile(), cli(['inspect', 'dist/app.tgz'])),
    1,
    /Name the bundle: dist\/app\.tgz\.sigstore\.json/,
  ],
  [
    'a deployment that is not executable',
    async () => (await signFile(), write('deploy.sh', 'exit 0\n'), verify('--', './deploy.sh')),
    126,
    /chmod \+x \.\/deploy\.sh.*-- sh \.\/deploy\.sh/,
  ],
  ['a public key that is not there', () => cli(['verify', 'dist/app.tgz', '--key', 'cosign.pub']), 3, /Check the path/],
  [
    'a policy that is not there',
    () => cli(['verify', 'dist/app.tgz', '--policy', 'none.yaml']),
    3,
    /Check the path, and that the policy is committed/,
  ],
  [
    'a branch in place of a ref',
    async () => (await signFile(), verifyLine(SIGNER.replace('refs/heads/', ''), sandbox.issuers.github)),
    1,
    /Only the ref after @ differs: branches are refs\/heads\/NAME/,
  ],
  [
    'the site in place of the issuer',
    async () => (await signFile(), verifyLine(SIGNER, 'https://github.com')),
    1,
    /issuer of GitHub Actions is https:\/\/token\.actions\.githubusercontent\.com/,
  ],
  ['several reports in one line', () => verify('--report', 'json=a.json,junit=b.xml'), 3, /on the command line, repeat the flag/],
  [
    'a signer that the policy does not define',
    () => (policyWith('by: release', 'by: relase'), verify()),
    3,
    /did you mean "release"/,
  ],
  ['no rule for the file', () => (policyWith('dist/*.tgz', 'build/*.tgz'), verify()), 1, /Add a rule/],
  ['no policy', () => cli(['verify', 'dist/app.tgz']), 3, /needs --policy/],
];

const some = sampler('first mistakes');

describe.each([
  ['GitHub Actions', GITHUB],
  ['the command line', COMMAND_LINE],
])('first mistakes with %s: the message names the cure of', (_, mistakes) => {
  it.each(some(mistakes, 14))('%s', async (_what, make, status, cure) => {
    const ended = await make();
    // As the runner shows an annotation.
    const output = ended.output.replaceAll('%0A', '\n').replaceAll('%25', '%');
    expect({ status: ended.status, output }).toEqual({ status, output: expect.stringMatching(cure) as unknown });
  });
});

it('what was not done wrong is allowed', async () => {
  expect(await signFile()).toMatchObject({ status: 0 });
  expect(await gate()).toMatchObject({ status: 0 });
  expect(await verify()).toMatchObject({ status: 0 });
});
