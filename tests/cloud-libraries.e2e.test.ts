import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { PIECE_NAMES, PIECES } from '@countersign/surface/options';

/** The libraries of Google and Azure: what each entry can ask for. Only those that end with `-signing` have an operation of a key. */
const root = fileURLToPath(new URL('../', import.meta.url));
const LIBRARIES = join(root, 'actions', 'libraries');
const textOf = (file: string): string => readFileSync(join(LIBRARIES, file), 'utf8');

/** The file of an entry and all files that it loads, at once or later. */
function filesOf(file: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, next = ''] of textOf(file).matchAll(/(?:from|import)\s*\(?["']\.\/([^"']+)["']/g)) filesOf(next, seen);
  return seen;
}

/** Azure's library writes the path of each operation as a template; the last part says which it is. */
const azureOperations = (text: string): readonly string[] => {
  const found = [...text.matchAll(/\/keys\/\{key-name\}((?:\{?\/(?:\{?key-version\}?|[a-z]+)\}?)*)/g)].map(
    ([, path = '']) => path,
  );
  return [...new Set(found)].sort();
};

/** Names of operations that sign: of Cloud KMS, and of service accounts. */
const GOOGLE_SIGNING = /asymmetricSign|:signBlob|:signJwt|:macSign/;

describe('the libraries of Google and Azure', () => {
  const gate = new Set(['gcp-auth', 'azure-public-keys'].flatMap((entry) => [...filesOf(`${entry}.js`)]));

  it('of the gate have no operation of a key', () => {
    for (const file of gate) {
      expect([file, azureOperations(textOf(file))]).toEqual([file, []]);
      expect([file, GOOGLE_SIGNING.test(textOf(file))]).toEqual([file, false]);
    }
  });

  it('the entry that signs has those of its service, and shares no file with the gate', () => {
    const signing = [...filesOf('azure-signing.js')];
    expect(signing.filter((file) => gate.has(file))).toEqual([]);
    const operations = signing.flatMap((file) => azureOperations(textOf(file)));
    expect(operations).toContain('/{key-version}/sign');
    expect(operations).toContain('/create');
  });

  it('no program of the gate signs at Google or Azure', () => {
    const single = readFileSync(join(root, 'gitlab-components', 'dist', 'countersign-gate.mjs'), 'utf8');
    const texts = PIECE_NAMES.filter((piece) => PIECES[piece].role !== 'signing').flatMap((piece) => {
      const folder = join(root, 'actions', piece, 'dist');
      const files = readdirSync(folder).filter((name) => name.endsWith('.js'));
      return files.map((name) => [`${piece} ${name}`, readFileSync(join(folder, name), 'utf8')] as const);
    });
    for (const [name, text] of [['countersign-gate.mjs', single] as const, ...texts]) {
      expect([name, azureOperations(text)]).toEqual([name, []]);
      expect([name, GOOGLE_SIGNING.test(text), text.includes('libraries/azure-signing')]).toEqual([name, false, false]);
    }
  });
});
