import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { FulcioExtensions } from '../crypto/index.js';
import type { JsonObject } from '../wire/index.js';
import { expandOneLine, readPolicy, type Policy } from './index.js';
import { accepted, factsOf, NOW, verified } from './testing/facts.js';
import { certificateSigner, GITHUB, GITLAB } from './testing/signers.js';
import { change, githubPredicate, gitlabPredicate, provenance } from './testing/statements.js';
import { FILE } from './testing/subjects.js';
import { decisionOf } from './testing/decision-of.js';

/* The texts of a certificate can be anything. They are compared, and never end a run. */

const SIGNERS = `
  release: {github: {source: {repository: acme/app}, workflow: release.yml}}
  wide: {github: {source: {repository: "acme/*", refs: ["refs/tags/**"]}, workflow: {repository: "acme/*", path: release.yml, ref: refs/tags/v2.4.1}, caller: release.yml}}
  pipeline: {gitlab: {source: {project: "acme/**"}}}
  named: {keyless: {identity: "${GITHUB.buildSignerUri ?? ''}", issuer: "${GITHUB.issuer ?? ''}"}}
  codefresh: {keyless: {identity: "https://g.codefresh.io/acme/app:release", issuer: "https://oidc.codefresh.io"}}
  named-pipeline: {keyless: {identity: "${GITLAB.buildSignerUri ?? ''}", issuer: "https://gitlab.com"}}
`;
const ALL = 'unproven: [source, workflow, builder, trigger, runner, ids, invocation, parameters]';
const policyOf = (signer: string, requirement: string): Promise<Policy> =>
  readPolicy(
    new TextEncoder().encode(
      `apiVersion: countersign.dev/v1beta1\nkind: Policy\nsigners:${SIGNERS}rules:\n  - {name: r, match: {paths: ["**"]}, require: [${requirement.replace('SIGNER', signer)}]}\nrevoked: [{signer: wide, not-after: 2020-01-01}]\n`,
    ),
    'p.yaml',
  );

/** Texts that are nearly URIs, texts of other kinds, and texts that are hard to parse. */
const odd = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.stringMatching(/^[a-z:/@.%#?[\]{}*\\-]{0,30}$/),
  fc.constantFrom(
    '',
    '/',
    '//',
    'https:',
    'https://',
    'https:///',
    'https://[',
    'https://[::1',
    'https://%zz/a/b',
    'https://github.com',
    'https://github.com//',
    'https://github.com/acme',
    'https://github.com/acme/app/',
    'https://github.com/acme/app//',
    'https://github.com/acme//app',
    'https://gitlab.com/acme/app/..',
    'http://gitlab.com:99999/acme/app',
    'javascript:alert(1)',
    '__proto__',
    'constructor',
    '@',
    '\u0000',
    '\ud800',
    'x'.repeat(10_000),
  ),
);

const FIELDS = Object.keys(GITHUB) as readonly (keyof FulcioExtensions)[];
/** A CI platform with its sources on another host than its pipelines. */
const CODEFRESH: FulcioExtensions = {
  ...GITLAB,
  issuer: 'https://oidc.codefresh.io',
  buildSignerUri: 'https://g.codefresh.io/acme/app:release',
};

/** Unusual texts for some extensions, and always for the repository, so that nothing may be allowed. */
const hostile = (honest: FulcioExtensions): fc.Arbitrary<FulcioExtensions> =>
  fc
    .record(
      { ...Object.fromEntries(FIELDS.map((field) => [field, odd])), sourceRepositoryUri: odd } as Record<string, typeof odd>,
      {
        requiredKeys: ['sourceRepositoryUri'],
      },
    )
    .map((texts): FulcioExtensions => ({ ...honest, ...texts }));

/** What is written inside the build follows the certificate, or does not. */
const predicates = (honest: FulcioExtensions, texts: FulcioExtensions): readonly JsonObject[] => {
  const github = githubPredicate(texts);
  const gitlab = gitlabPredicate(texts);
  const builder = ['runDetails', 'builder', 'id'];
  return [
    github,
    gitlab,
    change(gitlab, builder, `${texts.sourceRepositoryUri ?? ''}/-/runners/${texts.runnerEnvironment ?? ''}`),
    change(gitlab, ['buildDefinition', 'externalParameters', 'configPath'], texts.buildConfigUri),
    githubPredicate(honest),
    gitlabPredicate(honest),
  ];
};

describe.each([
  ['release', GITHUB],
  ['wide', GITHUB],
  ['pipeline', GITLAB],
  ['named', GITHUB],
  ['named-pipeline', GITLAB],
  ['codefresh', CODEFRESH],
] as const)('hostile texts in a certificate for %s', (signer, honest) => {
  it.each([
    'signature: {by: SIGNER}',
    `provenance: {by: SIGNER, ${ALL}}`,
    'provenance: {by: SIGNER}',
    `provenance: {by: SIGNER, source: {repository: acme/app}, min-level: 1, ${ALL}}`,
  ])('never throw, and never allow: %s', async (requirement) => {
    const policy = await policyOf(signer, requirement);
    fc.assert(
      fc.property(hostile(honest), fc.boolean(), (texts, isNamed) => {
        // The name is often the honest one: then only the rest can tell.
        const identity = isNamed ? (honest.buildSignerUri ?? '') : (texts.buildSignerUri ?? '');
        const fulcio = isNamed ? { ...texts, buildSignerUri: identity } : texts;
        const statements = requirement.startsWith('signature') ? [undefined] : predicates(honest, fulcio);
        const candidates = statements.map((predicate) =>
          accepted(
            verified(certificateSigner(fulcio, identity), predicate === undefined ? {} : { statement: provenance(predicate) }),
          ),
        );
        const { outcome } = decisionOf(policy, [factsOf(FILE, candidates)], { now: NOW, target: undefined });
        // On such a CI platform, only the identity contains the owner.
        if (signer === 'codefresh' && requirement.startsWith('signature')) expect(outcome).not.toBe('undecided');
        else expect(outcome).toBe('denied');
      }),
      { numRuns: 300 },
    );
  });
});

it('a repository that is not a URI contradicts the builder of a GitLab pipeline, and does not end the run', async () => {
  for (const sourceRepositoryUri of ['acme/app', '', 'https://[', 'gitlab.com/acme/app']) {
    const policy = await expandOneLine({
      certificateIdentity: GITLAB.buildSignerUri ?? '',
      certificateOidcIssuer: 'https://gitlab.com',
      predicateType: 'https://slsa.dev/provenance/v1',
    });
    const fulcio = { ...GITLAB, sourceRepositoryUri };
    const facts = factsOf(FILE, [
      accepted(verified(certificateSigner(fulcio), { statement: provenance(gitlabPredicate(fulcio)) })),
    ]);
    expect(decisionOf(policy, [facts], { now: NOW, target: undefined }).outcome).toBe('denied');
  }
});
