import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { GateResult } from '@countersign/surface/gate-result';
import type { Subject } from '@countersign/core/artifacts';
import type { Run } from '@countersign/core/run';
import type { Judged } from './judged-files.js';
import { allowedCommand } from './run-allowed.js';

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'countersign-allowed-')));
  mkdirSync(join(folder, 'sums'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const hex = (algorithm: string, text: string): string => createHash(algorithm).update(text).digest('hex');
const fileOf = (name: string, content: string): Subject => ({
  kind: 'file',
  name,
  path: join(folder, name),
  size: content.length,
  digests: { sha256: hex('sha256', content) },
  content: 'data',
});
const allowed = (subjects: readonly Subject[]): Judged => ({
  decision: {
    outcome: 'allowed',
    time: new Date(0),
    target: undefined,
    subjects,
    policies: [
      {
        policy: 'p',
        digest: '',
        outcome: 'allowed',
        problems: [],
        subjects: subjects.map((subject) => ({
          subject,
          outcome: 'allowed',
          rules: [],
          unmatched: undefined,
          candidates: [],
          unreadable: [],
        })),
      },
    ],
    problems: [],
  },
  pinnedImages: ['r/i@sha256:00'],
  exitStatus: 0,
});
const exit42 = [process.execPath, '-e', 'process.exit(42)'];
const at = (): Run =>
  ({
    cwd: folder,
    env: { PATH: folder },
    log: { error: () => undefined },
    signal: new AbortController().signal,
  }) as unknown as Run;
/** The exit status of the command, or the error code because of which it did not run. */
async function outcome(subjects: readonly Subject[], command = exit42, meanwhile = (): void => undefined): Promise<unknown> {
  const plan = allowedCommand(at(), command);
  meanwhile();
  const judged = await plan.confirm(allowed(subjects));
  if (judged.decision.outcome === 'allowed') return plan.start(judged as GateResult);
  expect(judged).toMatchObject({ pinnedImages: [], exitStatus: 2, decision: { outcome: 'undecided' } });
  expect(judged.decision.policies.map((policy) => policy.outcome)).toEqual(['undecided']);
  return judged.decision.problems[0]?.code;
}
const write = (files: Readonly<Record<string, string>>): void => {
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, name), content);
    chmodSync(join(folder, name), 0o755);
  }
};

describe('a command runs if the files are still those that were verified', () => {
  const file = (): Subject => fileOf('a', 'a');
  const line = (digests: object = { sha512: hex('sha512', 'a') }): Subject => ({
    kind: 'digest',
    name: 'sums/a',
    digests,
    origin: 'sums/SHA512SUMS:1',
    path: join(folder, 'sums/a'),
  });
  const listed = (): Subject => ({ ...fileOf('sums/a', 'a'), origin: 'sums/SHA512SUMS:1' }) as Subject;

  it.each<[string, () => Subject, Readonly<Record<string, string>>]>([
    ['a file that is the same', file, { a: 'a' }],
    ['a line of a checksum file whose file is the same', line, { a: 'a', 'sums/a': 'a' }],
    ['a line of a checksum file whose file is elsewhere', line, {}],
    ['a file that a checksum file lists', listed, { 'sums/a': 'a' }],
    ['a file that a checksum file lists, and another file of that name in the working folder', listed, { a: 'b', 'sums/a': 'a' }],
  ])('%s', async (_, subject, files) => {
    write(files);
    expect(await outcome([subject()])).toBe(42);
  });

  it.each<[string, () => Subject, Readonly<Record<string, string>>, string]>([
    ['a file that was swapped', file, { a: 'b' }, 'FILE_CHANGED'],
    ['a file that is gone', file, {}, 'FILE_UNREADABLE'],
    ['a file in the working folder that differs from the checksum file', line, { a: 'b', 'sums/a': 'a' }, 'FILE_CHANGED'],
    ['a file beside the checksum file that differs from its line', line, { 'sums/a': 'b' }, 'FILE_CHANGED'],
    [
      'a file that matches only one of two digests',
      () => line({ sha256: hex('sha256', 'a'), sha512: hex('sha512', 'b') }),
      { a: 'a' },
      'FILE_CHANGED',
    ],
  ])('but not on %s', async (_, subject, files, code) => {
    write(files);
    expect(await outcome([subject()])).toBe(code);
  });

  it.each([[['a']], [['./a']]])(
    'but not on a file that only has the name of a listed file, if the command names it: %s',
    async (named) => {
      write({ a: 'b', 'sums/a': 'a' });
      expect(await outcome([listed()], [...exit42, ...named])).toBe('FILE_CHANGED');
      expect(await outcome([listed()], [...exit42, 'sums/a'])).toBe(42);
      write({ a: 'a' });
      expect(await outcome([listed()], [...exit42, ...named])).toBe(42);
    },
  );

  it('reports which file differs, and reports nothing as allowed', async () => {
    write({ a: 'evil', b: 'b' });
    const judged = await allowedCommand(at(), exit42).confirm(allowed([fileOf('b', 'b'), file()]));
    const subjects = judged.decision.policies[0]?.subjects ?? [];
    expect(subjects.map((one) => one.outcome)).toEqual(['undecided', 'undecided']);
    expect(subjects.flatMap((one) => one.rules)).toEqual([]);
    expect(JSON.stringify(judged)).not.toContain('"allowed"');
    expect(judged.decision.problems).toMatchObject([{ code: 'FILE_CHANGED', message: 'a is not the file that was verified' }]);
  });
});

