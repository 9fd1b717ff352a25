import { expect, it } from '@jest/globals';
import { forge } from '../verification/testing/forge.js';
import type { VerificationInput } from '../verification/index.js';
import { questionKey } from './question-key.js';

const base = forge({ content: 'image-text', signer: 'key' });
const other = forge({ signer: 'key', timestamps: 1 });
const text = base.artifact.imageText ?? new Uint8Array();

/** Every member of the input of a verification, each with another value. */
const CHANGES: Readonly<Record<string, (input: VerificationInput) => VerificationInput>> = {
  bundle: (input) => ({ ...input, bundle: other.bundle }),
  digest: (input) => ({ ...input, artifact: { ...input.artifact, digests: { sha256: '0'.repeat(64) } } }),
  'one more digest': (input) => ({
    ...input,
    artifact: { ...input.artifact, digests: { ...input.artifact.digests, sha512: '0'.repeat(128) } },
  }),
  bytes: (input) => ({ ...input, artifact: { ...input.artifact, bytes: text } }),
  'another text': (input) => ({ ...input, artifact: { ...input.artifact, imageText: text.subarray(1) } }),
  'no text': (input) => ({ ...input, artifact: { digests: input.artifact.digests } }),
  root: (input) => ({ ...input, root: other.root }),
  'no root': (input) => ({ ...input, root: undefined }),
  'no keys': (input) => ({ ...input, keys: [] }),
  'a key twice': (input) => ({ ...input, keys: [...input.keys, ...input.keys] }),
  ...Object.fromEntries(
    (['logEntries', 'timestamps', 'scts', 'times'] as const).map((name) => [
      name,
      (input: VerificationInput): VerificationInput => ({ ...input, thresholds: { ...input.thresholds, [name]: 7 } }),
    ]),
  ),
  now: (input) => ({ ...input, now: new Date(0) }),
};

it('the key differs for every part that differs, and is the same for the same input', () => {
  const keys = Object.values(CHANGES).map((change) => questionKey(change(base)));
  expect(new Set([questionKey(base), ...keys]).size).toBe(keys.length + 1);
  expect(questionKey({ ...base, bundle: { ...base.bundle }, artifact: { ...base.artifact } })).toBe(questionKey(base));
});
