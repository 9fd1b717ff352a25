import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSandbox, type Sandbox } from '@countersign/sandbox';
import {
  isPublicGood,
  readEmbeddedRoot,
  readSigningConfig,
  readTrustedRoot,
  type SigningConfig,
  type TrustedRoot,
} from './index.js';
import { PUBLIC_GOOD } from './public-good/embedded-root.js';

let sandbox: Sandbox;
let own: { readonly root: TrustedRoot; readonly config: SigningConfig };
beforeAll(async () => {
  sandbox = await startSandbox();
  own = {
    root: readTrustedRoot(readFileSync(sandbox.files.trustedRoot), 'own.json'),
    config: readSigningConfig(readFileSync(sandbox.files.signingConfig), 'own.json'),
  };
});
afterAll(() => sandbox.stop());

describe('isPublicGood', () => {
  it('is true for the embedded root, and for a copy of it in a file', () => {
    expect(isPublicGood(readEmbeddedRoot(), undefined)).toBe(true);
    expect(isPublicGood(readTrustedRoot(Buffer.from(PUBLIC_GOOD.trustedRoot), 'copy.json'), own.config)).toBe(true);
  });

  it('is true if a service of the public instance is used with another root', () => {
    for (const url of ['https://rekor.sigstore.dev', 'https://log2026-1.rekor.sigstore.dev', 'https://rekor.sigstage.dev/'])
      expect(isPublicGood(own.root, { ...own.config, transparencyLogs: withUrl(own.config.transparencyLogs, url) })).toBe(true);
    const certificateAuthorities = withUrl(own.config.certificateAuthorities, 'https://fulcio.sigstore.dev');
    expect(isPublicGood(own.root, { ...own.config, certificateAuthorities })).toBe(true);
  });

  it('is false for an instance of one’s own', () => {
    expect(isPublicGood(own.root, own.config)).toBe(false);
    const alike = withUrl(own.config.transparencyLogs, 'https://rekor.notsigstore.dev');
    expect(isPublicGood(own.root, { ...own.config, transparencyLogs: alike })).toBe(false);
  });
});

function withUrl(services: SigningConfig['transparencyLogs'], url: string): SigningConfig['transparencyLogs'] {
  return services.map((service) => ({ ...service, url }));
}
