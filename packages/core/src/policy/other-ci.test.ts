import { describe, expect, it } from '@jest/globals';
import type { FulcioExtensions } from '../crypto/index.js';
import type { Code } from '../errors/index.js';
import type { VerifiedSigner } from '../verification/index.js';
import { explainPolicy, expandOneLine, readPolicy, type Outcome, type Policy } from './index.js';
import { accepted, factsOf, NOW, verified } from './testing/facts.js';
import { decisionOf } from './testing/decision-of.js';
import { certificateSigner, GITHUB, GITHUB_ISSUER, GITLAB, mailSigner, namedSigner, without } from './testing/signers.js';
import { FILE } from './testing/subjects.js';

/* Certificates of other CI platforms, as the templates of the public Fulcio make them (fulcio/config/identity/config.yaml). */

interface Named {
  readonly identity: string;
  readonly issuer: string;
}
const BUILDKITE: Named = { identity: 'https://buildkite.com/acme/app', issuer: 'https://agent.buildkite.com' };
const BUILDKITE_RUN: FulcioExtensions = {
  issuer: BUILDKITE.issuer,
  runInvocationUri: 'https://buildkite.com/acme/app/builds/7#0190',
  runnerEnvironment: 'self-hosted',
  sourceRepositoryDigest: '3f786850e387550fdab836ed7e6dc881de23001b',
  buildTrigger: 'webhook',
};
const CODEFRESH: Named = {
  identity: 'https://g.codefresh.io/acme/default/app:5f30ebbc8a5ab2a0/64f447c02199f903',
  issuer: 'https://oidc.codefresh.io',
};
const CODEFRESH_RUN: FulcioExtensions = {
  issuer: CODEFRESH.issuer,
  buildSignerUri: 'https://g.codefresh.io/build/64f45c024199f903',
  runInvocationUri: 'https://g.codefresh.io/build/64f45c024199f903',
  buildConfigUri: 'https://g.codefresh.io/api/pipelines/64f447c02199f903',
  sourceRepositoryUri: 'https://github.com/acme/app',
  sourceRepositoryRef: 'main',
};
const CIRCLECI: Named = {
  identity: 'https://circleci.com/api/v2/projects/6d1e/pipeline-definitions/9a0b',
  issuer: 'https://oidc.circleci.com/org/1b2c',
};
const CIRCLECI_RUN: FulcioExtensions = {
  issuer: CIRCLECI.issuer,
  buildSignerUri: CIRCLECI.identity,
  buildConfigUri: 'https://circleci.com/api/v2/pipeline/77/config',
  sourceRepositoryUri: 'github.com/acme/app',
  sourceRepositoryRef: 'refs/heads/main',
};
const OWN = 'https://github.com/acme/app/.github/workflows/release.yml@refs/tags/v2.4.1';
const PIPELINE = GITLAB.buildSignerUri ?? '';

const keyless = ({ identity, issuer }: Named, triggers?: string): Promise<Policy> =>
  readPolicy(
    new TextEncoder().encode(
      `apiVersion: countersign.dev/v1beta1\nkind: Policy\nsigners:\n  s: {keyless: {identity: "${identity}", issuer: "${issuer}"${triggers === undefined ? '' : `, triggers: ${triggers}`}}}\nrules:\n  - {name: r, match: {paths: ["**"]}, require: [signature: {by: s}]}\n`,
    ),
    'p.yaml',
  );

function ask(policy: Policy, signer: VerifiedSigner): { outcome: Outcome; code: Code | undefined; hint: string | undefined } {
  const { outcome, subjects } = decisionOf(policy, [factsOf(FILE, [accepted(verified(signer))])], {
    now: NOW,
    target: undefined,
  });
  const result = subjects[0]?.rules[0]?.requirements[0];
  return { outcome, code: result?.code, hint: result?.hint };
}
const ALLOWED = { outcome: 'allowed' };
const DENIED = { outcome: 'denied', code: 'EXTENSION_MISMATCH' };

