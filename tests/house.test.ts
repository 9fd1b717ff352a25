import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { Linter } from 'eslint';
import ts from 'typescript';
import tseslint from 'typescript-eslint';

const root = fileURLToPath(new URL('../', import.meta.url));
const { rooms } = (await import(`${root}scripts/lint/rooms.mjs`)) as { rooms: never };

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
    ['types where only types may flow', core('policy/evaluate'), "import type { Bundle } from '../../bundles/index.js';"],
    [
      'errors and wire from below',
      core('signing'),
      "import { CountersignError } from '../errors/index.js';\nimport { parseJson } from '../wire/index.js';",
    ],
    ['signing from an action that signs', 'actions/sign-blob/src/x.ts', "import { signBlob } from '@countersign/surface/sign';"],
    ['the own room', core('crypto'), "import { hash } from './hash.js';"],
    ['an inner room above', core('policy/evaluate'), "import { KINDS } from '../requirements/index.js';"],
    ['a folder of the own inner room', core('policy/requirements/provenance'), "import { speaksFor } from '../speaks-for.js';"],
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

type Graph = ReadonlyMap<string, readonly string[]>;

/** Source file → files of the repository that it imports by a relative path: static, dynamic, re-exported, and for types alone. */
function importGraph(sources: ReadonlyMap<string, string>): Graph {
  return new Map(
    [...sources].map(([file, text]) => [
      file,
      ts
        .preProcessFile(text, true, true)
        .importedFiles.map(({ fileName }) => fileName)
        .filter((name) => name.startsWith('.'))
        .map((name) => join(dirname(file), name).split(sep).join('/').replace(/\.js$/, '.ts')),
    ]),
  );
}

/** Groups of files that import each other, directly or through others (strongly connected components of more than one file). */
function circlesOf(graph: Graph): string[][] {
  const reached = new Map([...graph.keys()].map((file) => [file, reachedFrom(graph, file)]));
  const circles = new Map<string, string[]>();
  for (const [file, targets] of reached) {
    const circle = [...targets].filter((target) => reached.get(target)?.has(file)).sort();
    if (circle.length > 0) circles.set(circle.join(' '), circle);
  }
  return [...circles.values()].sort();
}

function reachedFrom(graph: Graph, start: string): Set<string> {
  const reached = new Set<string>();
  const open = [start];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    for (const next of graph.get(file) ?? []) {
      if (!reached.has(next)) open.push(next);
      reached.add(next);
    }
  }
  return reached;
}

function packageSources(): Map<string, string> {
  const found = readdirSync(`${root}packages`).flatMap((name) => {
    const folder = join(root, 'packages', name, 'src');
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .map((path) => join(folder, path));
  });
  return new Map(found.map((path) => [relative(root, path).split(sep).join('/'), readFileSync(path, 'utf8')]));
}

/** Circles that still exist. The list must be exact: a line is removed together with its circle, and no line is added. */
const KNOWN_CIRCLES = [
  // The types of documents and requirements are read off the table of kinds, and sets of requirements contain requirements.
  [
    'packages/core/src/policy/requirements/any-of.ts',
    'packages/core/src/policy/requirements/attestation.ts',
    'packages/core/src/policy/requirements/claimed.ts',
    'packages/core/src/policy/requirements/expect.ts',
    'packages/core/src/policy/requirements/kind.ts',
    'packages/core/src/policy/requirements/platforms.ts',
    'packages/core/src/policy/requirements/provenance/claim-reader.ts',
    'packages/core/src/policy/requirements/provenance/compare-with-certificate.ts',
    'packages/core/src/policy/requirements/provenance/document.ts',
    'packages/core/src/policy/requirements/provenance/index.ts',
    'packages/core/src/policy/requirements/provenance/meets-requirement.ts',
    'packages/core/src/policy/requirements/provenance/model.ts',
    'packages/core/src/policy/requirements/provenance/resolve-provenance.ts',
    'packages/core/src/policy/requirements/scope.ts',
    'packages/core/src/policy/requirements/signature.ts',
    'packages/core/src/policy/requirements/table.ts',
  ],
  ['packages/core/src/verification/memory.ts', 'packages/core/src/verification/types.ts'],
];

describe('imports between files', () => {
  it.each([
    ['a type import back', "import type { B } from './b.js';", "import { a } from './a.js';", [['a.ts', 'b.ts']]],
    ['an inline type import back', "export let b: import('./b.js').B;", "import { a } from './a.js';", [['a.ts', 'b.ts']]],
    ['a late import back', "export const b = () => import('./b.js');", "export * from './a.js';", [['a.ts', 'b.ts']]],
    ['a file that imports itself', "import { a } from './a.js';", '', [['a.ts']]],
    ['one direction', "import { b } from './b.js';", "import { readFileSync } from 'node:fs';", []],
  ])('are searched for circles: %s', (_what, a, b, circles) => {
    const sources = new Map([
      ['a.ts', a],
      ['b.ts', b],
    ]);
    expect(circlesOf(importGraph(sources))).toEqual(circles);
  });

  it('make no circle in packages/*/src, types included', () => {
    const graph = importGraph(packageSources());
    expect(graph.size).toBeGreaterThan(300);
    expect(circlesOf(graph)).toEqual(KNOWN_CIRCLES);
  });
});
