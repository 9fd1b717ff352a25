import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bundle, countersign, type Ended } from './testing/program.js';

/** Signing and verifying in CI systems that have no token source of their own, with the sandbox's plain OpenID issuer. */

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'countersign-plain-'));
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const SERVICES = '--trusted-root "$COUNTERSIGN_SANDBOX_TRUSTED_ROOT" --signing-config "$COUNTERSIGN_SANDBOX_SIGNING_CONFIG"';
const ROOT = '--trusted-root "$COUNTERSIGN_SANDBOX_TRUSTED_ROOT"';
/** The issuer of the token, as a pipeline's author would write it down. */
const ISSUER = `ISSUER=$("${process.execPath}" -p 'JSON.parse(Buffer.from(process.env.SIGSTORE_ID_TOKEN.split(".")[1], "base64url")).iss')`;

/** Runs lines of a shell in a sandbox, in a folder of their own. */
function inSandbox(
  flags: readonly string[],
  lines: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const folder = mkdtempSync(join(cwd, 'job-'));
  writeFileSync(join(folder, 'app.tgz'), 'the package');
  const script = ['set -eu', `countersign() { "${process.execPath}" "${bundle}" "$@"; }`, `cd '${folder}'`, ISSUER, ...lines];
  return countersign(['sandbox', '--identity', 'oidc', ...flags, '--', 'sh', '-c', script.join('\n')], { cwd, env });
}

const claimsFile = (claims: object): string => {
  const path = join(mkdtempSync(join(cwd, 'claims-')), 'claims.json');
  writeFileSync(path, JSON.stringify(claims));
  return path;
};

describe('an identity token of any CI system', () => {
  // The subjects that these systems write; a subject that is neither URL nor mail gets the host of the issuer, as in Fulcio.
  it.each([
    ['a developer', { sub: 'CgdkZXY', email: 'dev@acme.dev', email_verified: true }, 'dev@acme.dev'],
    ['Jenkins', { sub: 'https://jenkins.acme.dev/job/app/' }, 'https://jenkins.acme.dev/job/app/'],
    [
      'Buildkite',
      { sub: 'organization:acme:pipeline:app:ref:refs/heads/main:commit:1f2e:step:release' },
      'organization:acme:pipeline:app:ref:refs/heads/main:commit:1f2e:step:release!127.0.0.1',
    ],
    ['CircleCI', { sub: 'org/5c1a/project/77b2/user/90fe' }, 'org/5c1a/project/77b2/user/90fe!127.0.0.1'],
    ['Azure Pipelines', { sub: 'p://acme/app/release' }, 'p://acme/app/release'],
  ])('signs and verifies: %s', async (_name, claims, identity) => {
    const verify = (who: string) =>
      `countersign verify app.tgz --certificate-identity '${who}' --certificate-oidc-issuer "$ISSUER" ${ROOT}`;
    const ended = await inSandbox(
      ['--claims', claimsFile(claims)],
      [
        `countersign sign-blob app.tgz ${SERVICES}`,
        verify(identity),
        `status=0; ${verify(`${identity}x`)} || status=$?`,
        'test "$status" = 1',
        `status=0; countersign verify app.tgz --certificate-identity '${identity}' --certificate-oidc-issuer https://other.example ${ROOT} || status=$?`,
        'test "$status" = 1',
      ],
    );
    expect(ended).toMatchObject({ status: 0, stderr: expect.stringContaining('decision: allowed') as unknown });
  });

  it.each([
    ['a file', 'printf %s "$SIGSTORE_ID_TOKEN" > token; unset SIGSTORE_ID_TOKEN', '--identity-token token'],
    ['another variable', 'export OIDC_TOKEN="$SIGSTORE_ID_TOKEN"; unset SIGSTORE_ID_TOKEN', '--identity-token env://OIDC_TOKEN'],
  ])('is read from %s', async (_name, move, flag) => {
    const ended = await inSandbox(
      [],
      [
        move,
        `countersign sign-blob app.tgz ${flag} ${SERVICES}`,
        `countersign verify app.tgz --certificate-identity developer@example.com --certificate-oidc-issuer "$ISSUER" ${ROOT}`,
      ],
    );
    expect(ended).toMatchObject({ status: 0, stderr: expect.stringContaining('decision: allowed') as unknown });
  });

  it('can be named by a policy', async () => {
    const policy = [
      'cat > release.policy.yaml <<END',
      'apiVersion: countersign.dev/v1beta1',
      'kind: Policy',
      'metadata: {name: release}',
      'trust: {sandbox: {root: "$COUNTERSIGN_SANDBOX_TRUSTED_ROOT"}}',
      'signers: {ci: {keyless: {identity: "https://jenkins.acme.dev/job/app/", issuer: "$ISSUER"}, trust: sandbox}}',
      'rules: [{name: files, match: {paths: ["*.tgz"]}, require: [{signature: {by: ci}}]}]',
      'END',
    ];
    const lines = [
      `countersign sign-blob app.tgz ${SERVICES}`,
      ...policy,
      'countersign verify app.tgz --policy release.policy.yaml',
    ];
    const ended = await inSandbox(['--claims', claimsFile({ sub: 'https://jenkins.acme.dev/job/app/' })], lines);
    expect(ended).toMatchObject({ status: 0, stderr: expect.stringContaining('decision: allowed') as unknown });
  });
});

