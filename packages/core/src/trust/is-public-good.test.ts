import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSandbox, type Sandbox } from '@countersign/sandbox';
import { isPublicGood, readEmbeddedRoot, readTrustedRoot } from './index.js';
import { PUBLIC_GOOD } from './public-good/embedded-root.js';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());

describe('isPublicGood', () => {
  it('is true for the embedded root, and for a copy of it in a file', () => {
    expect(isPublicGood(readEmbeddedRoot())).toBe(true);
    expect(isPublicGood(readTrustedRoot(Buffer.from(PUBLIC_GOOD.trustedRoot), 'copy.json'))).toBe(true);
  });

  it('is false for an instance of one’s own', () => {
    expect(isPublicGood(readTrustedRoot(readFileSync(sandbox.files.trustedRoot), 'own.json'))).toBe(false);
  });
});
