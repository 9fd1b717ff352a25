import { describe, expect, it } from '@jest/globals';
import { expandOneLine, readPolicy } from './index.js';

/* What can never match is refused when the policy is read, and not found at the first deployment. */

const HEAD = 'apiVersion: countersign.dev/v1beta1\nkind: Policy\n';
const OWN = '{github: {source: {repository: acme/app, refs: ["refs/tags/v*"]}, workflow: release.yml}}';
const policy = (signer = OWN, requirement = 'signature: {by: s}', match = '{paths: ["dist/*"]}'): string =>
  `${HEAD}signers:\n  s: ${signer}\n  key: {key: {file: a.pub}}\n  pinned: {github: {source: {repository: acme/app}, workflow: {repository: acme/ci, path: b.yml, ref: refs/tags/v1}}}\nrules:\n  - {name: r, match: ${match}, require: [${requirement}]}\n`;
const read = (text: string) => readPolicy(new TextEncoder().encode(text), 'p.yaml');
const github = (more: string, source = 'repository: acme/app'): string => `{github: {source: {${source}}, ${more}}}`;
const keyless = (identity: string, issuer = 'https://token.actions.githubusercontent.com'): string =>
  `{keyless: {identity: "${identity}", issuer: "${issuer}"}}`;

describe('a policy that can never match is refused, with its place and a correction', () => {
  it.each<[string, string, RegExp]>([
    [
      'a workflow with its ref',
      policy(github('workflow: release.yml@refs/heads/main')),
      /4:\d+.*write the workflow as "release\.yml", without "@refs\/heads\/main"/,
    ],
    ['a workflow with a short ref', policy(github('workflow: release.yml@main')), /source\.refs/],
    ['a workflow that is no YAML file', policy(github('workflow: release')), /ends in \.yml/],
    ...['release-*.yml', 'release-{name}.yml', '.github/workflows/*.yml', '**/release.yml', 'release?.yml'].map(
      (name): [string, string, RegExp] => [
        `a pattern of workflows, ${name}`,
        policy(github(`workflow: '${name}'`)),
        /4:\d+.*exact/,
      ],
    ),
    ['a pattern of callers', policy(github('workflow: r.yml, caller: "c-*.yml"')), /4:\d+.*path of one file/],
    [
      'a pattern of reusable workflows',
      policy(github('workflow: {repository: acme/ci, path: "b-*.yml", ref: refs/tags/v1}')),
      /4:\d+.*path of one file/,
    ],
    ['a workflow elsewhere', policy(github('workflow: ci/release.yml')), /4:\d+.*\.github\/workflows\/release\.yml/],
    ['a pattern of configurations', policy('{gitlab: {source: {project: a/b}, config: "ci/*.yml"}}'), /4:\d+.*path of one file/],
    ['a caller with its ref', policy(github('workflow: r.yml, caller: c.yml@main')), /without "@main"/],
    [
      'a reusable workflow with its ref in the path',
      policy(github('workflow: {repository: acme/ci, path: b.yml@v1, ref: refs/tags/v1}')),
      /without "@v1"/,
    ],
    ['a configuration with its ref', policy('{gitlab: {source: {project: a/b}, config: ci.yml@main}}'), /without a ref/],
    [
      'tags without refs/tags/',
      policy(github('workflow: r.yml', 'repository: acme/app, refs: ["v*"]')),
      /did you mean "refs\/tags\/v\*"/,
    ],
    [
      'a branch without refs/heads/',
      policy(github('workflow: r.yml', 'repository: acme/app, refs: [main]')),
      /"refs\/heads\/main"/,
    ],
    [
      'a branch that begins with v',
      policy(github('workflow: r.yml', 'repository: acme/app, refs: [vnext]')),
      /"refs\/heads\/vnext"/,
    ],
    [
      'a platform without its system',
      policy(OWN, undefined, '{images: ["ghcr.io/acme/app"], platforms: [amd64]}'),
      /did you mean "linux\/amd64"/,
    ],
    [
      'platforms in one item',
      policy(OWN, undefined, '{images: ["ghcr.io/acme/app"], platforms: ["linux/amd64,linux/arm64"]}'),
      /one platform per item/,
    ],
    ['a path with ./', policy(OWN, undefined, '{paths: ["./dist/*"]}'), /never match: .*did you mean "dist\/\*"/],
    ['an absolute path', policy(OWN, undefined, '{paths: ["/work/dist/*"]}'), /relative to the base folder/],
    ['a path outside', policy(OWN, undefined, '{paths: ["../dist/*"]}'), /no part "\.\."/],
    ['a path with a double slash', policy(OWN, undefined, '{paths: ["dist//*"]}'), /no part ""/],
    ['a folder', policy(OWN, undefined, '{paths: ["dist/"]}'), /did you mean "dist\/\*\*"/],
    ['a path of Windows', policy(OWN, undefined, '{paths: ["dist\\\\*"]}'), /also on Windows/],
    ['an excluded path', policy(OWN, undefined, '{paths: ["!dist/x"]}'), /no exclusions/],
    ['an image in capitals', policy(OWN, undefined, '{images: ["ghcr.io/Acme/app"]}'), /lower case/],
    ['an image without its registry', policy(OWN, undefined, '{images: ["acme/app"]}'), /docker\.io\/acme\/app/],
    ['an official image', policy(OWN, undefined, '{images: ["docker.io/alpine"]}'), /docker\.io\/library\/alpine/],
    ['L3 by an own workflow', policy(OWN, 'provenance: {by: s, min-level: 3}'), /min-level: can never be met.*reusable workflow/],
    [
      'L3 by two people of whom one can',
      policy(OWN, 'provenance: {by: {at-least: 2, of: [s, pinned]}, min-level: 3}'),
      /never be met/,
    ],
    [
      'L3 on own runners',
      policy(
        github('runner: self-hosted, workflow: {repository: acme/ci, path: b.yml, ref: refs/tags/v1}'),
        'provenance: {by: s, min-level: 3}',
      ),
      /never be met/,
    ],
    ['L3 on GitLab', policy('{gitlab: {source: {project: a/b}}}', 'provenance: {by: s, min-level: 3}'), /never be met/],
    ['L2 by a key', policy(OWN, 'provenance: {by: key, min-level: 2}'), /plain identity has level 1/],
    ['L2 by an identity', policy(keyless('a@acme.dev', 'https://a'), 'provenance: {by: s, min-level: 2}'), /has level 1/],
    ['a branch by a signer of tags', policy(OWN, 'provenance: {by: s, source: {branch: main}}'), /source: can never be met/],
    ['another tag', policy(OWN, 'provenance: {by: s, source: {tag: w1}}'), /source: can never be met/],
    [
      'a version by a signer of branches',
      policy(OWN.replace('tags/v*', 'heads/main'), 'provenance: {by: s, source: {versioned-tag: v1}}'),
      /never be met/,
    ],
    ['another repository', policy(OWN, 'provenance: {by: s, source: {repository: acme/other}}'), /source: can never be met/],
    [
      'tags by a pull request',
      policy(github('workflow: r.yml, triggers: [pull_request]', 'repository: a/b, refs: ["refs/tags/*"]')),
      /refs\/pull\/…/,
    ],
    [
      'a branch by a release',
      policy(github('workflow: r.yml, triggers: [release]', 'repository: a/b, refs: [refs/heads/main]')),
      /refs\/tags\/…/,
    ],
    [
      'an issuer with a slash at its end',
      policy(
        keyless('https://github.com/a/b/.github/workflows/c.yml@refs/heads/d', 'https://token.actions.githubusercontent.com/'),
      ),
      /without "\/" at the end/,
    ],
    [
      'GitLab’s issuer with a slash at its end',
      policy('{gitlab: {issuer: "https://gitlab.com/", source: {project: a/b}}}'),
      /without "\/" at the end/,
    ],
    [
      'an identity without scheme',
      policy(keyless('github.com/a/b/.github/workflows/c.yml@refs/heads/d')),
      /expected https:\/\/github\.com/,
    ],
    ['an identity without ref', policy(keyless('https://github.com/a/b/.github/workflows/c.yml')), /with a full ref/],
    ['an identity with a short ref', policy(keyless('https://github.com/a/b/.github/workflows/c.yml@main')), /with a full ref/],
    ['an address of a CI issuer', policy(keyless('alice@acme.dev')), /FILE\.yml@REF/],
    [
      'one slash on GitLab',
      policy(keyless('https://gitlab.com/a/b/.gitlab-ci.yml@refs/heads/d', 'https://gitlab.com')),
      /two slashes/,
    ],
  ])('%s', async (_, text, message) => {
    await expect(read(text)).rejects.toMatchObject({
      code: 'POLICY_INVALID',
      exitStatus: 3,
      message: expect.stringMatching(message),
    });
  });

  it.each([
    [{ certificateIdentity: 'https://github.com/a/b/.github/workflows/c.yml@main' }, 'certificate-identity can never match'],
    [{ certificateIdentity: 'github.com/a/b/.github/workflows/c.yml@refs/heads/d' }, 'certificate-identity can never match'],
    [{ repository: 'a/b', certificateOidcIssuer: 'https://token.actions.githubusercontent.com/' }, 'issuer can never match'],
  ])('%j in one line', async (line, message) => {
    await expect(
      expandOneLine({ certificateOidcIssuer: 'https://token.actions.githubusercontent.com', ...line }),
    ).rejects.toMatchObject({ code: 'INPUT_INVALID', message: expect.stringContaining(message) });
  });

  it('a file of another policy, by name', async () => {
    await expect(read(`${policy()}include: [{file: base.yaml, sha256: "00"}]\n`)).rejects.toMatchObject({
      code: 'INPUT_UNSUPPORTED',
    });
  });
});