describe('a sandbox inside a CI job', () => {
  const REAL = {
    GITHUB_ACTIONS: 'true',
    GITHUB_REPOSITORY: 'real/repository',
    ACTIONS_ID_TOKEN_REQUEST_URL: 'https://pipelines.actions.githubusercontent.com/token?x=1',
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'real-request-token',
    GITHUB_TOKEN: 'real-token',
    GH_ENTERPRISE_TOKEN: 'real-token',
    CI_JOB_TOKEN: 'real-token',
    CI_REGISTRY_PASSWORD: 'real-password',
    DEPLOY_ID_TOKEN: 'real.token.y',
    GITLAB_CI: 'true',
    CI: 'true',
  };
  const SHOWN = 'env | grep -E "^(GITHUB_|GH_|ACTIONS_|GITLAB_|CI)|_ID_TOKEN=real" || true';

  it('signs with the identity that was asked for, not with that of the job', async () => {
    const lines = [
      `countersign sign-blob app.tgz ${SERVICES}`,
      `countersign verify app.tgz --certificate-identity developer@example.com --certificate-oidc-issuer "$ISSUER" ${ROOT}`,
      SHOWN,
    ];
    const ended = await inSandbox([], lines, { ...REAL, SIGSTORE_ID_TOKEN: 'real.token.x' });
    expect(ended).toMatchObject({ status: 0, stdout: 'CI=true\n' });
  });

  it.each([
    ['none', /^CI=true\n$/],
    ['gitlab', /GITLAB_CI=true/],
    ['github', /GITHUB_REPOSITORY=acme\/app/],
  ])('hands nothing of the job to --identity %s', async (identity, expected) => {
    const ended = await countersign(['sandbox', '--identity', identity, '--', 'sh', '-c', SHOWN], {
      cwd,
      env: { ...REAL, SIGSTORE_ID_TOKEN: 'real.token.x' },
    });
    expect(ended.stdout).toMatch(expected);
    expect(ended.stdout).not.toMatch(/real/);
    if (identity !== 'github') expect(ended.stdout).not.toMatch(/^(?:GITHUB|ACTIONS)_/m);
  });

  it.each([
    ['no JSON', '{', 'oidc'],
    ['no object', '["sub"]', 'oidc'],
    ['an identity without token', '{"sub": "x"}', 'none'],
    ['a repository that is no text', '{"repository": {"a": 1}}', 'github'],
  ])('refuses claims that are %s', async (_name, text, identity) => {
    const path = join(mkdtempSync(join(cwd, 'bad-')), 'claims.json');
    writeFileSync(path, text);
    const ended = await countersign(['sandbox', '--identity', identity, '--claims', path, '--', 'true'], { cwd });
    expect(ended).toMatchObject({ status: 125, stderr: expect.stringContaining('INPUT_INVALID') as unknown });
  });

  it.each([
    ['is missing', 'no-such-file.json'],
    ['is a device', '/dev/zero'],
  ])('says that the file of claims %s', async (_name, path) => {
    const ended = await countersign(['sandbox', '--claims', path, '--', 'true'], { cwd });
    expect(ended).toMatchObject({ status: 125, stderr: expect.stringContaining('FILE_UNREADABLE') as unknown });
  });
});
