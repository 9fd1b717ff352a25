import { describe, expect, it } from '@jest/globals';
import type { FulcioExtensions } from '../crypto/index.js';
import type { VerifiedSigner } from '../verification/index.js';
import { expandOneLine, explainPolicy, readPolicy, type OneLinePolicy, type Policy } from './index.js';
import { accepted, factsOf, NOW, verified } from './testing/facts.js';
import { certificateSigner, GITHUB, GITHUB_ISSUER, GITLAB, mailSigner, namedSigner, without } from './testing/signers.js';
import { githubPredicate, provenance } from './testing/statements.js';
import { FILE } from './testing/subjects.js';
import { decisionOf } from './testing/decision-of.js';

/* Every run that calls a workflow gets its identity: an identity alone does not tell the repository of a run, nor its trigger. */

const OWN = 'https://github.com/acme/app/.github/workflows/release.yml@refs/tags/v2.4.1';
const REUSABLE = 'https://github.com/acme/ci/.github/workflows/build.yml@refs/tags/v1';
const CALLED: FulcioExtensions = { ...GITHUB, buildSignerUri: REUSABLE };
const STRANGER: FulcioExtensions = {
  ...CALLED,
  sourceRepositoryUri: 'https://github.com/stranger/app',
  sourceRepositoryOwnerUri: 'https://github.com/stranger',
};
/** As Fulcio wrote them before 2023: issuer and .2 to .6 alone. */
const OLD: FulcioExtensions = {
  issuer: GITHUB_ISSUER,
  githubWorkflowTrigger: 'push',
  githubWorkflowRepository: 'acme/app',
  githubWorkflowRef: 'refs/tags/v2.4.1',
};

const keyless = (identity: string, issuer = GITHUB_ISSUER): Promise<Policy> =>
  readPolicy(
    new TextEncoder().encode(
      `apiVersion: countersign.dev/v1beta1\nkind: Policy\nsigners:\n  s: {keyless: {identity: "${identity}", issuer: "${issuer}"}}\nrules:\n  - {name: r, match: {paths: ["**"]}, require: [signature: {by: s}]}\n`,
    ),
    'p.yaml',
  );
const line = (identity: string, more: OneLinePolicy = {}): Promise<Policy> =>
  expandOneLine({ certificateIdentity: identity, certificateOidcIssuer: GITHUB_ISSUER, ...more });
const pattern = (certificateIdentityRegexp: string, more: OneLinePolicy = {}): Promise<Policy> =>
  expandOneLine({ certificateIdentityRegexp, certificateOidcIssuer: GITHUB_ISSUER, ...more });
const ANY_OF_ACME = 'https://github\\.com/acme/.*';

function ask(policy: Policy, signer: VerifiedSigner) {
  const decision = decisionOf(policy, [factsOf(FILE, [accepted(verified(signer))])], { now: NOW, target: undefined });
  const result = decision.subjects[0]?.rules[0]?.requirements[0];
  return { outcome: decision.outcome, code: result?.code, message: result?.message, hint: result?.hint };
}
const of = (fulcio: FulcioExtensions, identity = fulcio.buildSignerUri): VerifiedSigner => certificateSigner(fulcio, identity);

const ways: readonly [string, (identity: string) => Promise<Policy>][] = [
  ['certificate-identity', line],
  ['certificate-identity-regexp', (identity) => pattern(identity.replaceAll('.', '\\.'))],
  ['a keyless signer', keyless],
];