describe('Buildkite', () => {
  const signer = (change: Partial<FulcioExtensions> = {}): VerifiedSigner =>
    certificateSigner({ ...BUILDKITE_RUN, ...change }, BUILDKITE.identity);

  it('is denied without a list of triggers, and the hint is the line to write', async () => {
    const answer = ask(await keyless(BUILDKITE), signer());
    expect(answer).toMatchObject(DENIED);
    const [, line = ''] = /in a policy file: keyless: \{.*triggers: (\[.*?\])\}/.exec(answer.hint ?? '') ?? [];
    expect(line).toBe('[webhook]');
    expect(ask(await keyless(BUILDKITE, line), signer())).toMatchObject(ALLOWED);
    const oneLine = await expandOneLine({ certificateIdentity: BUILDKITE.identity, certificateOidcIssuer: BUILDKITE.issuer });
    expect(ask(oneLine, signer())).toMatchObject(DENIED);
  });

  it.each(['webhook', 'ui', 'api', 'schedule', 'trigger_job'])('is allowed with the listed trigger %s alone', async (trigger) => {
    const policy = await keyless(BUILDKITE, `[${trigger}]`);
    expect(ask(policy, signer({ buildTrigger: trigger }))).toMatchObject(ALLOWED);
    for (const other of ['webhook', 'ui', 'push', 'Webhook', 'WEBHOOK', ''].filter((one) => one !== trigger))
      expect(ask(policy, signer({ buildTrigger: other }))).toMatchObject(DENIED);
  });

  it('a list is not met by a certificate without a trigger', async () => {
    const policy = await keyless(BUILDKITE, '[ui, webhook]');
    expect(ask(policy, certificateSigner(without(BUILDKITE_RUN, 'buildTrigger'), BUILDKITE.identity))).toMatchObject(DENIED);
    expect(ask(policy, namedSigner('uri', BUILDKITE.identity, { issuer: BUILDKITE.issuer }))).toMatchObject(DENIED);
  });

  it('another pipeline, or the same text by another issuer, is denied', async () => {
    const policy = await keyless(BUILDKITE, '[webhook]');
    for (const identity of [
      'https://buildkite.com/acme/app2',
      'https://buildkite.com/acme-evil/app',
      'https://buildkite.com/acme',
    ])
      expect(ask(policy, certificateSigner(BUILDKITE_RUN, identity))).toMatchObject({ outcome: 'denied' });
    for (const issuer of [GITHUB_ISSUER, 'https://gitlab.com', `${BUILDKITE.issuer}/`, 'https://agent.buildkite.com.evil'])
      expect(ask(policy, signer({ issuer }))).toMatchObject({ outcome: 'denied', code: 'ISSUER_MISMATCH' });
  });

  it('explain shows the listed triggers', async () => {
    expect(explainPolicy(await keyless(BUILDKITE, '[webhook, ui]'))).toContain('trigger (.20) = webhook or ui\n');
  });
});

describe('Codefresh', () => {
  const signer = (change: Partial<FulcioExtensions> = {}, identity = CODEFRESH.identity): VerifiedSigner =>
    certificateSigner({ ...CODEFRESH_RUN, ...change }, identity);

  it('is allowed with its identity and issuer: .9 is the URI of the run, as .21', async () => {
    expect(ask(await keyless(CODEFRESH), signer())).toMatchObject(ALLOWED);
    const oneLine = { certificateIdentity: CODEFRESH.identity, certificateOidcIssuer: CODEFRESH.issuer };
    expect(ask(await expandOneLine(oneLine), signer())).toMatchObject(ALLOWED);
  });

  it('another pipeline, or a .9 that is not the run, is denied', async () => {
    const policy = await keyless(CODEFRESH);
    expect(ask(policy, signer({}, CODEFRESH.identity.replace('64f4', '64f5')))).toMatchObject({ outcome: 'denied' });
    for (const buildSignerUri of ['https://g.codefresh.io/build/other', CODEFRESH.identity, OWN])
      expect(ask(policy, signer({ buildSignerUri }))).toMatchObject(DENIED);
    expect(ask(policy, certificateSigner(without(CODEFRESH_RUN, 'runInvocationUri'), CODEFRESH.identity))).toMatchObject(DENIED);
  });

  it.each([GITHUB_ISSUER, 'https://gitlab.com', 'https://ci.acme.dev', `${CODEFRESH.issuer}/`])(
    'a .9 that differs from the identity is denied for the issuer %s',
    async (issuer) => {
      const identity = issuer === GITHUB_ISSUER ? OWN : issuer === 'https://gitlab.com' ? PIPELINE : CODEFRESH.identity;
      const honest = issuer === GITHUB_ISSUER ? GITHUB : issuer === 'https://gitlab.com' ? GITLAB : CODEFRESH_RUN;
      const fulcio = {
        ...honest,
        issuer,
        buildSignerUri: CODEFRESH_RUN.buildSignerUri,
        runInvocationUri: CODEFRESH_RUN.runInvocationUri,
      };
      expect(ask(await keyless({ identity, issuer }), certificateSigner(fulcio as FulcioExtensions, identity))).toMatchObject(
        DENIED,
      );
    },
  );
});

