import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

/** What CONTRIBUTING.md says about looking into a running action, and about an editor. */
const root = fileURLToPath(new URL('../', import.meta.url));
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-workshop-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function action(...args: string[]): { readonly status: number | null; readonly output: string } {
  const env = { PATH: process.env['PATH'], HOME: folder, INIT_CWD: folder };
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'scripts', 'debug-action.mjs'), ...args], {
    cwd: root,
    env,
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
}

describe('npm run action', () => {
  it('signs a file, and judges it in the next run with what it has printed', () => {
    writeFileSync(join(folder, 'app.tgz'), 'hello\n');
    const signed = action('sign-blob', 'paths=app.tgz');
    expect(signed).toMatchObject({ status: 0, output: expect.stringContaining("'bundle-path': 'app.tgz.sigstore.json'") });
    const [identity, issuer] = ['certificate for (\\S+)', 'identity is issued by (\\S+)'].map(
      (text) => new RegExp(text).exec(signed.output)?.[1],
    );
    const signer = [`certificate-identity=${String(identity)}`, `certificate-oidc-issuer=${String(issuer)}`];
    expect(action('verify-gate', 'paths=app.tgz', ...signer)).toMatchObject({
      status: 0,
      output: expect.stringContaining("decision: 'allowed'"),
    });
    writeFileSync(join(folder, 'app.tgz'), 'changed\n');
    expect(action('verify-gate', 'paths=app.tgz', ...signer)).toMatchObject({ status: 1 });
  });

  it.each([[['none']], [['sign-blob', 'paths']], [[]]])('explains its use for %j', (args) => {
    expect(action(...args)).toMatchObject({ status: 3, output: expect.stringContaining('usage: npm run action') });
  });
});

/** Files of a package's `src` that are built. */
const sourcesOf = (name: string): readonly string[] =>
  globSync('**/*.ts', { cwd: join(root, 'packages', name, 'src') }).filter((file) => !/\.test\.ts$|(^|\/)testing\//.test(file));

describe('what is built leads back to src', () => {
  it.each(['core', 'surface', 'sandbox', 'cli'])('for an editor, from each declaration of packages/%s', (name) => {
    const sources = sourcesOf(name);
    expect(sources.length).toBeGreaterThan(10);
    const lost = sources.filter((file) => {
      const map = join(root, 'packages', name, 'lib', file.replace(/\.ts$/, '.d.ts.map'));
      const named = existsSync(map)
        ? (JSON.parse(readFileSync(map, 'utf8')) as { readonly sources: readonly string[] }).sources
        : [];
      return named.length !== 1 || resolve(dirname(map), ...named) !== join(root, 'packages', name, 'src', file);
    });
    expect(lost).toEqual([]);
  });

  it('for a stack trace of a program that runs from lib', () => {
    const wire = pathToFileURL(join(root, 'packages', 'core', 'lib', 'wire', 'index.js')).href;
    const program = `import { parseJson } from '${wire}';
      try { parseJson(new TextEncoder().encode('{'), { maxBytes: 9 }); } catch ({ stack }) { console.log(stack); }`;
    const { stdout } = spawnSync(process.execPath, ['--enable-source-maps', '--input-type=module', '-e', program], {
      encoding: 'utf8',
    });
    const [, file = '', line] = /\((\/\S+\/packages\/core\/src\/wire\/\w+\.ts):(\d+):\d+\)/.exec(stdout) ?? [];
    expect(existsSync(file)).toBe(true);
    expect(readFileSync(file, 'utf8').split('\n')[Number(line) - 1]).toContain('CountersignError');
  });
});
