import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { setOutput } from './files.js';

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