describe.each(ways)('%s: the repository and trigger of a run', (_, policyOf) => {
  it('the repository’s own workflow is allowed, with each default trigger', async () => {
    for (const buildTrigger of ['push', 'release', 'create', 'workflow_dispatch'])
      expect(ask(await policyOf(OWN), of({ ...GITHUB, buildTrigger }))).toMatchObject({ outcome: 'allowed' });
  });

  it.each([
    'pull_request_target',
    'pull_request',
    'workflow_run',
    'issue_comment',
    'schedule',
    'repository_dispatch',
    'Push',
    '',
  ])('the trigger "%s" is denied', async (buildTrigger) => {
    const answer = ask(await policyOf(OWN), of({ ...GITHUB, buildTrigger }));
    expect(answer).toMatchObject({ outcome: 'denied', code: 'EXTENSION_MISMATCH', message: expect.stringContaining('trigger') });
    expect(answer.hint).toContain('github: {source: {repository: acme/app}, workflow: .github/workflows/release.yml, triggers:');
  });

  it('a reusable workflow is denied until the policy names whose runs count', async () => {
    for (const fulcio of [STRANGER, CALLED]) {
      const answer = ask(await policyOf(REUSABLE), of(fulcio));
      expect(answer).toMatchObject({ outcome: 'denied', code: 'SOURCE_MISMATCH' });
      expect(answer.hint).toContain('repository: OWNER/NAME');
      expect(answer.hint).toContain('workflow: {repository: acme/ci, path: .github/workflows/build.yml, ref: refs/tags/v1}');
    }
  });

  it.each(['sourceRepositoryUri', 'buildTrigger'] as const)('a certificate without %s is denied', async (name) => {
    expect(ask(await policyOf(OWN), of(without(GITHUB, name), OWN))).toMatchObject({ outcome: 'denied' });
  });

  it('a certificate of a CI issuer without any extension is denied', async () => {
    expect(ask(await policyOf(OWN), of({ issuer: GITHUB_ISSUER }, OWN))).toMatchObject({ outcome: 'denied' });
  });

  it('older certificates are read by their older extensions', async () => {
    expect(ask(await policyOf(OWN), of(OLD, OWN))).toMatchObject({ outcome: 'allowed' });
    for (const change of [{ githubWorkflowRepository: 'stranger/app' }, { githubWorkflowTrigger: 'pull_request_target' }])
      expect(ask(await policyOf(OWN), of({ ...OLD, ...change }, OWN))).toMatchObject({ outcome: 'denied' });
    for (const name of ['githubWorkflowRepository', 'githubWorkflowTrigger'] as const)
      expect(ask(await policyOf(OWN), of(without(OLD, name), OWN))).toMatchObject({ outcome: 'denied' });
  });

  it.each<[string, FulcioExtensions]>([
    ['the repository', { githubWorkflowRepository: 'stranger/app' }],
    ['the trigger', { githubWorkflowTrigger: 'pull_request_target' }],
    ['the workflow', { buildSignerUri: OWN.replace('release', 'other') }],
  ])('a certificate that contradicts itself about %s is denied', async (_what, change) => {
    expect(ask(await policyOf(OWN), of({ ...GITHUB, ...change }, OWN))).toMatchObject({ outcome: 'denied' });
  });

  it.each(['https://github.com/acme/ap', 'https://github.com/acme', 'https://github.com', 'https://evil.com/acme/app', ''])(
    'a source "%s" is not the repository of the workflow',
    async (sourceRepositoryUri) => {
      expect(ask(await policyOf(OWN), of({ ...GITHUB, sourceRepositoryUri }, OWN))).toMatchObject({ outcome: 'denied' });
    },
  );
});

