/**
 * No file imports itself through others: neither by code, nor by types, nor by a late `import()`. Published rules ignore type imports, but
 * a circle of types is as hard to read as one of code: types that two files share have a third file.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import ts from 'typescript';

const ROOT = join(import.meta.dirname, '..', '..');

/**
 * Circles that still exist, each with its files. A line is removed together with its circle (a test compares); no line is added.
 * @type {string[][]}
 */
export const KNOWN_CIRCLES = [];

/**
 * The file that an import by a relative path means, or undefined for a package.
 * @param {string} importer
 * @param {string} name
 */
function resolveImport(importer, name) {
  return name.startsWith('.') ? join(dirname(importer), name).replace(/\.js$/, '.ts') : undefined;
}

/**
 * Files that a source text imports by a relative path.
 * @param {string} file
 * @param {string} text
 */
function importsIn(file, text) {
  const names = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
  return names.map((name) => resolveImport(file, name)).filter((target) => target !== undefined);
}

/** @type {Map<string, { changed: number, targets: string[] }>} */
const known = new Map();

/**
 * What a file on disk imports; read again when it has changed, since an editor keeps this process for hours.
 * @param {string} file
 */
function importsOf(file) {
  if (!existsSync(file)) return [];
  const changed = statSync(file).mtimeMs;
  const before = known.get(file);
  if (before?.changed === changed) return before.targets;
  const targets = importsIn(file, readFileSync(file, 'utf8'));
  known.set(file, { changed, targets });
  return targets;
}

/**
 * The shortest way over imports from one file to another, both included, or undefined.
 * @param {string} from
 * @param {string} to
 * @param {(file: string) => string[]} imports
 */
export function wayBetween(from, to, imports = importsOf) {
  /** @type {Map<string, string | undefined>} */
  const cameFrom = new Map([[from, undefined]]);
  for (const [file] of cameFrom) {
    if (file === to) return backwards(cameFrom, file);
    for (const next of imports(file)) if (!cameFrom.has(next)) cameFrom.set(next, file);
  }
  return undefined;
}

/**
 * @param {Map<string, string | undefined>} cameFrom
 * @param {string} end
 */
function backwards(cameFrom, end) {
  const way = [];
  for (let file = /** @type {string | undefined} */ (end); file !== undefined; file = cameFrom.get(file)) way.unshift(file);
  return way;
}

/** @param {string} file */
const named = (file) => relative(ROOT, file).split(sep).join('/');

/** @type {import('eslint').Rule.RuleModule} */
export const circles = {
  meta: { type: 'problem', schema: [], messages: { circle: 'import circle: {{way}}' } },
  create(context) {
    const file = context.filename;
    /** @param {any} node */
    function check(node) {
      const name = node.source?.value;
      const target = typeof name === 'string' ? resolveImport(file, name) : undefined;
      const way = target === undefined ? undefined : wayBetween(target, file)?.map(named);
      if (way === undefined || KNOWN_CIRCLES.some((circle) => way.every((member) => circle.includes(member)))) return;
      context.report({ node, messageId: 'circle', data: { way: [named(file), ...way].join(' → ') } });
    }
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
      TSImportType: check,
    };
  },
};
