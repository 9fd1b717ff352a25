import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { checkStepFiles, setOutput } from './files.js';

describe('setOutput', () => {
  it('refuses a value that contains its own delimiter', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'countersign-kit-')), 'file');
    writeFileSync(path, '');
    const random = (length: number): Uint8Array => new Uint8Array(length);
    expect(() => {
      setOutput({ env: { GITHUB_OUTPUT: path }, random }, 'a', `x\ncountersign_${'00'.repeat(16)}\nb`);
    }).toThrow('delimiter');
  });
});

describe('checkStepFiles', () => {
  it('refuses files that cannot be written, before anything is signed', () => {
    const folder = mkdtempSync(join(tmpdir(), 'countersign-files-'));
    for (const name of ['GITHUB_OUTPUT', 'GITHUB_STEP_SUMMARY']) {
      expect(() => {
        checkStepFiles({ [name]: folder });
      }).toThrow(expect.objectContaining({ code: 'STORE_FAILED', found: 'EISDIR' }));
    }
    writeFileSync(join(folder, 'output'), 'kept');
    checkStepFiles({ GITHUB_OUTPUT: join(folder, 'output') });
    checkStepFiles({});
  });
});
