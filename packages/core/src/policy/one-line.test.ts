import { describe, expect, it } from '@jest/globals';
import { CountersignError, type Code } from '../errors/index.js';
import { expandOneLine, explainPolicy, type Candidate, type OneLinePolicy } from './index.js';
import { accepted, factsOf, NOW, rejected, verified } from './testing/facts.js';
import { certificateSigner, GITHUB, github, GITHUB_ISSUER, mailSigner, without } from './testing/signers.js';
import { statement } from './testing/statements.js';
import { FILE, IMAGE } from './testing/subjects.js';
import type { VerifiedSigner } from '../verification/index.js';
import { decisionOf } from './testing/decision-of.js';

const SAN = 'https://github.com/acme/app/.github/workflows/release.yml@refs/tags/v2.4.1';

async function outcome(line: OneLinePolicy, signer: VerifiedSigner): Promise<string> {
  const policy = await expandOneLine(line);
  return decisionOf(policy, [factsOf(FILE, [accepted(verified(signer))])], { now: NOW, target: 'anything' }).outcome;
}

async function refusal(line: OneLinePolicy): Promise<CountersignError> {
  const error = await expandOneLine(line).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof CountersignError) return error;
  throw new Error('accepted');
}

describe('certificate-identity-regexp', () => {
  const issuer = GITHUB_ISSUER;
  it.each<[string, boolean]>([
    ['https://github\\.com/acme/app/.*', true],
    ['^https://github\\.com/acme/app/.*$', true],
    ['https://github.com/acme/[a-z]+/\\.github/workflows/release\\.yml@refs/tags/v.*', true],
    ['(?:https://github\\.com/acme/app/.*|https://github\\.com/acme/lib/.*)', true],
    ['https://github\\.com/acme/lib/.*|https://github\\.com/acme/app/.*', true],
    ['https://github\\.com/acme/app/', false],
    ['https://github\\.com/acme/ap', false],
    ['https://github\\.com/ACME/app/.*', false],
    ['.*@acme\\.dev', false],
  ])('%s matches whole: %s', async (certificateIdentityRegexp, matches) => {
    expect(await outcome({ certificateIdentityRegexp, certificateOidcIssuer: issuer }, github())).toBe(
      matches ? 'allowed' : 'denied',
    );
  });

  it('a hint says that the whole identity must match where the pattern matches its beginning', async () => {
    const hintOf = async (certificateIdentityRegexp: string): Promise<string | undefined> => {
      const policy = await expandOneLine({ certificateIdentityRegexp, certificateOidcIssuer: issuer });
      const decision = decisionOf(policy, [factsOf(FILE, [accepted(verified(github()))])], { now: NOW, target: undefined });
      return decision.subjects[0]?.rules[0]?.requirements[0]?.hint;
    };
    expect(await hintOf('^https://github.com/acme/app/')).toBe(
      'The whole identity must match: add ".*" to the end of certificate-identity-regexp.',
    );
    expect(await hintOf('^https://github.com/acme/lib/')).toBeUndefined();
  });

  it('accepts a literal domain at the end', async () => {
    const line = { certificateIdentityRegexp: '[a-z]+@acme\\.dev', certificateOidcIssuer: 'https://accounts.example.com' };
    expect(await outcome(line, mailSigner('alice@acme.dev'))).toBe('allowed');
    expect(await outcome(line, mailSigner('alice@acme.dev.evil'))).toBe('denied');
    expect(await outcome(line, mailSigner('alice@acme.dev\n'))).toBe('denied');
    const any = { ...line, certificateIdentityRegexp: '.*@acme\\.dev' };
    expect(await outcome(any, mailSigner('bob@acme.dev'))).toBe('allowed');
    expect(await outcome(any, mailSigner('https://github.com/e/x/.github/workflows/a.yml@refs/tags/x@acme.dev'))).toBe('denied');
  });

  it.each([
    '.*',
    '^.*$',
    '.+',
    '',
    'https://.*',
    'https://.*/acme/app/.*',
    'https://[^/]+/acme/app/.*',
    'https://github\\.com.*',
    '(https://github\\.com/acme/app/.*|.*)',
    'https://github\\.com/acme/.*|',
    '.*@.*',
    '(?i)https://github\\.com/acme/.*',
    'https://github\\.com/acme/(?=app).*',
    'https://github\\.com/acme/(',
    'https://github\\.com/acme/(a)\\1',
    'https://github\\.com/a)|(.*',
    'https://github\\.com/[](]x|.*[])]',
    'https://github\\.com/[^](]x|.*[^])]',
    'https://github\\.com/[[:alpha:](]x|.*[[:alpha:])]',
    'https://github\\.com/[a|b]',
    'https://github\\.com/[a(]x|.*[b)]',
    'https://github\\.com/?.*',
    'https://github\\.com/*acme',
    'https://github\\.com/{0}acme.*',
    'https://github\\.com/\\Q[\\E|https://evil\\.com/.*',
    '.*@?acme\\.dev',
    '.*@acme\\.dev|https://github\\.com/acme/.*',
    `https://github\\.com/${'a'.repeat(1100)}`,
  ])('%j is refused', async (certificateIdentityRegexp) => {
    expect(await refusal({ certificateIdentityRegexp, certificateOidcIssuer: issuer })).toMatchObject({ exitStatus: 3 });
  });

  it('takes linear time where backtracking takes exponential time', async () => {
    const { expandOneLine: expand } = await import('./index.js');
    const policy = await expand({ certificateIdentityRegexp: 'https://github\\.com/acme/(a+)+b', certificateOidcIssuer: issuer });
    const before = process.cpuUsage();
    const signer = mailSigner(`https://github.com/acme/${'a'.repeat(2000)}`, issuer);
    expect(decisionOf(policy, [factsOf(FILE, [accepted(verified(signer))])], { now: NOW, target: undefined }).outcome).toBe(
      'denied',
    );
    const { user, system } = process.cpuUsage(before);
    expect(user + system).toBeLessThan(5_000_000);
  });
});

