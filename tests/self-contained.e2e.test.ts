import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inputsOf, PIECE_NAMES, type InputName, type Piece } from '@countersign/surface/options';
import { libraryPaths } from '../scripts/bundling/libraries.mjs';
import { strayLoads } from '../scripts/bundling/self-contained.mjs';
import { sampler } from '../scripts/sample.mjs';

/** What runs beside tokens and keys is what was built, and nothing that lies in a folder above it. */
const root = fileURLToPath(new URL('../', import.meta.url));

let home: string;
let marker: string;
/** Name of a program → its first file, below a folder that has a hostile node_modules. */
const programs = new Map<string, string>();

/** Every name of a package that stands in the text, be it in a comment. */
const takes = (piece: Piece, input: InputName): boolean => inputsOf(piece).some(([name]) => name === input);

function packagesIn(text: string): readonly string[] {
  return [...text.matchAll(/(?:require\w*|import)\s*\(\s*["'`]([@a-z][^"'`\s:*]*)["'`]|from ["']([@a-z][^"'\s:]*)["']/g)]
    .map(([, called, imported]) => called ?? imported ?? '')
    .filter((name) => !isBuiltin(name) && /^(?:@[\w-]+\/)?[\w.-]+(?:\/[\w./-]+)?$/.test(name));
}

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'countersign-foreign-'));
  marker = join(home, 'loaded');
  const inner = join(home, 'inner');
  mkdirSync(inner);
  for (const piece of PIECE_NAMES) {
    cpSync(join(root, 'actions', piece, 'dist'), join(inner, piece), { recursive: true });
    programs.set(piece, join(inner, piece, 'index.js'));
  }
  cpSync(join(root, 'packages', 'cli', 'dist'), join(inner, 'cli'), { recursive: true });
  programs.set('cli', join(inner, 'cli', 'index.js'));
  cpSync(join(root, 'gitlab-components', 'dist', 'countersign-gate.mjs'), join(inner, 'gate.mjs'));
  programs.set('gate', join(inner, 'gate.mjs'));
  mkdirSync(join(inner, 'pipeline'));
  spawnSync('tar', ['xf', join(root, 'gitlab-components', 'dist', 'countersign.tar'), '-C', join(inner, 'pipeline')]);
  programs.set('pipeline', join(inner, 'pipeline', 'index.js'));
  const texts = globSync('**/*.{js,mjs}', { cwd: inner }).map((file) => readFileSync(join(inner, file), 'utf8'));
  const names = new Set(['picomatch', 'kerberos', ...texts.flatMap(packagesIn)]);
  for (const name of names) {
    const folder = join(home, 'node_modules', name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, main: './index.js' }));
    const text = `process.getBuiltinModule('node:fs').appendFileSync(${JSON.stringify(marker)}, ${JSON.stringify(`${name}\n`)});`;
    writeFileSync(join(folder, 'index.js'), text);
  }
  writeFileSync(join(home, 'app-1.tgz'), 'an artifact\n');
});
afterAll(() => {
  rmSync(home, { recursive: true, force: true });
});

function start(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): string {
  rmSync(marker, { force: true });
  const { stderr, stdout } = spawnSync(process.execPath, [program, ...args], {
    cwd: home,
    env: { PATH: process.env['PATH'], NODE_PATH: join(home, 'node_modules'), HOME: home, ...env },
    encoding: 'utf8',
    timeout: 60_000,
  });
  return stdout + stderr;
}
const loaded = (): string => (existsSync(marker) ? readFileSync(marker, 'utf8') : '');
/** Matched by the library that globs need, over a proxy, whose library is loaded as well. */
const PATHS = ['app-[0-9].tgz', 'app-@(1|2).tgz'];
const PROXY = { HTTPS_PROXY: 'http://127.0.0.1:9', https_proxy: 'http://127.0.0.1:9' };

describe('beside hostile packages', () => {
  it('a program that looks up a package runs foreign code: the trap works', () => {
    const program = join(home, 'inner', 'trapped.mjs');
    writeFileSync(
      program,
      'import { createRequire } from "node:module"; createRequire(import.meta.url)("picomatch"); await import("kerberos");',
    );
    start(program, []);
    expect(loaded()).toBe('picomatch\nkerberos\n');
  });

  it.each(PIECE_NAMES)('actions/%s loads none', (piece) => {
    const env = {
      ...PROXY,
      GITHUB_WORKSPACE: home,
      GITHUB_ACTIONS: 'true',
      ...(takes(piece, 'paths')
        ? { INPUT_PATHS: PATHS.join('\n') }
        : takes(piece, 'images')
          ? { INPUT_IMAGES: `ghcr.io/acme/app@sha256:${'0'.repeat(64)}` }
          : {}),
      INPUT_KEY: takes(piece, 'key') ? 'k.pub' : '',
      INPUT_TIMEOUT: '3s',
    };
    // It came as far as to say something of its own.
    expect(start(programs.get(piece) ?? '', [], env)).toMatch(/::error|::debug|countersign/i);
    expect(loaded()).toBe('');
  });

  it.each([
    ['cli', 'verify'],
    ['cli', 'sign-blob'],
    ['cli', 'inspect'],
    ['gate', 'verify'],
    ['pipeline', 'sign-blob'],
    ['pipeline', 'attest'],
  ])('the %s loads none for %s', (name, command) => {
    const flags = command === 'inspect' ? ['app-1.tgz'] : [...PATHS.map((path) => `--path=${path}`), '--timeout=3s'];
    const identity = ['--certificate-identity=x', '--certificate-oidc-issuer=https://example.com'];
    const output = start(programs.get(name) ?? '', [command, ...flags, ...(command === 'verify' ? identity : [])], PROXY);
    expect(output).not.toBe('');
    expect(output).not.toMatch(/Cannot find (?:module|package)/);
    expect(loaded()).toBe('');
  });
});

describe('a bundle', () => {
  it('that is shipped looks up nothing outside of it', async () => {
    const files = [...programs.values()].flatMap((program) => {
      if (program.endsWith('gate.mjs')) return [program];
      const folder = join(program, '..');
      return readdirSync(folder, { recursive: true })
        .map((name) => join(folder, String(name)))
        .filter((name) => name.endsWith('.js'));
    });
    expect(files.length).toBeGreaterThan(60);
    // Most chunks are the same in several programs. The build refuses each of them too, as it makes it.
    const texts = new Map(files.map((file) => [readFileSync(file, 'utf8'), file]));
    for (const [text, file] of sampler('bundles')([...texts], 25)) {
      // The actions share the libraries; other programs have them in their own folder.
      const [, folder = ''] = relative(home, file).split(sep);
      const base = PIECE_NAMES.some((piece) => piece === folder) ? '../../libraries/' : './libraries/';
      const libraries = libraryPaths(root, base);
      expect([file, await strayLoads(text, libraries)]).toEqual([file, []]);
    }
  });

  it.each([
    'import { createRequire } from "node:module"; createRequire(import.meta.url)("picomatch")',
    'process.getBuiltinModule("module").createRequire("/x")("node:fs")',
    'eval("require")("kerberos")',
    'const k = await import("kerberos")',
    'const k = await import(name)',
    'const k = await import("./" + name, {}); const j = await import("@a/b", {})',
    'const p = __require("picomatch")',
    'const p = require2("picomatch/posix")',
    'import p from "picomatch"; p()',
    'import "picomatch"',
    'export * from "picomatch"',
  ])('is refused with %s', async (text) => {
    expect(await strayLoads(text)).not.toEqual([]);
  });

  it.each([
    '// require("picomatch")\nconst a = 1',
    'import { readFileSync } from "fs"; import "node:os"',
    'const c = await import("./" + id + ".index.js")',
    'const o = await import("node:os"); const u = __require("util")',
    'require("chain-without-root", certificate, () => 1)',
  ])('may have %s', async (text) => {
    expect(await strayLoads(text)).toEqual([]);
  });
});
