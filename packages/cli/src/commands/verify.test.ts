import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { Io } from '../command.js';
import { command } from './verify.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-verify-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const io = {
  out: () => undefined,
  run: () => {
    throw new Error('nothing can be judged');
  },
} as unknown as Io;

it.each([
  ['wrong use', {}],
  ['a run that cannot be', { paths: ['a'], policies: ['p.yaml'] }],
])('variables for later jobs say "undecided" until there is a decision, whatever stood there: %s', async (_, inputs) => {
  const [dotenv, elsewhere] = [join(folder, 'gate.env'), join(folder, 'elsewhere')];
  writeFileSync(elsewhere, 'COUNTERSIGN_DECISION=allowed\n');
  symlinkSync(elsewhere, dotenv);
  const args = { positionals: [], inputs, extra: { dotenv: [dotenv] }, command: undefined, json: false, help: false };
  await expect(Promise.resolve().then(() => command.run(args, io))).rejects.toThrow();
  expect(readFileSync(dotenv, 'utf8')).toBe('COUNTERSIGN_DECISION=undecided\nCOUNTERSIGN_PINNED_IMAGES=\n');
  expect(readFileSync(elsewhere, 'utf8')).toBe('COUNTERSIGN_DECISION=allowed\n');
});

it.each(['policy.yaml', 'linked/app.tgz', 'SUMS', 'bundle.json'])(
  'variables do not take the place of what is judged or judges: %s',
  async (name) => {
    for (const file of ['policy.yaml', 'app.tgz', 'SUMS', 'bundle.json']) writeFileSync(join(folder, file), file);
    symlinkSync('.', join(folder, 'linked'));
    const inputs = {
      paths: [join(folder, 'app*')],
      policies: [join(folder, 'policy.yaml')],
      checksums: [join(folder, 'SUMS')],
      bundle: [join(folder, 'bundle.json')],
    };
    const args = {
      positionals: [],
      inputs,
      extra: { dotenv: [join(folder, name)] },
      command: undefined,
      json: false,
      help: false,
    };
    await expect(command.run(args, io)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    expect(readFileSync(join(folder, name), 'utf8')).toBe(name.replace('linked/', ''));
  },
);