describe('owner and repository together with an identity', () => {
  it('name whose runs of a reusable workflow count', async () => {
    for (const policyOf of [(more: OneLinePolicy) => line(REUSABLE, more), (more: OneLinePolicy) => pattern(ANY_OF_ACME, more)]) {
      for (const more of [{ repository: 'acme/app' }, { owner: 'acme' }]) {
        expect(ask(await policyOf(more), of(CALLED))).toMatchObject({ outcome: 'allowed' });
        expect(ask(await policyOf(more), of(STRANGER))).toMatchObject({ outcome: 'denied', code: 'SOURCE_MISMATCH' });
        expect(ask(await policyOf(more), of({ ...CALLED, buildTrigger: 'pull_request_target' }))).toMatchObject({
          outcome: 'denied',
        });
      }
      expect(ask(await policyOf({ repository: 'acme/lib' }), of(CALLED))).toMatchObject({ outcome: 'denied' });
      expect(ask(await policyOf({ owner: 'acm' }), of(CALLED))).toMatchObject({ outcome: 'denied' });
    }
  });

  it('an owner is compared with both extensions that name it', async () => {
    const sourceRepositoryOwnerUri = 'https://github.com/stranger';
    expect(ask(await line(REUSABLE, { owner: 'acme' }), of({ ...CALLED, sourceRepositoryOwnerUri }))).toMatchObject({
      outcome: 'denied',
    });
  });

  it('are not met by a certificate that is not of a CI run', async () => {
    const policy = await expandOneLine({
      certificateIdentity: 'alice@acme.dev',
      certificateOidcIssuer: 'https://accounts.example.com',
      owner: 'acme',
    });
    expect(ask(policy, mailSigner('alice@acme.dev'))).toMatchObject({ outcome: 'denied' });
  });

  it('a pattern over every owner of a public host needs them', async () => {
    await expect(pattern('https://github\\.com/.*')).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    await expect(pattern('https://github.com/[^/]+/app/.*')).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    const policy = await pattern('https://github\\.com/.*', { owner: 'acme' });
    expect(ask(policy, of(GITHUB))).toMatchObject({ outcome: 'allowed' });
    expect(ask(policy, of(STRANGER))).toMatchObject({ outcome: 'denied' });
  });
});

describe('GitLab', () => {
  const SAN = GITLAB.buildSignerUri ?? '';
  const ISSUER = 'https://gitlab.com';

  it('only push and web are allowed, and only for the project itself', async () => {
    const policy = await keyless(SAN, ISSUER);
    for (const buildTrigger of ['push', 'web'])
      expect(ask(policy, of({ ...GITLAB, buildTrigger }))).toMatchObject({ outcome: 'allowed' });
    for (const buildTrigger of ['merge_request_event', 'schedule', 'pipeline', 'workflow_dispatch'])
      expect(ask(policy, of({ ...GITLAB, buildTrigger }))).toMatchObject({ outcome: 'denied' });
    for (const sourceRepositoryUri of ['https://gitlab.com/stranger/app', 'https://gitlab.com/acme'])
      expect(ask(policy, of({ ...GITLAB, sourceRepositoryUri }))).toMatchObject({ outcome: 'denied', code: 'SOURCE_MISMATCH' });
  });

  it('a self-managed host is recognised by its certificates', async () => {
    const fulcio = {
      ...GITLAB,
      issuer: 'https://gitlab.acme.dev',
      buildSignerUri: SAN.replace('gitlab.com', 'gitlab.acme.dev'),
      sourceRepositoryUri: 'https://gitlab.acme.dev/acme/app',
    };
    const policy = await keyless(fulcio.buildSignerUri, fulcio.issuer);
    expect(ask(policy, of(fulcio))).toMatchObject({ outcome: 'allowed' });
    for (const buildTrigger of ['merge_request_event', 'create'])
      expect(ask(policy, of({ ...fulcio, buildTrigger }))).toMatchObject({ outcome: 'denied' });
    for (const name of ['sourceRepositoryUri', 'buildTrigger'] as const)
      expect(ask(policy, of(without(fulcio, name)))).toMatchObject({ outcome: 'denied' });
    expect(ask(policy, of({ issuer: fulcio.issuer }, fulcio.buildSignerUri))).toMatchObject({ outcome: 'denied' });
  });

  it('an owner together with an identity is a group or a parent of one', async () => {
    const fulcio = {
      ...GITLAB,
      buildSignerUri: 'https://gitlab.com/acme/team/app//.gitlab-ci.yml@refs/heads/main',
      sourceRepositoryUri: 'https://gitlab.com/acme/team/app',
      sourceRepositoryOwnerUri: 'https://gitlab.com/acme/team',
    };
    const ofOwner = (owner: string) =>
      expandOneLine({ certificateIdentity: fulcio.buildSignerUri, certificateOidcIssuer: ISSUER, owner });
    for (const owner of ['acme', 'acme/team'])
      expect(ask(await ofOwner(owner), of(fulcio))).toMatchObject({ outcome: 'allowed' });
    for (const owner of ['acm', 'acme/te', 'team', 'acme/team/app', 'stranger'])
      expect(ask(await ofOwner(owner), of(fulcio))).toMatchObject({ outcome: 'denied', code: 'SOURCE_MISMATCH' });
    for (const sourceRepositoryOwnerUri of [
      'https://gitlab.com/acme-evil',
      'https://gitlab.com/stranger',
      'https://evil.com/acme/team',
    ])
      expect(ask(await ofOwner('acme'), of({ ...fulcio, sourceRepositoryOwnerUri }))).toMatchObject({ outcome: 'denied' });
  });

  it('a project in groups can be named together with the identity', async () => {
    const certificateIdentity = 'https://gitlab.com/acme/ci//build.yml@refs/heads/main';
    const fulcio = { ...GITLAB, buildSignerUri: certificateIdentity, sourceRepositoryUri: 'https://gitlab.com/acme/sub/app' };
    const ofProject = (repository: string) => expandOneLine({ certificateIdentity, certificateOidcIssuer: ISSUER, repository });
    expect(ask(await ofProject('acme/sub/app'), of(fulcio))).toMatchObject({ outcome: 'allowed' });
    expect(ask(await ofProject('acme/sub'), of(fulcio))).toMatchObject({ outcome: 'denied' });
  });
});