describe('a policy that can match is not refused', () => {
  it.each<[string, string]>([
    ['L3 by a pinned reusable workflow', policy(OWN, 'provenance: {by: pinned, min-level: 3}')],
    ['L3 by one of two', policy(OWN, 'provenance: {by: {at-least: 1, of: [s, pinned]}, min-level: 3}')],
    ['L2 by an own workflow', policy(OWN, 'provenance: {by: s, min-level: 2}')],
    ['L1 by a key', policy(OWN, 'provenance: {by: key, min-level: 1}')],
    ['its own tag', policy(OWN, 'provenance: {by: s, source: {tag: v1.2.3, repository: acme/app}}')],
    [
      'a pattern of repositories',
      policy(github('workflow: r.yml', 'repository: "acme/*"'), 'provenance: {by: s, source: {repository: acme/app}}'),
    ],
    [
      'a release of a tag',
      policy(github('workflow: r.yml, triggers: [release, push]', 'repository: a/b, refs: [refs/heads/main]')),
    ],
    [
      'a trigger that we do not know',
      policy(github('workflow: r.yml, triggers: [next_year]', 'repository: a/b, refs: [refs/heads/main]')),
    ],
    ['an issuer that ends in a slash', policy(keyless('auth0|1', 'https://acme.auth0.com/'))],
    [
      'a user name with slashes, as CircleCI has it',
      policy(keyless('org/1/project/2/user/3!oidc.circleci.com', 'https://oidc.circleci.com/org/1')),
    ],
    ['a host in capitals', policy(OWN, undefined, '{images: ["docker.io/library/*", "localhost:5000/{name}"]}')],
    ['a dot in a name', policy(OWN, undefined, '{paths: [".well-known/*", "a..b", "**/x.@(y)"]}')],
  ])('%s', async (_, text) => {
    await expect(read(text)).resolves.toBeDefined();
  });
});
