import { describe, expect, it } from '@jest/globals';
import { testRun } from '../net/testing/test-run.js';
import { runGate, type GateOptions } from './index.js';

/* Empty and useless options are refused before a file is read or a request is sent: this run can do neither. */

const gate = (options: GateOptions) => runGate(testRun({ cwd: '/nonexistent', capability: 'none' }), options);

describe('an empty or useless option is refused', () => {
  it.each<[string, GateOptions]>([
    ['policy-digest', { policies: ['p.yaml'], policyDigest: '' }],
    ['policy-digest', { policies: ['p.yaml'], policyDigest: ' ' }],
    ['target', { policies: ['p.yaml'], target: '' }],
    ['bundle', { policies: ['p.yaml'], bundle: '' }],
    ['trusted-root', { policies: ['p.yaml'], trustedRoot: '' }],
    ['trust-digest', { policies: ['p.yaml'], trustDigest: [''] }],
    ['signature-repository', { policies: ['p.yaml'], images: ['a/b'], signatureRepository: '' }],
    ['platforms', { policies: ['p.yaml'], images: ['a/b'], platforms: [''] }],
    ['policies', { policies: ['p.yaml', ''] }],
    ['paths', { policies: ['p.yaml'], paths: ['a', ' '] }],
    ['checksums', { policies: ['p.yaml'], checksums: [''] }],
    ['evidence', { policies: ['p.yaml'], evidence: [''] }],
  ])('an empty %s', async (name, options) => {
    await expect(gate({ paths: ['a'], ...options })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      exitStatus: 3,
      message: `${name} is empty`,
    });
  });

  it.each<[string, GateOptions]>([
    ['platforms', { platforms: ['linux/amd64'] }],
    ['signature-repository', { signatureRepository: 'a/b' }],
  ])('%s without an image', async (name, options) => {
    await expect(gate({ paths: ['a'], policies: ['p.yaml'], ...options })).rejects.toMatchObject({
      code: 'INPUT_MISSING',
      exitStatus: 3,
      message: `${name} needs images`,
    });
  });
});