(process.platform === 'win32' ? describe.skip : describe)('the program of a command', () => {
  const GOOD = '#!/bin/sh\nexit 7\n';
  const EVIL = '#!/bin/sh\nexit 66\n';

  it.each(['./app', 'app', 'sub/../app', './link'])(
    'is run if it is the judged file, and not if it was replaced: %s',
    async (name) => {
      write({ app: GOOD });
      mkdirSync(join(folder, 'sub'));
      symlinkSync('app', join(folder, 'link'));
      expect(await outcome([fileOf('app', GOOD)], [name])).toBe(7);
      const replace = (): void => {
        write({ new: EVIL });
        renameSync(join(folder, 'new'), join(folder, 'app'));
      };
      expect(await outcome([fileOf('app', GOOD)], [name], replace)).toBe('FILE_CHANGED');
    },
  );

  it('is hashed last: a program that replaces it while other files are hashed does not run', async () => {
    write({ app: GOOD, new: EVIL, big: '' });
    truncateSync(join(folder, 'big'), 64 * 1024 * 1024);
    const big = createHash('sha256')
      .update(Buffer.alloc(64 * 1024 * 1024))
      .digest('hex');
    const plan = allowedCommand(at(), ['./app']);
    const going = plan.confirm(allowed([fileOf('app', GOOD), { ...fileOf('big', ''), digests: { sha256: big } } as Subject]));
    renameSync(join(folder, 'new'), join(folder, 'app'));
    expect((await going).decision.problems).toMatchObject([
      { code: 'FILE_CHANGED', message: 'app is not the file that was verified' },
    ]);
  });

  it('is not another one if a link is changed after the run began', async () => {
    write({ app: GOOD, evil: EVIL });
    symlinkSync('app', join(folder, 'link'));
    const turn = (): void => {
      rmSync(join(folder, 'link'));
      symlinkSync('evil', join(folder, 'link'));
    };
    expect(await outcome([fileOf('app', GOOD)], ['./link'], turn)).toBe('FILE_CHANGED');
    expect(await outcome([fileOf('app', GOOD)], ['/bin/sh', 'link'])).toBe(66);
  });

  it('is the file that was hashed, even if the system resolves ".." after a link differently', async () => {
    write({ app: GOOD });
    mkdirSync(join(folder, 'other/place'), { recursive: true });
    write({ 'other/app': EVIL });
    symlinkSync('other/place', join(folder, 'link'));
    expect(await outcome([fileOf('app', GOOD)], ['link/../app'])).toBe(7);
  });

  it('can be an interpreter: the script that it is given is checked in the same way', async () => {
    write({ 'app.sh': GOOD });
    expect(await outcome([fileOf('app.sh', GOOD)], ['/bin/sh', 'app.sh'])).toBe(7);
    expect(
      await outcome([fileOf('app.sh', GOOD)], ['/bin/sh', 'app.sh'], () => {
        write({ 'app.sh': EVIL });
      }),
    ).toBe('FILE_CHANGED');
  });

  (process.platform === 'linux' ? it : it.skip)(
    'is the compiled file that was hashed, even if it is replaced after that',
    async () => {
      copyFileSync('/bin/true', join(folder, 'app'));
      const bytes = createHash('sha256')
        .update(await import('node:fs').then(({ readFileSync }) => readFileSync('/bin/true')))
        .digest('hex');
      const plan = allowedCommand(at(), ['./app', 'x']);
      const judged = await plan.confirm(allowed([{ ...fileOf('app', ''), digests: { sha256: bytes } } as Subject]));
      expect(judged.decision.outcome).toBe('allowed');
      copyFileSync('/bin/false', join(folder, 'new'));
      renameSync(join(folder, 'new'), join(folder, 'app'));
      expect(await plan.start(judged as GateResult)).toBe(0);
    },
  );
});