describe('owner or repository alone', () => {
  const COSIGN = 'https://sigstore.dev/cosign/sign/v1';
  const alone = (more: OneLinePolicy): Promise<Policy> => expandOneLine({ predicateType: COSIGN, ...more });

  it('an owner accepts every workflow of its repositories, called by its repositories', async () => {
    const policy = await alone({ owner: 'acme' });
    expect(ask(policy, of(GITHUB))).toMatchObject({ outcome: 'allowed' });
    expect(ask(policy, of(CALLED))).toMatchObject({ outcome: 'allowed' });
    expect(ask(policy, of(STRANGER))).toMatchObject({ outcome: 'denied', code: 'SOURCE_MISMATCH' });
    for (const change of [
      { sourceRepositoryUri: 'https://github.com/stranger/app' },
      { sourceRepositoryUri: 'https://github.com/acme-evil/app' },
      { sourceRepositoryUri: 'https://github.com/acme' },
      { sourceRepositoryOwnerUri: 'https://github.com/stranger' },
    ])
      expect(ask(policy, of({ ...CALLED, ...change }))).toMatchObject({ outcome: 'denied', code: 'SOURCE_MISMATCH' });
    for (const buildSignerUri of [
      'https://github.com/stranger/ci',
      'https://github.com/acme-evil/ci',
      'https://evil.com/acme/ci',
    ].map((one) => `${one}/.github/workflows/build.yml@refs/tags/v1`))
      expect(ask(policy, of({ ...GITHUB, buildSignerUri }))).toMatchObject({ outcome: 'denied', code: 'IDENTITY_MISMATCH' });
  });

  it('an owner accepts provenance of its own reusable workflow', async () => {
    const attested = accepted(verified(of(CALLED), { statement: provenance(githubPredicate(CALLED)) }));
    const decide = async (owner: string) =>
      decisionOf(await expandOneLine({ owner }), [factsOf(FILE, [attested])], { now: NOW, target: undefined }).outcome;
    expect(await decide('acme')).toBe('allowed');
    expect(await decide('stranger')).toBe('denied');
  });

  it('a repository accepts only its own workflows, and the hint says how to name a reusable one', async () => {
    const answer = ask(await alone({ repository: 'acme/app' }), of(CALLED));
    expect(answer).toMatchObject({ outcome: 'denied', code: 'IDENTITY_MISMATCH' });
    expect(answer.hint).toContain(`certificate-identity: ${REUSABLE}`);
    expect(ask(await alone({ repository: 'acme/app' }), of(STRANGER)).hint ?? '').not.toContain('certificate-identity');
    const named = await line(REUSABLE, { repository: 'acme/app' });
    expect(ask(named, of(CALLED))).toMatchObject({ outcome: 'allowed' });
  });

  it.each<[string, string]>([
    ['https://token.actions.githubusercontent.com', 'github.com'],
    ['https://token.actions.githubusercontent.com/acme-inc', 'github.com'],
    ['https://token.actions.acme.ghe.com', 'acme.ghe.com'],
    ['https://GHE.acme.dev:8443/_services/token', 'ghe.acme.dev:8443'],
  ])('%s has its repositories on %s', async (issuer, host) => {
    const moved = Object.fromEntries(
      Object.entries(GITHUB).map(([key, value]) => [key, value.replace('https://github.com/', `https://${host}/`)]),
    ) as unknown as FulcioExtensions;
    for (const more of [{ owner: 'acme' }, { repository: 'acme/app' }]) {
      const policy = await alone({ ...more, certificateOidcIssuer: issuer });
      expect(ask(policy, of({ ...moved, issuer }))).toMatchObject({ outcome: 'allowed' });
      if (host !== 'github.com') expect(ask(policy, of({ ...GITHUB, issuer }))).toMatchObject({ outcome: 'denied' });
    }
  });

  it.each(['https://gitlab.com', 'https://gitlab.acme.dev', 'https://accounts.google.com'])(
    'an issuer that is not of GitHub is refused: %s',
    async (certificateOidcIssuer) => {
      await expect(alone({ owner: 'acme', certificateOidcIssuer })).rejects.toMatchObject({
        code: 'INPUT_INVALID',
        hint: expect.stringContaining('certificate-identity'),
      });
    },
  );
});

