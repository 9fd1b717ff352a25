import { expect, it } from '@jest/globals';
import type { FulcioExtensions } from '../crypto/index.js';
import type { VerifiedSigner } from '../verification/index.js';
import { expandOneLine, oneLineFor } from './index.js';
import { accepted, factsOf, NOW, verified } from './testing/facts.js';
import { github, gitlab, mailSigner } from './testing/signers.js';
import { FILE } from './testing/subjects.js';
import { decisionOf } from './testing/decision-of.js';

const REUSABLE = 'https://github.com/acme/ci/.github/workflows/build.yml@refs/tags/v1';
const called: FulcioExtensions = { buildSignerUri: REUSABLE };

it.each<[string, VerifiedSigner, string | undefined]>([
  ['its own workflow', github(), undefined],
  ['a reusable workflow', github(called), 'acme/app'],
  ['a pipeline', gitlab(), undefined],
  ['a person', mailSigner('alice@acme.dev'), undefined],
])('%s: the certificate meets the one-line policy that is suggested for it', async (_, signer, repository) => {
  if (signer.kind === 'key') throw new Error('no certificate');
  const line = oneLineFor(signer.certificate) ?? {};
  expect(line.repository).toBe(repository);
  const decision = decisionOf(await expandOneLine(line), [factsOf(FILE, [accepted(verified(signer))])], {
    now: NOW,
    target: undefined,
  });
  expect(decision.outcome).toBe('allowed');
});

it.each([github({ buildTrigger: 'schedule' }), github({ ...called, buildTrigger: 'pull_request_target' })])(
  'there is no one-line policy for a run with another trigger',
  (signer) => {
    expect(signer.kind === 'certificate' ? oneLineFor(signer.certificate) : 'a key').toBeUndefined();
  },
);
