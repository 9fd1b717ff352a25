import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { Log } from '@countersign/core/run';
import { makeRun } from '@countersign/surface/node-run';
import type { Io } from '../command.js';
import { command } from './verify.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-verify-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const nothing = (): void => undefined;
const silent = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  group: nothing,
  secret: nothing,
} as unknown as Log;

const io = {
  out: () => undefined,
  run: () => {
    throw new Error('no run can be made');
  },
} as unknown as Io;

it.each([
  ['wrong use', {}],
  ['no run', { paths: ['a'], policies: ['p.yaml'] }],
])(
  'the file of variables contains "undecided" until there is a decision, whatever it contained before: %s',
  async (_, inputs) => {
    const [dotenv, elsewhere] = [join(folder, 'gate.env'), join(folder, 'elsewhere')];
    writeFileSync(elsewhere, 'COUNTERSIGN_DECISION=allowed\n');
    symlinkSync(elsewhere, dotenv);
    const args = { positionals: [], inputs, extra: { dotenv: [dotenv] }, command: undefined, json: false, help: false };
    await expect(Promise.resolve().then(() => command.run(args, io))).rejects.toThrow();
    expect(readFileSync(dotenv, 'utf8')).toBe('COUNTERSIGN_DECISION=undecided\nCOUNTERSIGN_PINNED_IMAGES=\n');
    expect(readFileSync(elsewhere, 'utf8')).toBe('COUNTERSIGN_DECISION=allowed\n');
  },
);

it.each(['policy.yaml', 'linked/app.tgz', 'SUMS', 'bundle.json'])(
  'the file of variables does not overwrite an artifact, policy, checksum file or bundle: %s',
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

it('withdraws every output if writing one of them fails', async () => {
  const sentinel = new Error('standard output is gone');
  const at = (name: string): string => join(folder, name);
  writeFileSync(at('app'), 'app');
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  writeFileSync(at('k.pub'), publicKey.export({ type: 'spki', format: 'pem' }));
  const written: string[] = [];
  const failing = {
    environment: {},
    log: silent,
    out: () => {
      written.push(...['r.json', 'r.xml'].filter((name) => existsSync(at(name))));
      throw sentinel;
    },
    run: () =>
      makeRun({ env: {}, network: 'none', timeout: 60_000, log: silent, emit: () => undefined, cwd: folder, insecureHosts: [] }),
  } as unknown as Io;
  const args = {
    positionals: [at('app')],
    inputs: { key: [at('k.pub')], reports: [`json=${at('r.json')}`, `junit=${at('r.xml')}`], 'transparency-log': ['off'] },
    extra: { dotenv: [at('gate.env')], json: ['true'], pinned: [at('new/pinned')] },
    command: undefined,
    json: true,
    help: false,
  };
  await expect(command.run(args, failing)).rejects.toBe(sentinel);
  expect(written).toEqual(['r.json', 'r.xml']);
  expect(['r.json', 'r.xml', 'new/pinned'].filter((name) => existsSync(at(name)))).toEqual([]);
  expect(readFileSync(at('gate.env'), 'utf8')).toContain('COUNTERSIGN_DECISION=undecided');
});