describe('the kind of a name must match', () => {
  const address = 'alice@acme.dev';
  const issuer = 'https://accounts.example.com';
  it.each<[string, string, 'uri' | 'email' | 'other-name' | 'unsupported', string]>([
    ['an address as an address', address, 'email', 'allowed'],
    ['an address as a URI', address, 'uri', 'denied'],
    ['an address as another name', address, 'other-name', 'denied'],
    ['an address as a kind of name that Sigstore does not use', address, 'unsupported', 'denied'],
    ['a URI as a URI', 'https://id.acme.dev/alice', 'uri', 'allowed'],
    ['a URI as an address', 'https://id.acme.dev/alice', 'email', 'denied'],
    ['a user name as another name', 'alice!acme.dev', 'other-name', 'allowed'],
    ['a user name as an address', 'alice!acme.dev', 'email', 'denied'],
  ])('%s', async (_, identity, kind, outcome) => {
    expect(ask(await keyless(identity, issuer), namedSigner(kind, identity, { issuer })).outcome).toBe(outcome);
  });

  it('a certificate without a name is denied', async () => {
    const signer = namedSigner('uri', 'https://id.acme.dev/alice', { issuer });
    if (signer.kind === 'key') throw new Error('no certificate');
    const nameless = { ...signer, certificate: { ...signer.certificate, alternativeNames: [] } };
    expect(ask(await keyless('https://id.acme.dev/alice', issuer), nameless).outcome).toBe('denied');
  });

  it('also for patterns and CI signers', async () => {
    const mail = await expandOneLine({ certificateIdentityRegexp: '[a-z]+@acme\\.dev', certificateOidcIssuer: issuer });
    expect(ask(mail, namedSigner('email', address, { issuer })).outcome).toBe('allowed');
    expect(ask(mail, namedSigner('uri', address, { issuer })).outcome).toBe('denied');
    for (const policy of [
      await line(OWN),
      await expandOneLine({ repository: 'acme/app', predicateType: 'https://sigstore.dev/cosign/sign/v1' }),
    ]) {
      expect(ask(policy, namedSigner('uri', OWN, GITHUB)).outcome).toBe('allowed');
      expect(ask(policy, namedSigner('email', OWN, GITHUB)).outcome).toBe('denied');
    }
  });
});