describe('the requirement of the one-line policy', () => {
  it.each<[string, OneLinePolicy, string]>([
    ['a signature', { certificateIdentity: SAN, certificateOidcIssuer: GITHUB_ISSUER }, '- signature by signer'],
    ['an attestation', { key: 'k.pub', predicateType: 'https://a/b' }, '- attestation https://a/b by signer'],
    ['provenance', { key: 'k.pub', predicateType: 'https://slsa.dev/provenance/v1' }, '- provenance by signer'],
    [
      'an image signature by its type',
      { key: 'k.pub', predicateType: 'https://sigstore.dev/cosign/sign/v1' },
      '- signature by signer',
    ],
    ['as gh does', { repository: 'acme/app' }, '- provenance by signer'],
  ])('%s', async (_, line, expected) => {
    expect(explainPolicy(await expandOneLine(line))).toContain(expected);
  });

  it.each<OneLinePolicy>([{ owner: 'acme' }, { repository: 'acme/app' }])(
    '%j does not match a certificate without a source repository',
    async (line) => {
      const policy = await expandOneLine({ ...line, predicateType: 'https://a/b' });
      const elsewhere = 'https://github.com/evil/x/.github/workflows/a.yml@refs/heads/main';
      const fulcio = { ...without(GITHUB, 'sourceRepositoryUri'), buildSignerUri: elsewhere };
      const attested = accepted(verified(certificateSigner(fulcio), { statement: statement('https://a/b') }));
      const [subject] = decisionOf(policy, [factsOf(FILE, [attested])], { now: NOW, target: undefined }).subjects;
      expect(subject).toMatchObject({ outcome: 'denied', rules: [{ requirements: [{ code: 'SOURCE_MISMATCH' }] }] });
    },
  );

  it('messages name what the user wrote, never the internal signer', async () => {
    const line = { certificateIdentity: SAN.replace('app', 'lib'), certificateOidcIssuer: GITHUB_ISSUER };
    const ask = async (more: OneLinePolicy, candidate: Candidate) =>
      decisionOf(await expandOneLine(more), [factsOf(FILE, [candidate])], { now: NOW, target: undefined }).subjects[0]?.rules[0]
        ?.requirements[0];
    expect(await ask(line, accepted(verified(github())))).toMatchObject({
      message: 'not signed by the expected identity: identity differs',
    });
    expect(await ask({ key: 'k.pub' }, accepted(verified(github())))).toMatchObject({
      message: 'not signed by the expected key: kind of signer differs',
    });
  });

  it.each<[string, OneLinePolicy, Code, boolean]>([
    ['a key', { key: 'k.pub' }, 'LOG_ENTRY_MISSING', true],
    ['a key without time', { key: 'k.pub' }, 'TIMESTAMP_MISSING', false],
    ['a key with a bad entry', { key: 'k.pub' }, 'LOG_ENTRY_INVALID', false],
    ['an identity', { certificateIdentity: SAN, certificateOidcIssuer: GITHUB_ISSUER }, 'LOG_ENTRY_MISSING', false],
  ])('a hint says how a key without log entry is accepted: %s, %s', async (_, line, code, isSaid) => {
    const decision = decisionOf(await expandOneLine(line), [factsOf(FILE, [rejected(code)])], { now: NOW, target: undefined });
    const hint = decision.subjects[0]?.rules[0]?.requirements[0]?.hint ?? '';
    for (const way of ['transparency-log: off', 'log-entries: 0, timestamps: 0']) expect(hint.includes(way)).toBe(isSaid);
  });

  it.each(['acme/app/.github/workflows/release.yml@refs/heads/main', 'acme/app'])(
    'an identity without its host can never match: %s',
    async (certificateIdentity) => {
      for (const certificateOidcIssuer of [GITHUB_ISSUER, 'https://git.acme.dev', 'https://gitlab.com'])
        expect(await refusal({ certificateIdentity, certificateOidcIssuer })).toMatchObject({
          message: 'certificate-identity can never match',
          expected: expect.stringMatching(/https:\/\/.*REF|https:\/\/.*@refs/),
        });
    },
  );

  it('each one-line policy has its own digest', async () => {
    const [a, b, c] = [
      await expandOneLine({ key: 'a' }),
      await expandOneLine({ key: 'b' }),
      await expandOneLine({ key: 'a', owner: undefined }),
    ];
    expect(a.digest).not.toBe(b.digest);
    expect(a.digest).toBe(c.digest);
  });

  it('an attestation never counts as the required signature', async () => {
    const policy = await expandOneLine({ certificateIdentity: SAN, certificateOidcIssuer: GITHUB_ISSUER });
    const attested = accepted(verified(github(), { statement: statement('https://a/b') }));
    expect(decisionOf(policy, [factsOf(IMAGE, [attested])], { now: NOW, target: undefined }).outcome).toBe('denied');
  });

  it.each<[string, OneLinePolicy]>([
    ['a URL as repository', { repository: 'https://github.com/acme/app' }],
    ['an owner with a slash', { owner: 'acme/app' }],
    ['a wildcard owner', { owner: '*' }],
    ['owner and repository', { owner: 'acme', repository: 'acme/app' }],
    ['identity and pattern', { certificateIdentity: 'a', certificateIdentityRegexp: 'b', certificateOidcIssuer: 'https://a' }],
    ['a key with an issuer', { key: 'k', certificateOidcIssuer: 'https://a' }],
    ['an issuer that is no URL', { certificateIdentity: 'a', certificateOidcIssuer: 'github' }],
    ['a predicate type with a space', { key: 'k', predicateType: 'a b' }],
    ['an empty predicate type', { key: 'k', predicateType: '' }],
  ])('%s is refused', async (_, line) => {
    expect(await refusal(line)).toMatchObject({ code: 'INPUT_INVALID' });
  });
});
