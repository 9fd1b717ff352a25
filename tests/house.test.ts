import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import { circles, KNOWN_CIRCLES, wayBetween } from '../scripts/lint/circles.mjs';
import { rooms } from '../scripts/lint/rooms.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));

function complaints(file: string, code: string): string[] {
  const linter = new Linter({ cwd: root });
  const config = {
    files: ['**/*.ts'],
    languageOptions: { parser: tseslint.parser as never },
    plugins: { house: { rules: { rooms } } },
    rules: { 'house/rooms': 'error' as const },
  };
  return linter.verify(code, config, { filename: `${root}${file}` }).map(({ message }) => message);
}

const core = (room: string): string => `packages/core/src/${room}/x.ts`;

describe('the import list of the house', () => {
  it.each([
    ['a room below', core('verification'), "import { runGate } from '../gate/index.js';"],
    ['signing from the gate', core('gate'), "import { signFiles } from '../signing/index.js';"],
    ['signing from the gate, late', core('gate'), "export const late = () => import('../signing/index.js');"],
    ['keys from verification, passed on', core('verification'), "export { openSigner } from '../keys/index.js';"],
    ['code where only types may flow', core('policy/evaluate'), "import { readBundle } from '../../bundles/index.js';"],
    ['past the index of a room', core('bundles'), "import { parseJson } from '../wire/json.js';"],
    ['an inner room below', core('policy/document'), "import { evaluate } from '../evaluate/index.js';"],
    ['an inner room beside it', core('policy/requirements'), "import { readDocument } from '../document/index.js';"],
    ['what its outer room may', core('policy/document'), "import { collectFiles } from '../../artifacts/index.js';"],
    ['code where only types may flow inside', core('policy/evaluate'), "import { resolvePolicy } from '../resolve/index.js';"],
    ['the outer room from an inner one', core('policy/evaluate'), "import { readPolicy } from '../index.js';"],
    ['past the index of an inner room', core('policy/evaluate'), "import { KINDS } from '../requirements/table.js';"],
    ['an inner room from outside', core('gate'), "import { KINDS } from '../policy/requirements/index.js';"],
    [
      'a room from a folder of an inner room',
      core('policy/requirements/provenance'),
      "import { evaluate } from '../../evaluate/index.js';",
    ],
    ['a room that is not in the list', core('attic'), "import { hash } from '../crypto/index.js';"],
    ['an action from core', core('gate'), "import { runAction } from '@countersign/surface';"],
    ['core from the sandbox', 'packages/sandbox/src/fulcio/x.ts', "import { parseDer } from '@countersign/core/wire';"],
    ['core from the sandbox, by path', 'packages/sandbox/src/x.ts', "import { parseDer } from '../../core/src/wire/index.js';"],
    ['the sandbox from an action', 'actions/sign-blob/src/x.ts', "import { startSandbox } from '@countersign/sandbox';"],
    ['signing from verify-gate', 'actions/verify-gate/src/x.ts', "import { signFiles } from '@countersign/core/signing';"],
    [
      'signing from verify-gate, by the surface',
      'actions/verify-gate/src/x.ts',
      "import { signBlob } from '@countersign/surface/sign';",
    ],
    ['sigstore elsewhere in core', core('verification'), "import { verify } from 'sigstore';"],
    ['sigstore elsewhere in signing, late', core('signing'), "export const late = () => import('@sigstore/verify');"],
    ['sigstore in a surface', 'packages/surface/src/x.ts', "import { verify } from 'sigstore';"],
    ['the second judge at once', core('signing'), "import { openJudge } from './sigstore-judge.js';"],
    ['the toolkit’s exec elsewhere', 'packages/surface/src/x.ts', "import { exec } from '@actions/exec';"],
    ['the toolkit’s GitHub at once', 'packages/surface/src/x.ts', "import { octokitApi } from './octokit-api.js';"],
    [
      'the toolkit’s GitHub at once, from an action',
      'actions/verify-gate/src/x.ts',
      "import { octokitApi } from '@countersign/surface/octokit-api';",
    ],
    ['the toolkit’s GitHub in core', core('evidence'), "import { getOctokit } from '@actions/github';"],
    ['the toolkit’s GitHub elsewhere', 'packages/surface/src/x.ts', "import { GitHub } from '@actions/github/lib/utils';"],
    ['what signs from public-keys', core('public-keys'), "import { openSigner } from '../keys/index.js';"],
  ])('refuses %s', (_what, file, code) => {
    expect(complaints(file, code)).toHaveLength(1);
  });

  it.each([
    ['a room above', core('gate'), "import { verifyBundle } from '../verification/index.js';"],
    ['types where only types may flow', core('policy/evaluate'), "import type { Evidence } from '../../evidence/index.js';"],
    [
      'errors and wire from below',
      core('signing'),
      "import { CountersignError } from '../errors/index.js';\nimport { parseJson } from '../wire/index.js';",
    ],
    ['signing from an action that signs', 'actions/sign-blob/src/x.ts', "import { signBlob } from '@countersign/surface/sign';"],
    ['the own room', core('crypto'), "import { hash } from './hash.js';"],
    ['an inner room above', core('policy/evaluate'), "import { KINDS } from '../requirements/index.js';"],
    ['a folder of the own inner room', core('policy/requirements/provenance'), "import { countsFor } from '../counts-for.js';"],
    ['a room above from an inner one', core('policy/requirements'), "import { byKind } from '../../artifacts/index.js';"],
    ['an inner room from the outer one', core('policy'), "import { KINDS } from './requirements/index.js';"],
    ['wire from an inner room', core('policy/document'), "import { parseJson } from '../../wire/index.js';"],
    ['the second judge, late', core('signing'), "export const late = () => import('./sigstore-judge.js');"],
    [
      'sigstore where it is the second judge',
      'packages/core/src/signing/sigstore-judge.ts',
      "import { Verifier } from '@sigstore/verify';\nexport const late = () => import('sigstore');",
    ],
    ['anything in a test', 'packages/core/src/gate/x.test.ts', "import { startSandbox } from '@countersign/sandbox';"],
  ])('lets through %s', (_what, file, code) => {
    expect(complaints(file, code)).toEqual([]);
  });
});

