import { describe, expect, it } from '@jest/globals';
import { CountersignError, type Code } from '../errors/index.js';
import type { VerifiedSigner } from '../verification/index.js';
import { readPolicy, withKeys, type TrustVerification, type Outcome } from './index.js';
import { candidate, factsOf, NOW, verified } from './testing/facts.js';
import { certificateSigner, GITHUB, github, issuedAt, KEY_A, KEY_B, keySigner, mailSigner } from './testing/signers.js';
import { statement } from './testing/statements.js';
import { FILE, IMAGE } from './testing/subjects.js';
import { decisionOf } from './testing/decision-of.js';

/* A revoked signer does not count, under whatever name a requirement uses it. */

const TRUSTS = `trust:
  own: {root: root.json}
  lax: {root: root.json, log-entries: 0, timestamps: 1}
  copy: {root: copy.json}
  corp: {root: corp.json}
`;
const SIGNERS = `
  release: {github: {source: {repository: acme/app, refs: ["refs/tags/v*"]}, workflow: release.yml}, trust: own}
  again: {github: {source: {repository: acme/app, refs: ["refs/tags/v*"]}, workflow: release.yml}, trust: own}
  wide: {github: {source: {repository: "acme/*"}, workflow: release.yml, triggers: [push, create]}, trust: own}
  bound: {github: {source: {repository: "acme/{name}"}, workflow: release.yml}, trust: own}
  shared: {github: {source: {repository: "acme/{name}", refs: ["refs/tags/*"]}, workflow: {repository: "acme/{name}-ci", path: build.yml, ref: refs/tags/v1}}, trust: own}
  exact: {keyless: {identity: "https://github.com/acme/app/.github/workflows/release.yml@refs/tags/v2.4.1", issuer: "https://token.actions.githubusercontent.com"}, trust: own}
  lax: {github: {source: {repository: acme/app}, workflow: release.yml}, trust: lax}
  copied: {github: {source: {repository: acme/app}, workflow: release.yml}, trust: copy}
  corp: {github: {source: {repository: acme/app}, workflow: release.yml}, trust: corp}
  other: {github: {source: {repository: acme/app}, workflow: other.yml}, trust: own}
  elsewhere: {github: {source: {repository: acme/app}, workflow: release.yml, issuer: "https://ghes.acme.dev/_services/token", host: ghes.acme.dev}, trust: own}
  alice: {keyless: {identity: alice@acme.dev, issuer: "https://accounts.example.com"}, trust: own}
  alicia: {keyless: {identity: alice@acme.dev, issuer: "https://accounts.example.com"}, trust: own}
  hw: {key: {file: a.pub}, trust: own}
  hw-copy: {key: {file: copies/a.pub}, trust: corp}
  old: {key: {file: b.pub}, trust: own}
`;
const KEYS = new Map([
  ['hw', KEY_A],
  ['hw-copy', KEY_A],
  ['old', KEY_B],
]);

async function ask(
  requirement: string,
  revoked: string,
  verifications: readonly TrustVerification[],
  match = 'paths: ["**"]',
): Promise<readonly [Outcome, Code | undefined, string | undefined]> {
  const text = `apiVersion: countersign.dev/v1beta1\nkind: Policy\n${TRUSTS}signers:${SIGNERS}rules:\n  - {name: r, match: {${match}}, require: [${requirement}]}\nrevoked: [${revoked}]\n`;
  const policy = withKeys(await readPolicy(new TextEncoder().encode(text), 'p.yaml'), KEYS);
  const subject = match.startsWith('paths') ? FILE : IMAGE;
  const { outcome, subjects } = decisionOf(policy, [factsOf(subject, [candidate(...verifications)])], {
    now: NOW,
    target: undefined,
  });
  const result = subjects[0]?.rules[0]?.requirements[0];
  return [outcome, result?.code, result?.message];
}

const under = (trust: string, signer: VerifiedSigner = github()): TrustVerification => ({
  kind: 'verified',
  trust,
  facts: verified(signer),
});
const refused = (trust: string, code: Code): TrustVerification => ({
  kind: 'rejected',
  trust,
  error: new CountersignError(code, `staged ${code}`),
});
const by = (name: string): string => `signature: {by: ${name}}`;
const DENIED = ['denied', 'REVOKED', expect.anything()];
const ALLOWED = ['allowed', undefined, expect.anything()];

