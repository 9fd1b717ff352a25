import { describe, expect, it } from '@jest/globals';
import { CountersignError } from '../errors/index.js';
import { explainPolicy, readPolicy, type Policy } from './index.js';
import { CONTRACT_POLICY } from './testing/contract-policy.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (text: string): Promise<Policy> => readPolicy(bytes(text), 'p.yaml');

async function refusal(text: string): Promise<CountersignError> {
  try {
    await read(text);
  } catch (error) {
    if (error instanceof CountersignError) return error;
    throw error;
  }
  throw new Error('the policy was accepted');
}

const HEAD = 'apiVersion: countersign.dev/v1beta1\nkind: Policy\n';
const SIGNERS = `signers:
  release: {github: {source: {repository: acme/app, refs: ["refs/tags/v*"]}, workflow: release.yml}}
  named: {github: {source: {repository: "acme/{name}"}, workflow: release.yml}}
  hw: {key: {file: keys/a.pub}}
`;
const RULES = `rules:
  - name: all
    match: {paths: ["dist/*"]}
    require: [signature: {by: release}]
`;
/** Lines 1-2 head, 3-6 signers, then what the case adds. */
const policy = (rest: string, signers = SIGNERS): string => HEAD + signers + rest;
const rule = (requirement: string, match = '{paths: ["dist/*"]}'): string =>
  policy(`rules:\n  - name: r\n    match: ${match}\n    require:\n      - ${requirement}\n`);
const signer = (text: string): string => policy(RULES, `signers:\n  release: ${text}\n`);

describe('the example policy', () => {
  it('is read, with names resolved and one trust for each signer', async () => {
    const read = await readPolicy(bytes(CONTRACT_POLICY), 'contract.yaml');
    expect(read.name).toBe('release-gate');
    expect(read.notAfter?.toISOString()).toBe('2027-06-30T00:00:00.000Z');
    expect([...read.signers].map(([name, one]) => `${name} ${one.trust}`)).toEqual([
      'release public',
      'builder public',
      'pipeline corp',
      'alice public',
      'alice-hw corp',
      'ops-2025 corp',
    ]);
    expect(read.rules.map(({ name }) => name)).toEqual(['images', 'plugins']);
    expect(read.revoked).toHaveLength(3);
  });

  it('means the same as JSON', async () => {
    const json = {
      apiVersion: 'countersign.dev/v1beta1',
      kind: 'Policy',
      signers: { hw: { key: { file: 'a.pub' } } },
      rules: [{ name: 'r', match: { paths: ['*'] }, require: [{ signature: { by: { 'at-least': 1, of: ['hw'] } } }] }],
    };
    const yaml = `${HEAD}signers: {hw: {key: {file: a.pub}}}\nrules: [{name: r, match: {paths: ["*"]}, require: [{signature: {by: {at-least: 1, of: [hw]}}}]}]\n`;
    const [a, b] = [await read(JSON.stringify(json)), await read(yaml)];
    expect({ ...a, digest: '' }).toEqual({ ...b, digest: '' });
  });

  it('keeps scalars as the text that was written', async () => {
    const read = await readPolicy(
      bytes(rule('provenance: {by: release, parameters: {version: 1.10, on: no}, unproven: [parameters]}')),
      'p',
    );
    expect(read.rules[0]?.require[0]).toMatchObject({ parameters: { version: '1.10', on: 'no' } });
  });

  it('explain shows unseen: allow, and only where it is set', async () => {
    const text = CONTRACT_POLICY.replace('max-age: 30d}', 'max-age: 30d, unseen: allow}');
    expect(explainPolicy(await read(text))).toMatch(/signature by release, .* also for a digest without its file/);
    expect(explainPolicy(await read(CONTRACT_POLICY))).not.toContain('without its file');
    await expect(read(CONTRACT_POLICY.replace('max-age: 30d}', 'max-age: 30d, unseen: yes}'))).rejects.toMatchObject({
      code: 'POLICY_INVALID',
    });
  });

  it('is explained completely', async () => {
    expect(explainPolicy(await readPolicy(bytes(CONTRACT_POLICY), 'contract.yaml'))).toMatchSnapshot();
  });
});