describe('imports between files', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'countersign-circles-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** What the rule says of `a.ts` beside the other files, without the path of the folder. */
  function circlesOfA(files: Readonly<Record<string, string>>): string[] {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const config = {
      files: ['**/*.ts'],
      languageOptions: { parser: tseslint.parser as never },
      plugins: { house: { rules: { circles } } },
      rules: { 'house/circles': 'error' as const },
    };
    const found = new Linter({ cwd: folder }).verify(files['a.ts'] ?? '', config, { filename: join(folder, 'a.ts') });
    return found.map(({ message }) => message.replaceAll(/[^ ]*\//g, ''));
  }

  it.each([
    ['code', "import { b } from './b.js';", "import { a } from './a.js';"],
    ['a type there', "import type { B } from './b.js';", "import { a } from './a.js';"],
    ['a type back', "import { b } from './b.js';", "import type { A } from './a.js';"],
    ['a type inline', "export let b: import('./b.js').B;", "import { a } from './a.js';"],
    ['a type inline back', "import { b } from './b.js';", "export let a: import('./a.js').A;"],
    ['a late import', "export const b = () => import('./b.js');", "export * from './a.js';"],
    ['a late import back', "export { b } from './b.js';", "export const a = () => import('./a.js');"],
  ])('make no circle by %s', (_what, a, b) => {
    expect(circlesOfA({ 'a.ts': a, 'b.ts': b })).toEqual(['import circle: a.ts → b.ts → a.ts']);
  });

  it('make no circle over a third file, nor alone', () => {
    const files = {
      'a.ts': "import './b.js';",
      'b.ts': "import './c.js';",
      'c.ts': "import './d.js';\nimport './a.js';",
      'd.ts': '',
    };
    expect(circlesOfA(files)).toEqual(['import circle: a.ts → b.ts → c.ts → a.ts']);
    expect(circlesOfA({ 'a.ts': "import './a.js';" })).toEqual(['import circle: a.ts → a.ts']);
  });

  it('may go one way, and lead to a circle of others', () => {
    const files = { 'a.ts': "import './b.js';\nimport 'node:fs';", 'b.ts': "import './c.js';", 'c.ts': "import './b.js';" };
    expect(circlesOfA(files)).toEqual([]);
  });

  it('are read again when a file has changed', () => {
    const a = { 'a.ts': "import './b.js';" };
    expect(circlesOfA({ ...a, 'b.ts': "import './a.js';" })).toHaveLength(1);
    writeFileSync(join(folder, 'b.ts'), '');
    utimesSync(join(folder, 'b.ts'), 1, 1);
    expect(circlesOfA(a)).toEqual([]);
  });

  it('make every circle of the list of those that still exist', () => {
    const broken = KNOWN_CIRCLES.flatMap((circle) => {
      const paths = circle.map((file) => `${root}${file}`);
      return paths.flatMap((from) => paths.filter((to) => wayBetween(from, to) === undefined).map((to) => [from, to]));
    });
    expect(broken).toEqual([]);
  });
});
