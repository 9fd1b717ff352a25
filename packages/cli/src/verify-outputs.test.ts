import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Run } from '@countersign/core/run';
import type { GateResult } from '@countersign/surface/gate-result';
import type { Arguments } from './command.js';
import { clearVerifyOutputs, copyAllowed, writeVerifyOutputs } from './verify-outputs.js';

const IMAGE = `registry.example/acme/app@sha256:${'a'.repeat(64)}`;
let folder: string;
let warned: string[];
let run: Run;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'countersign-hand-on-')));
  mkdirSync(join(folder, 'dist'));
  writeFileSync(join(folder, 'dist', 'app.tgz'), 'bytes');
  warned = [];
  run = { cwd: folder, log: { warn: (text: string) => warned.push(text) } } as unknown as Run;
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const at = (name: string): string => join(folder, name);
const args = (flags: Readonly<Record<string, string>>): Arguments => ({
  positionals: [],
  inputs: {},
  extra: Object.fromEntries(Object.entries(flags).map(([flag, name]) => [flag, [at(name)]])),
  command: undefined,
  json: false,
  help: false,
});
const result = (outcome: string, { images = [IMAGE], name = 'dist/app.tgz', path = at('dist/app.tgz') } = {}): GateResult =>
  ({
    decision: {
      outcome,
      policies: [],
      problems: [],
      subjects: [{ kind: 'file', name, path, digests: { sha256: createHash('sha256').update('bytes').digest('hex') } }],
    },
    pinnedImages: images,
  }) as unknown as GateResult;

describe('--pinned and --copies', () => {
  it('are written if the decision is allowed', async () => {
    const flags = args({ pinned: 'pinned', copies: 'copies' });
    await clearVerifyOutputs(folder, flags);
    writeVerifyOutputs(run, flags, { ...result('allowed'), ...(await copyAllowed(run, flags, result('allowed'))) });
    expect(readFileSync(at('pinned'), 'utf8')).toBe(`${IMAGE}\n`);
    expect(readFileSync(at('copies/dist/app.tgz'), 'utf8')).toBe('bytes');
  });

  it.each(['denied', 'undecided'])(
    'are not written if it is %s, although pinned images exist with --mode warn',
    async (outcome) => {
      writeFileSync(at('elsewhere'), 'evil');
      symlinkSync(at('elsewhere'), at('pinned'));
      const flags = args({ pinned: 'pinned', copies: 'copies' });
      await clearVerifyOutputs(folder, flags);
      writeVerifyOutputs(run, flags, { ...result(outcome), ...(await copyAllowed(run, flags, result(outcome))) });
      expect(['pinned', 'copies', 'elsewhere'].map((name) => existsSync(at(name)))).toEqual([false, false, true]);
    },
  );

  it('refuse a file that was replaced after the decision, and leave no file', async () => {
    const flags = args({ pinned: 'pinned', copies: 'copies' });
    await clearVerifyOutputs(folder, flags);
    writeFileSync(at('dist/app.tgz'), 'swapped');
    const judged = await copyAllowed(run, flags, result('allowed'));
    expect(judged.decision).toMatchObject({ outcome: 'undecided', problems: [{ code: 'FILE_CHANGED' }] });
    writeVerifyOutputs(run, flags, { ...result('allowed'), ...judged });
    expect(['pinned', 'copies'].map((name) => existsSync(at(name)))).toEqual([false, false]);
  });

  it('copy nothing to a path outside their folder', async () => {
    const flags = args({ copies: 'copies' });
    await expect(copyAllowed(run, flags, result('allowed', { name: '../dist/copied.tgz' }))).rejects.toMatchObject({
      code: 'INPUT_INVALID',
    });
    expect(existsSync(at('dist/copied.tgz'))).toBe(false);
  });

  it('refuse a folder that exists already', async () => {
    await expect(clearVerifyOutputs(folder, args({ copies: 'dist' }))).rejects.toThrow('exists already');
    expect(existsSync(at('dist/app.tgz'))).toBe(true);
  });
});

describe('--dotenv', () => {
  it('contains no images above the size limit of GitLab, and the warning names --pinned', async () => {
    const images = Array.from(
      { length: 60 },
      (_, index) => `registry.example/acme/service-${String(index)}@sha256:${'b'.repeat(64)}`,
    );
    writeVerifyOutputs(run, args({ dotenv: 'gate.env' }), result('allowed', { images }));
    expect(readFileSync(at('gate.env'), 'utf8')).toBe('COUNTERSIGN_DECISION=allowed\nCOUNTERSIGN_PINNED_IMAGES=\n');
    expect(warned).toEqual([expect.stringMatching(/60 pinned images.*5 KiB.*--pinned/)]);
  });

  it('contains all images below the limit', async () => {
    writeVerifyOutputs(run, args({ dotenv: 'gate.env' }), result('allowed', { images: [IMAGE, IMAGE] }));
    expect(readFileSync(at('gate.env'), 'utf8')).toContain(`COUNTERSIGN_PINNED_IMAGES=${IMAGE} ${IMAGE}\n`);
    expect(warned).toEqual([]);
  });
});