describe('an invalid policy is refused with line, column and field', () => {
  it.each<[string, string, string, RegExp]>([
    ['nothing at all', '', 'POLICY_EMPTY', /requires nothing/],
    ['only comments', '# a\n\n  # b\n', 'POLICY_EMPTY', /requires nothing/],
    ['an empty mapping', '{}', 'POLICY_EMPTY', /requires nothing/],
    ['no rules', HEAD + SIGNERS, 'POLICY_EMPTY', /requires nothing/],
    ['an empty list of rules', policy('rules: []\n'), 'POLICY_EMPTY', /requires nothing/],
    ['not a mapping', '- a\n', 'POLICY_INVALID', /p\.yaml:1:1: expected a mapping/],
    ['another version', policy(RULES).replace('v1beta1', 'v2'), 'POLICY_INVALID', /p\.yaml:1:1: apiVersion: expected one of/],
    [
      'another kind',
      policy(RULES).replace('kind: Policy', 'kind: Polcy'),
      'POLICY_INVALID',
      /p\.yaml:2:1: kind: .*did you mean "Policy"/,
    ],
    [
      'a duplicate key',
      policy(`${RULES}unmatched: deny\nunmatched: deny\n`),
      'POLICY_INVALID',
      /p\.yaml:12:1: a key that occurs twice/,
    ],
    ['an anchor', policy(RULES).replace('named: {', 'named: &a {'), 'POLICY_INVALID', /p\.yaml:5:\d+: anchors are not allowed/],
    ['an alias', policy(RULES).replace('by: release', 'by: *release'), 'POLICY_INVALID', /p\.yaml:10:/],
    [
      'a tag',
      policy(RULES).replace('by: release', 'by: !!str release'),
      'POLICY_INVALID',
      /p\.yaml:10:\d+: tags are not allowed/,
    ],
    ['two documents', `${policy(RULES)}---\n${policy(RULES)}`, 'POLICY_INVALID', /second document/],
    ['broken YAML', policy('rules: [\n'), 'POLICY_INVALID', /p\.yaml:\d+:\d+/],
    ['broken JSON', '{"apiVersion": ', 'POLICY_INVALID', /p\.yaml:1:\d+/],
    ['duplicate keys in JSON', '{"kind":"Policy","kind":"Policy"}', 'POLICY_INVALID', /p\.yaml:1:18: a key that occurs twice/],
    [
      'an unknown key',
      policy(`${RULES}umatched: deny\n`),
      'POLICY_INVALID',
      /p\.yaml:11:1: umatched: unknown key "umatched"; did you mean "unmatched"/,
    ],
    [
      'an unknown key deep down',
      rule('signature: {by: release, maxage: 1d}'),
      'POLICY_INVALID',
      /p\.yaml:11:34: rules\[0\]\.require\[0\]\.signature\.maxage: unknown key "maxage"; did you mean "max-age"/,
    ],
    [
      'an unknown requirement',
      rule('signatur: {by: release}'),
      'POLICY_INVALID',
      /p\.yaml:11:9: rules\[0\]\.require\[0\]\.signatur: .*did you mean "signature"/,
    ],
    ['a prototype as key', rule('__proto__: {by: release}'), 'POLICY_INVALID', /unknown key "__proto__"/],
    [
      'two requirements in one item',
      rule('{signature: {by: release}, provenance: {by: release}}'),
      'POLICY_INVALID',
      /exactly one of/,
    ],
    [
      'an undefined signer',
      rule('signature: {by: relase}'),
      'POLICY_INVALID',
      /p\.yaml:11:21: rules\[0\]\.require\[0\]\.signature\.by: signer "relase" is not defined; did you mean "release"/,
    ],
    [
      'an undefined signer among several',
      rule('signature: {by: {at-least: 1, of: [release, bob]}}'),
      'POLICY_INVALID',
      /by\.of\[1\]: signer "bob" is not defined/,
    ],
    [
      'an undefined signer in any-of',
      rule('any-of: [[signature: {by: bob}], [signature: {by: hw}]]'),
      'POLICY_INVALID',
      /any-of\[0\]\[0\]\.signature\.by: signer "bob"/,
    ],
    [
      'an undefined signer of a person',
      policy(`${RULES}people: {bob: [nobody]}\n`),
      'POLICY_INVALID',
      /people\.bob\[0\]: signer "nobody" is not defined/,
    ],
    [
      'an undefined signer that is revoked',
      policy(`${RULES}revoked: [{signer: nobody}]\n`),
      'POLICY_INVALID',
      /revoked\[0\]\.signer: signer "nobody" is not defined/,
    ],
    [
      'an undefined trust',
      policy(`${RULES}trust: {corp: {root: r.json}}\n`).replace('pub}}', 'pub}, trust: copr}'),
      'POLICY_INVALID',
      /p\.yaml:6:\d+: signers\.hw\.trust: trust "copr" is not defined; did you mean "corp"/,
    ],
    [
      'several trusts and no choice',
      policy(`${RULES}trust: {a: {root: r.json}, b: {root: s.json}}\n`),
      'POLICY_INVALID',
      /p\.yaml:4:3: signers\.release: the policy has several trusts \(a, b\)/,
    ],
    [
      'a trust with two roots',
      policy(`${RULES}trust: {a: {root: r.json, sigstore: public-good}}\n`),
      'POLICY_INVALID',
      /not both/,
    ],
    ['a trust without root', policy(`${RULES}trust: {a: {log-entries: 0}}\n`), 'POLICY_INVALID', /no root/],
    [
      'certificates without root',
      policy(`${RULES}trust: {a: {log-entries: 0, timestamps: 0}}\n`),
      'POLICY_INVALID',
      /signer "release" signs with certificates, but its trust "a" has no root/,
    ],
    [
      'a negative count',
      policy(`${RULES}trust: {a: {root: r, log-entries: -1}}\n`),
      'POLICY_INVALID',
      /expected a whole number from 0 to 16, found "-1"/,
    ],
    [
      'an empty list',
      rule('signature: {by: release}', '{paths: []}'),
      'POLICY_INVALID',
      /p\.yaml:9:13: rules\[0\]\.match\.paths: the list is empty/,
    ],
    [
      'an empty require',
      policy('rules:\n  - name: r\n    match: {paths: ["*"]}\n    require: []\n'),
      'POLICY_INVALID',
      /require: the list is empty/,
    ],
    ['an empty any-of', rule('any-of: []'), 'POLICY_INVALID', /any-of: the list is empty/],
    ['an empty alternative', rule('any-of: [[]]'), 'POLICY_INVALID', /any-of\[0\]: the list is empty/],
    ['a threshold without people', rule('signature: {by: {at-least: 1, of: []}}'), 'POLICY_INVALID', /of: the list is empty/],
    ['a threshold of zero', rule('signature: {by: {at-least: 0, of: [release]}}'), 'POLICY_INVALID', /from 1 to 64, found "0"/],
    [
      'a threshold above the number of people',
      rule('signature: {by: {at-least: 3, of: [release, hw]}}'),
      'POLICY_INVALID',
      /at least 3 of 2 can never be met/,
    ],
    ['a list as by', rule('signature: {by: [release, hw]}'), 'POLICY_INVALID', /expected a signer, or \{at-least: N/],
    [
      'a person counted twice',
      policy(
        `people: {ann: [release, hw]}\n${rule('signature: {by: {at-least: 2, of: [ann, hw]}}').slice(HEAD.length + SIGNERS.length)}`,
      ),
      'POLICY_INVALID',
      /"hw" belongs to the person "ann", who is already listed/,
    ],
    ['a signer of two people', policy(`${RULES}people: {ann: [hw], bob: [hw]}\n`), 'POLICY_INVALID', /already belongs to "ann"/],
    [
      'a match without anything',
      rule('signature: {by: release}', '{target: production}'),
      'POLICY_INVALID',
      /a match needs "paths" or "images"/,
    ],
    ['no match', policy('rules: [{name: r, require: [signature: {by: release}]}]\n'), 'POLICY_INVALID', /"match" is missing/],
    ['no signer', rule('signature: {max-age: 1d}'), 'POLICY_INVALID', /"by" is missing/],
    ['two rules of one name', policy(`${RULES}${RULES.slice('rules:\n'.length)}`), 'POLICY_INVALID', /"all" is listed twice/],
    [
      'an unbound placeholder',
      rule('signature: {by: named}'),
      'POLICY_INVALID',
      /signer "named" needs \{name\}, and not every pattern of this rule's match binds it/,
    ],
    [
      'a placeholder bound by one pattern only',
      rule('signature: {by: named}', '{images: ["ghcr.io/acme/{name}", "ghcr.io/acme/*"]}'),
      'POLICY_INVALID',
      /needs \{name\}/,
    ],
    [
      'a placeholder that is ambiguous',
      rule('signature: {by: named}', '{images: ["ghcr.io/acme/{name}-*"]}'),
      'POLICY_INVALID',
      /ambiguous/,
    ],
    [
      'an image pattern with a wildcard registry',
      rule('signature: {by: release}', '{images: ["*/acme/app"]}'),
      'POLICY_INVALID',
      /begins with a registry/,
    ],
    [
      'an image pattern with a tag',
      rule('signature: {by: release}', '{images: ["ghcr.io/acme/app:v1"]}'),
      'POLICY_INVALID',
      /without tag or digest/,
    ],
    ['a wrong duration', rule('signature: {by: release, max-age: 2 weeks}'), 'POLICY_INVALID', /expected a duration like 14d/],
    ['a wrong level', rule('provenance: {by: release, min-level: 4}'), 'POLICY_INVALID', /from 1 to 3, found "4"/],
    ['a version without v', rule('provenance: {by: release, source: {versioned-tag: 2.4.1}}'), 'POLICY_INVALID', /leading "v"/],
    [
      'tag and version',
      rule('provenance: {by: release, source: {versioned-tag: v2, tag: v2.4.1}}'),
      'POLICY_INVALID',
      /can contradict/,
    ],
    [
      'an unknown claim group',
      rule('provenance: {by: release, unproven: [everything]}'),
      'POLICY_INVALID',
      /expected one of "source"/,
    ],
    [
      'an attestation of signatures',
      rule('attestation: {type: https://sigstore.dev/cosign/sign/v1, by: release}'),
      'POLICY_INVALID',
      /require it with "signature"/,
    ],
    [
      'an attestation of provenance',
      rule('attestation: {type: https://slsa.dev/provenance/v1, by: release}'),
      'POLICY_INVALID',
      /require it with "provenance"/,
    ],
    [
      'a date that does not exist',
      policy(`${RULES}metadata: {not-after: 2027-02-30}\n`),
      'POLICY_INVALID',
      /expected a date like/,
    ],
    [
      'a local time',
      policy(`${RULES}metadata: {not-after: "2027-02-03T10:00:00+01:00"}\n`),
      'POLICY_INVALID',
      /expected a date like/,
    ],
    [
      'an empty window',
      signer('{key: {file: a.pub}, not-before: 2026-02-01, not-after: 2026-02-01}'),
      'POLICY_INVALID',
      /would never count/,
    ],
    [
      'a signer without a kind',
      signer('{trust: default}'),
      'POLICY_INVALID',
      /exactly one of "github", "gitlab", "keyless", "key" is expected, found none/,
    ],
    [
      'a signer of two kinds',
      signer('{key: {file: a}, keyless: {identity: a, issuer: "https://a"}}'),
      'POLICY_INVALID',
      /exactly one of/,
    ],
    [
      'a pattern as keyless identity',
      signer('{keyless: {identity: "*@acme.dev", issuer: "https://a"}}'),
      'POLICY_INVALID',
      /expected an exact identity/,
    ],
    ['an issuer that is no URL', signer('{keyless: {identity: a, issuer: github}}'), 'POLICY_INVALID', /expected an issuer URL/],
    ['a fingerprint that is none', signer('{key: {file: a, sha256: 9C}}'), 'POLICY_INVALID', /SHA-256 in lower-case hex/],
    [
      'a wildcard owner',
      signer('{github: {source: {repository: "*/app"}, workflow: r.yml}}'),
      'POLICY_INVALID',
      /the owner in "\*\/app" is a wildcard/,
    ],
    [
      'a placeholder owner',
      signer('{github: {source: {repository: "{name}/app"}, workflow: r.yml}}'),
      'POLICY_INVALID',
      /is a wildcard/,
    ],
    [
      'a repository URL',
      signer('{github: {source: {repository: "https://github.com/a/b"}, workflow: r.yml}}'),
      'POLICY_INVALID',
      /without host/,
    ],
    [
      'three segments on GitHub',
      signer('{github: {source: {repository: a/b/c}, workflow: r.yml}}'),
      'POLICY_INVALID',
      /owner\/name/,
    ],
    [
      'a short ref',
      signer('{github: {source: {repository: a/b, refs: [main]}, workflow: r.yml}}'),
      'POLICY_INVALID',
      /expected a full ref .*did you mean "refs\/heads\/main"/,
    ],
    [
      'a short tag',
      signer('{github: {source: {repository: a/b, refs: [v1]}, workflow: r.yml}}'),
      'POLICY_INVALID',
      /did you mean "refs\/tags\/v1"/,
    ],
    [
      'a ref of any kind',
      signer('{github: {source: {repository: a/b, refs: ["refs/*/main"]}, workflow: r.yml}}'),
      'POLICY_INVALID',
      /expected a full ref/,
    ],
    [
      'a workflow that leaves the repository',
      signer('{github: {source: {repository: a/b}, workflow: ../x.yml}}'),
      'POLICY_INVALID',
      /expected a path/,
    ],
    [
      'a reusable workflow that is not pinned',
      signer('{github: {source: {repository: a/b}, workflow: {repository: a/ci, path: b.yml}}}'),
      'POLICY_INVALID',
      /is pinned by "digest"/,
    ],
    [
      'a reusable workflow with a pattern as ref',
      signer('{github: {source: {repository: a/b}, workflow: {repository: a/ci, path: b.yml, ref: "refs/tags/*"}}}'),
      'POLICY_INVALID',
      /expected an exact ref/,
    ],
    [
      'a trigger twice',
      signer('{github: {source: {repository: a/b}, workflow: b.yml, triggers: [push, push]}}'),
      'POLICY_INVALID',
      /"push" is listed twice/,
    ],
    [
      'a runner that does not exist',
      signer('{github: {source: {repository: a/b}, workflow: b.yml, runner: gitlab-hosted}}'),
      'POLICY_INVALID',
      /did you mean "github-hosted"/,
    ],
    [
      'a revoked digest without algorithm',
      policy(`${RULES}revoked: [{digest: abc}]\n`),
      'POLICY_INVALID',
      /expected a digest like/,
    ],
    [
      'a revoked digest for a time',
      policy(`${RULES}revoked: [{digest: "sha256:${'a'.repeat(64)}", not-after: 2026-01-01}]\n`),
      'POLICY_INVALID',
      /revoked permanently/,
    ],
    [
      'a number where text is meant, in JSON',
      JSON.stringify({ apiVersion: 'countersign.dev/v1beta1', kind: 'Policy', signers: { a: { key: { file: 1 } } }, rules: [1] }),
      'POLICY_INVALID',
      /write it in quotes/,
    ],
    ['not UTF-8', '\u0000', 'POLICY_INVALID', /p\.yaml/],
  ])('%s', async (_, text, code, message) => {
    const error = await refusal(text);
    expect({ code: error.code, message: error.message }).toEqual({ code, message: expect.stringMatching(message) });
    expect(error.exitStatus).toBe(3);
  });

  it('all problems are reported at once, as POLICY_INVALID where one of them is a mistake', async () => {
    const error = await refusal(rule('attestation: {type: a, by: release, where: x, whre: y}'));
    expect(error.code).toBe('POLICY_INVALID');
    expect(error.message.split('\n')).toHaveLength(4);
  });

  it('is refused when it is too large', async () => {
    expect((await refusal(`# ${'x'.repeat(1024 * 1024)}`)).message).toMatch(/too large/);
  });
});
