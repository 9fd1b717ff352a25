import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { GateResult } from '@countersign/action-kit/gate';
import type { Subject } from '@countersign/core/artifacts';
import type { Run } from '@countersign/core/errors';
import { runAllowed } from './run-allowed.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-allowed-'));
  mkdirSync(join(folder, 'sums'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const hex = (algorithm: string, text: string): string => createHash(algorithm).update(text).digest('hex');
const run = (subject: Subject): Promise<number> => {
  const result = { decision: { subjects: [subject] }, pinnedImages: [] } as unknown as GateResult;
  const at = { cwd: folder, env: {}, log: { error: () => undefined } } as unknown as Run;
  return runAllowed(at, [process.execPath, '-e', 'process.exit(42)'], result);
};

describe('a command runs on what was verified', () => {
  const file = (): Subject => ({
    kind: 'file',
    name: 'a',
    path: join(folder, 'a'),
    size: 1,
    digests: { sha256: hex('sha256', 'a') },
  });
  const line = (digests: object = { sha512: hex('sha512', 'a') }): Subject => ({
    kind: 'digest',
    name: 'a',
    digests,
    origin: 'sums/SHA512SUMS:1',
  });

  it.each<[string, () => Subject, Readonly<Record<string, string>>]>([
    ['a file that is the same', file, { a: 'a' }],
    ['a line of a checksum file whose file is the same', line, { a: 'a', 'sums/a': 'a' }],
    ['a line of a checksum file whose file is elsewhere', line, {}],
  ])('%s', async (_, subject, files) => {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    expect(await run(subject())).toBe(42);
  });

  it.each<[string, () => Subject, Readonly<Record<string, string>>, string]>([
    ['a file that was swapped', file, { a: 'b' }, 'FILE_CHANGED'],
    ['a file that is gone', file, {}, 'FILE_UNREADABLE'],
    ['another file in the working folder than the checksum file says', line, { a: 'b', 'sums/a': 'a' }, 'FILE_CHANGED'],
    ['another file beside the checksum file', line, { 'sums/a': 'b' }, 'FILE_CHANGED'],
    [
      'a file that one of two digests is not of',
      () => line({ sha256: hex('sha256', 'a'), sha512: hex('sha512', 'b') }),
      { a: 'a' },
      'FILE_CHANGED',
    ],
  ])('and not on %s', async (_, subject, files, code) => {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    await expect(run(subject())).rejects.toMatchObject({ code });
  });
});
