import { expect, it } from '@jest/globals';
import { readPolicy } from '../policy/index.js';
import { githubApis } from './github-apis.js';

it('a GitHub token is for the hosts whose signers the policies name, and no other', async () => {
  const policy = await readPolicy(
    new TextEncoder().encode(`apiVersion: countersign.dev/v1beta1
kind: Policy
trust: {public: {sigstore: public-good}}
signers:
  a: {github: {source: {repository: acme/app, refs: [refs/heads/main]}, workflow: release.yml}}
  b: {github: {host: git.acme.dev, source: {repository: acme/app, refs: [refs/heads/main]}, workflow: release.yml}}
  c: {github: {host: acme.ghe.com, source: {repository: acme/app, refs: [refs/heads/main]}, workflow: release.yml}}
  d: {gitlab: {host: gitlab.acme.dev, source: {project: acme/app, refs: [refs/heads/main]}}}
  e: {keyless: {identity: a@b.example, issuer: https://accounts.example.com}}
rules: [{name: all, match: {paths: ["*"]}, require: [signature: {by: {at-least: 1, of: [a, b, c, d, e]}}]}]
`),
    'p.yaml',
  );
  expect(githubApis([policy])).toEqual(['https://git.acme.dev', 'https://api.acme.ghe.com']);
});