describe('at-least counts a pipeline once', () => {
  const counting = (a: string, b: string): Promise<Policy> =>
    readPolicy(
      new TextEncoder().encode(
        `apiVersion: countersign.dev/v1beta1\nkind: Policy\nsigners:\n  a: ${a}\n  b: ${b}\nrules:\n  - {name: r, match: {paths: ["**"]}, require: [signature: {by: {at-least: 2, of: [a, b]}}]}\n`,
      ),
      'p.yaml',
    );
  const at = (ref: string, workflow = 'release.yml'): FulcioExtensions => ({
    ...GITHUB,
    sourceRepositoryRef: ref,
    buildSignerUri: `https://github.com/acme/app/.github/workflows/${workflow}@${ref}`,
  });
  const who = (refs: string, workflow = 'release.yml'): string =>
    `{github: {source: {repository: acme/app, refs: ["${refs}"]}, workflow: ${workflow}}}`;
  const both = (policy: Policy, ...signers: readonly FulcioExtensions[]) =>
    decisionOf(
      policy,
      [
        factsOf(
          FILE,
          signers.map((one) => accepted(verified(of(one)))),
        ),
      ],
      { now: NOW, target: undefined },
    ).outcome;

  it('with two refs and two signers', async () => {
    const two = await counting(who('refs/tags/*'), who('refs/heads/main'));
    expect(both(two, at('refs/tags/v1'), at('refs/heads/main'))).toBe('denied');
    const spelled = (ref: string): string =>
      `{keyless: {identity: "${at(ref).buildSignerUri ?? ''}", issuer: "${GITHUB_ISSUER}"}}`;
    const named = await counting(spelled('refs/tags/v1'), spelled('refs/heads/main'));
    expect(both(named, at('refs/tags/v1'), at('refs/heads/main'))).toBe('denied');
  });

  it('a tag that looks like a path changes nothing', async () => {
    const two = await counting(who('refs/tags/**'), who('refs/heads/main'));
    expect(both(two, at('refs/tags/x.yml@refs/heads/main'), at('refs/heads/main'))).toBe('denied');
  });

  it.each(['.gitea', '.forgejo', 'pipelines'])('on any platform: %s', async (folder) => {
    const issuer = 'https://git.acme.dev';
    const name = (ref: string, file = 'x.yml'): string => `https://git.acme.dev/acme/app/${folder}/${file}@${ref}`;
    const spelled = (identity: string): string => `{keyless: {identity: "${identity}", issuer: "${issuer}"}}`;
    const outcome = async (a: string, b: string) =>
      decisionOf(
        await counting(spelled(a), spelled(b)),
        [
          factsOf(
            FILE,
            [a, b].map((one) => accepted(verified(namedSigner('uri', one, { issuer })))),
          ),
        ],
        { now: NOW, target: undefined },
      ).outcome;
    expect(await outcome(name('refs/heads/a'), name('refs/heads/b'))).toBe('denied');
    expect(await outcome(name('refs/heads/a'), name('3f786850e387550fdab836ed7e6dc881de23001b'))).toBe('denied');
    expect(await outcome(name('refs/heads/a'), name('refs/heads/a', 'y.yml'))).toBe('allowed');
  });

  it('two workflows count as two', async () => {
    const two = await counting(who('refs/tags/*'), who('refs/tags/*', 'approve.yml'));
    expect(both(two, at('refs/tags/v1'), at('refs/tags/v1', 'approve.yml'))).toBe('allowed');
  });
});

describe('explain shows the runs', () => {
  it('for the one-line policy and for keyless signers', async () => {
    for (const policy of [await line(OWN), await keyless(OWN)]) {
      const text = explainPolicy(policy);
      expect(text).toContain('source repository (.12) = https://github.com/acme/app');
      expect(text).toContain('trigger (.20) = push or release or create or workflow_dispatch');
    }
    expect(explainPolicy(await line(REUSABLE, { repository: 'acme/app' }))).toContain(
      'source repository (.12) = https://github.com/acme/app',
    );
    expect(explainPolicy(await pattern(ANY_OF_ACME, { owner: 'acme' }))).toContain(
      'owner of the source repository (.12, .16) = https://<host of the SAN>/acme',
    );
  });
});
