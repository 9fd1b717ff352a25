import { describe, expect, it } from '@jest/globals';
import type { Run } from '@countersign/core/run';
import { warnOfUnpinnedTrust } from './unpinned-trust.js';

function warnings(options: Partial<Parameters<typeof warnOfUnpinnedTrust>[1]>, env: Run['env'] = { CI: 'true' }): string[] {
  const said: string[] = [];
  const run = { cwd: '/work/app', env, log: { warn: (text: string) => said.push(text) } } as unknown as Run;
  warnOfUnpinnedTrust(run, { trustDigest: [], ...options });
  return said;
}

describe('trust files in a workspace', () => {
  it.each([
    { trustedRoot: 'root.json' },
    { trustedRoot: '/work/app/root.json' },
    { signingConfig: '../app/config.json' },
    { trustedRoot: 'https://mirror.example#root=1.root.json' },
  ])('give a warning in a pipeline, unless they are pinned: %j', (options) => {
    expect(warnings(options)).toEqual([expect.stringContaining('pin it with trust-digest')]);
    expect(warnings({ ...options, trustDigest: ['abc'] })).toEqual([]);
    expect(warnings(options, {})).toEqual([]);
  });

  it.each([
    {},
    { trustedRoot: '/etc/sigstore/root.json' },
    { trustedRoot: '../root.json' },
    { trustedRoot: '{"mediaType":"x"}' },
    { trustedRoot: `https://mirror.example#sha256=${'0'.repeat(64)}` },
  ])('in another folder, or given as a literal, give no warning: %j', (options) => {
    expect(warnings(options)).toEqual([]);
  });
});