it('CircleCI is allowed with its identity and issuer', async () => {
  const policy = await keyless(CIRCLECI);
  expect(ask(policy, certificateSigner(CIRCLECI_RUN, CIRCLECI.identity))).toMatchObject(ALLOWED);
  for (const issuer of ['https://oidc.circleci.com/org/other', 'https://oidc.circleci.com'])
    expect(ask(policy, certificateSigner({ ...CIRCLECI_RUN, issuer }, CIRCLECI.identity))).toMatchObject({ outcome: 'denied' });
});

describe('GitHub and GitLab stay as strict as they were', () => {
  const gitlabAt = (host: string): Named => ({ identity: PIPELINE.replace('gitlab.com', host), issuer: `https://${host}` });

  it.each<[string, Named]>([
    ['github.com', { identity: OWN, issuer: GITHUB_ISSUER }],
    ['an enterprise of github.com', { identity: OWN, issuer: `${GITHUB_ISSUER}/acme-inc` }],
    [
      'a tenant of ghe.com',
      { identity: OWN.replace('github.com', 'acme.ghe.com'), issuer: 'https://token.actions.acme.ghe.com' },
    ],
    [
      'an Enterprise Server',
      { identity: OWN.replace('github.com', 'ghe.acme.dev'), issuer: 'https://ghe.acme.dev/_services/token' },
    ],
    ['an unknown issuer with an identity of GitHub', { identity: OWN, issuer: 'https://token.acme.dev' }],
    ['gitlab.com', gitlabAt('gitlab.com')],
    ['a self-managed GitLab', gitlabAt('gitlab.acme.dev')],
  ])('a keyless signer of %s cannot list triggers', async (_, named) => {
    for (const triggers of ['[push]', '[pull_request_target]', '[merge_request_event]'])
      await expect(keyless(named, triggers)).rejects.toMatchObject({
        code: 'POLICY_INVALID',
        message: expect.stringMatching(/lists triggers only for other CI platforms; write a "(?:github|gitlab)" signer/),
      });
  });

  it('nor can a person', async () => {
    const alice = { identity: 'alice@acme.dev', issuer: 'https://accounts.example.com' };
    await expect(keyless(alice, '[push]')).rejects.toMatchObject({ code: 'POLICY_INVALID' });
    expect(ask(await keyless(alice), mailSigner('alice@acme.dev'))).toMatchObject(ALLOWED);
  });

  it('a list adds no trigger to a certificate that only its extensions show to be of GitHub', async () => {
    const named = { identity: 'https://ci.acme.dev/acme/app/release.yml', issuer: 'https://ci.acme.dev' };
    const policy = await keyless(named, '[pull_request_target, workflow_run, push]');
    const run = (trigger: string, more: Partial<FulcioExtensions>): VerifiedSigner =>
      certificateSigner(
        { issuer: named.issuer, sourceRepositoryUri: 'https://ci.acme.dev/acme/app', buildTrigger: trigger, ...more },
        named.identity,
      );
    expect(ask(policy, run('push', { githubWorkflowTrigger: 'push' }))).toMatchObject(ALLOWED);
    for (const trigger of ['pull_request_target', 'workflow_run', 'release'])
      expect(ask(policy, run(trigger, { githubWorkflowTrigger: trigger }))).toMatchObject(DENIED);
    expect(ask(policy, run('pull_request_target', { githubWorkflowTrigger: 'push' }))).toMatchObject(DENIED);
  });

  it.each([
    'pull_request',
    'pull_request_target',
    'workflow_run',
    'merge_request_event',
    'external_pull_request_event',
    'schedule',
  ])('the trigger %s is denied by default, for every platform', async (buildTrigger) => {
    for (const [named, fulcio] of [
      [{ identity: OWN, issuer: GITHUB_ISSUER }, GITHUB],
      [gitlabAt('gitlab.com'), GITLAB],
      [BUILDKITE, BUILDKITE_RUN],
      [CODEFRESH, CODEFRESH_RUN],
      [CIRCLECI, CIRCLECI_RUN],
    ] as const)
      expect(ask(await keyless(named), certificateSigner({ ...fulcio, buildTrigger }, named.identity))).toMatchObject(DENIED);
  });

  it('a certificate of GitHub or GitLab with the identity of another CI platform does not pass for it', async () => {
    const policy = await keyless(BUILDKITE, '[webhook, push]');
    for (const fulcio of [GITHUB, GITLAB])
      expect(ask(policy, certificateSigner({ ...fulcio, buildSignerUri: BUILDKITE.identity }, BUILDKITE.identity))).toMatchObject(
        {
          outcome: 'denied',
        },
      );
  });
});