describe('a revoked signer under another name', () => {
  it.each([
    ['the same words', 'release', 'again', github()],
    ['a wider signer', 'release', 'wide', github()],
    ['a narrower signer', 'wide', 'release', github()],
    ['its identity', 'release', 'exact', github()],
    ['the identity revoked', 'exact', 'release', github()],
    ['a mail address', 'alice', 'alicia', mailSigner('alice@acme.dev')],
    ['a placeholder, which matches every name', 'bound', 'release', github()],
  ])('does not count: %s', async (_, revoked, asked, signer) => {
    expect(await ask(by(asked), `{signer: ${revoked}}`, [under('own', signer)])).toEqual(DENIED);
    expect(await ask(by(asked), '{signer: other}', [under('own', signer)])).toEqual(ALLOWED);
  });

  it('placeholders in the source and in the workflow match everything', async () => {
    const called = certificateSigner({
      ...GITHUB,
      buildSignerUri: 'https://github.com/acme/app-ci/.github/workflows/build.yml@refs/tags/v1',
    });
    const asked = 'images: ["ghcr.io/acme/{name}"]';
    const facts = verified(called, { statement: statement('https://sigstore.dev/cosign/sign/v1') });
    const verifications: readonly TrustVerification[] = [{ kind: 'verified', trust: 'own', facts }];
    expect(await ask(by('shared'), '{signer: other}', verifications, asked)).toEqual(ALLOWED);
    expect(await ask(by('shared'), '{signer: shared}', verifications, asked)).toEqual(DENIED);
  });

  it('the message names the revoked signer', async () => {
    const [, , message] = await ask(by('again'), '{signer: release}', [under('own')]);
    expect(message).toMatch(/"again" is also "release", which is revoked$/);
  });

  it.each([
    ['another workflow', 'other'],
    ['another issuer', 'elsewhere'],
    ['another person', 'alice'],
    ['another key', 'old'],
  ])('other signers are not affected: %s', async (_, revoked) => {
    expect(await ask(by('release'), `{signer: ${revoked}}`, [under('own')])).toEqual(ALLOWED);
  });

  it('does not count as a person of a threshold', async () => {
    const two = 'signature: {by: {at-least: 1, of: [release, again]}}';
    expect((await ask(two, '{signer: release}', [under('own')]))[0]).toBe('denied');
  });

  it('is revoked only in the window of the revocation', async () => {
    const window = '{signer: release, not-before: 2026-03-01, not-after: 2026-03-04}';
    const made = (at: string): TrustVerification => ({
      kind: 'verified',
      trust: 'own',
      facts: verified(issuedAt(github(), at), { times: [new Date(Date.parse(at) + 1000)] }),
    });
    expect(await ask(by('again'), window, [made('2026-02-28T23:00:00Z')])).toEqual(ALLOWED);
    expect(await ask(by('again'), window, [made('2026-03-02T00:00:00Z')])).toEqual(DENIED);
    expect(await ask(by('again'), window, [made('2026-03-04T00:00:00Z')])).toEqual(ALLOWED);
  });
});

describe('a revoked key', () => {
  it('is revoked by its key material, whatever file and trust name it', async () => {
    expect(await ask(by('hw'), '{signer: old}', [under('own', keySigner(KEY_A))])).toEqual(ALLOWED);
    expect(await ask(by('hw'), '{signer: hw-copy}', [under('own', keySigner(KEY_A))])).toEqual(DENIED);
    expect(await ask(by('hw-copy'), '{signer: hw}', [under('corp', keySigner(KEY_A))])).toEqual(DENIED);
  });
});

describe('a signer that is revoked under one root', () => {
  const asked = (name: string, ...verifications: readonly TrustVerification[]) =>
    ask(by(name), '{signer: release}', verifications);

  it('is revoked under the same root with other thresholds', async () => {
    expect(await asked('lax', under('lax'), refused('own', 'LOG_ENTRY_MISSING'))).toEqual(DENIED);
  });

  it('is revoked under another file where the evidence holds under both', async () => {
    expect(await asked('copied', under('copy'), under('own'))).toEqual(DENIED);
  });

  it.each<Code>(['LOG_ENTRY_MISSING', 'TIMESTAMP_MISSING', 'SCT_INVALID', 'CERTIFICATE_EXPIRED'])(
    'is revoked where only the thresholds of the other differ: %s',
    async (code) => {
      expect(await asked('copied', under('copy'), refused('own', code))).toEqual(DENIED);
    },
  );

  it('is another signer where the other root does not contain the authority', async () => {
    expect(await asked('corp', under('corp'), refused('own', 'CERTIFICATE_UNTRUSTED'))).toEqual(ALLOWED);
  });

  it('is undecided where the other root could not be loaded', async () => {
    expect((await asked('corp', under('corp'), refused('own', 'NETWORK_FORBIDDEN')))[0]).toBe('undecided');
    expect((await asked('corp', under('corp')))[0]).toBe('undecided');
  });
});
