import { expect, it } from '@jest/globals';
import { readPolicy, reviewPolicy } from './index.js';
import { CONTRACT_POLICY } from './testing/contract-policy.js';

const review = async (text: string): Promise<readonly string[]> =>
  reviewPolicy(await readPolicy(new TextEncoder().encode(text), 'p.yaml')).map(({ at, message }) => `${at}: ${message}`);
const policy = (signer: string, match = '{paths: ["dist/*"]}', requirement = 'signature: {by: s}'): string =>
  `apiVersion: countersign.dev/v1beta1\nkind: Policy\nsigners:\n  s: ${signer}\nrules:\n  - {name: r, match: ${match}, require: [${requirement}]}\n`;
const github = (source: string, more = ''): string => `{github: {source: {${source}}, workflow: release.yml${more}}}`;
const NARROW = 'repository: acme/app, refs: ["refs/tags/v*"]';

it('finds nothing in a narrow policy', async () => {
  expect(await review(policy(github(NARROW)))).toEqual([]);
});

it.each<[string, string, RegExp]>([
  ['any branch', policy(github('repository: acme/app')), /^signers\.s: no "refs": anyone who can push a branch/],
  ['every branch', policy(github('repository: acme/app, refs: ["refs/heads/**"]')), /"refs\/heads\/\*\*" is every branch/],
  ['every repository', policy(github('repository: "acme/*", refs: [refs/heads/main]')), /"acme\/\*" is several repositories/],
  ...['pull_request_target', 'workflow_run', 'issue_comment'].map((trigger): [string, string, RegExp] => [
    trigger,
    policy(github('repository: acme/app, refs: [refs/heads/main]', `, triggers: [push, ${trigger}]`)),
    new RegExp(`runs with the trigger "${trigger}" may use code or input of people`),
  ]),
  [
    'a merge request',
    policy('{gitlab: {source: {project: a/b, refs: [refs/heads/main]}, triggers: [merge_request_event]}}'),
    /may use code or input of people/,
  ],
  ['a misspelt trigger', policy(github(NARROW, ', triggers: [push, relaese]')), /did you mean "release"/],
  ['everything', policy(github(NARROW), '{paths: ["**"]}'), /^rules\.r: "\*\*" is everything/],
  ['every image of a registry', policy(github(NARROW), '{images: ["ghcr.io/**"]}'), /"ghcr\.io\/\*\*" is everything/],
  [
    'claims accepted unproven',
    policy(github(NARROW), undefined, 'provenance: {by: s, unproven: [source]}'),
    /"unproven" accepts source although no certificate confirms/,
  ],
  [
    'the same in any-of',
    policy(github(NARROW), undefined, 'any-of: [[provenance: {by: s, unproven: [builder]}]]'),
    /accepts builder/,
  ],
  [
    'an attestation requirement for provenance',
    policy(github(NARROW), undefined, 'attestation: {by: s, type: "https://slsa.dev/provenance/v0.2"}'),
    /does not check the predicate of https:\/\/slsa\.dev\/provenance\/v0\.2/,
  ],
  [
    'an attestation requirement for provenance, in any-of',
    policy(github(NARROW), undefined, 'any-of: [[attestation: {by: s, type: "https://slsa.dev/provenance/v0.2"}]]'),
    /does not check the predicate/,
  ],
  ['a signer that no rule uses', policy(`${github(NARROW)}\n  t: {key: {file: a.pub}}`), /^signers\.t: no rule uses/],
])('warns of %s', async (_, text, message) => {
  expect(await review(text)).toEqual([expect.stringMatching(message)]);
});

it.each([
  ['a workflow', github(NARROW)],
  ['a workflow with its defaults written out', github(`${NARROW}`, ', triggers: [push, release, create, workflow_dispatch]')],
  ['a key file', '{key: {file: ./keys/a.pub}}'],
])('warns of two names for one signer: %s', async (_, again) => {
  const first = again.includes('key') ? '{key: {file: keys/a.pub}}' : github(NARROW);
  const text = policy(`${first}\n  t: ${again}`, undefined, 'signature: {by: {at-least: 1, of: [s, t]}}');
  expect(await review(text)).toEqual([expect.stringMatching(/^signers\.t: the same signer as "s": the two count as one person/)]);
});

it.each([
  ['another tag', github(NARROW.replace('v*', 'w*'))],
  ['another workflow', github(NARROW).replace('release.yml', 'other.yml')],
  ['a key', '{key: {file: a.pub}}'],
])('two signers are two: %s', async (_, other) => {
  const text = policy(`${github(NARROW)}\n  t: ${other}`, undefined, 'signature: {by: {at-least: 1, of: [s, t]}}');
  expect(await review(text)).toEqual([]);
});

it('a pattern for everything is no warning where more than a signature is required', async () => {
  expect(await review(policy(github(NARROW), '{paths: ["**"]}', 'provenance: {by: s}'))).toEqual([]);
});

it('reads the policy of the contract', async () => {
  expect(await review(CONTRACT_POLICY)).toEqual([
    expect.stringMatching(/^signers\.builder: no "refs"/),
    'signers.pipeline: no rule uses this signer',
  ]);
});
