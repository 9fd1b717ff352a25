/** A bundle may look up nothing at run time except modules of Node and the chunks beside it: others could put a file where it looks. */
import { isBuiltin } from 'node:module';

/** Optional packages of libraries: they are not in the bundle, and one that is found on the machine must not be used. */
const ABSENT = ['kerberos'];

const absentMessage = (name) => `${name} is no part of this program`;

/** For esbuild: a package of ABSENT is a module that throws. */
export const absentPackages = {
  name: 'absent-packages',
  setup(build) {
    build.onResolve({ filter: new RegExp(`^(?:${ABSENT.join('|')})$`) }, ({ path }) => ({ path, namespace: 'absent' }));
    build.onLoad({ filter: /.*/, namespace: 'absent' }, ({ path }) => ({
      contents: `throw new Error(${JSON.stringify(absentMessage(path))});`,
    }));
  },
};

/** For ncc, which keeps a call of `require` if it finds no such package. */
export function withoutAbsent(text) {
  return text.replace(/module\.exports = eval\("require"\)\("([^"]+)"\)/g, (call, name) =>
    ABSENT.includes(name) ? `throw new Error(${JSON.stringify(absentMessage(name))})` : call,
  );
}

/** Line that gives CommonJS libraries inside an ES module their `require`: of Node's own modules, and of nothing else. */
export const REQUIRE_BUILTIN =
  "const require = (name) => { const found = process.getBuiltinModule(name); if (found === undefined) throw new Error(name + ' is no part of this program'); return found; };";

/** Code of the program itself, which it has as a text. */
const TEXT = 'data:text/javascript;base64,';

const CALL = /(?<![.\w$])(?:import|\w*require\d*)\(\s*(?:(["'`])([^"'`\n]*)\1\s*([,)+])?|([^)\n]{0,60}))/g;
const STATEMENT = /(?:^|[;\n}])\s*(?:import|export)\b[^;"'`()]*?(?:from\s*)?(["'])([^"'\n]+)\1/g;

/**
 * Every place where code looks up a module that is neither Node's nor a file beside it.
 * @param {string} text
 * @param {readonly string[]} [libraries] further paths that it may load: the libraries that all actions share
 * @returns excerpts; none for a bundle that may be shipped
 */
export async function strayLoads(text, libraries = []) {
  const { transform } = await import('esbuild');
  // Without comments: many of them name modules.
  const { code } = await transform(text, { format: 'esm', minifyWhitespace: true, legalComments: 'none', charset: 'utf8' });
  const stray = [
    ...code.matchAll(/.{0,40}(?:createRequire|__non_webpack_require__|(?<![.\w$])eval\(["'`]|_resolveFilename).{0,60}/g),
  ].map(([found]) => found);
  for (const [found, , name, end, expression] of code.matchAll(CALL)) {
    const isStray =
      name === undefined
        ? isLookup(found, expression)
        : end === '+'
          ? name !== './' && name !== TEXT
          : !isOwn(name) && !libraries.includes(name);
    // One of our functions is also called `require`, and has more parameters.
    if (isStray && !(end === ',' && !found.startsWith('import'))) stray.push(found);
  }
  for (const [found, , name] of code.matchAll(STATEMENT)) if (!isOwn(name)) stray.push(found.trim());
  return stray;
}

const isOwn = (name) => isBuiltin(name) || name.startsWith('./');

/** `import(x)` of a name that is computed at run time; `require(x)` of a bundler finds modules in the bundle alone. */
function isLookup(found, expression) {
  if (!found.startsWith('import')) return false;
  // packages/cli/src/bin.ts: a chunk of the program, by its own address.
  return !/^new URL\(chunk,\s?url\)\.href/.test(`${expression})`) && !expression.startsWith('new URL(chunk,');
}
