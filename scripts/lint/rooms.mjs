/**
 * The list of allowed imports as a lint rule: a room of core imports only rooms that are above it and in its list,
 * and only through their index; packages import only what the design allows.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

/**
 * room → rooms it may import. In the order of docs/explain/architecture.md, top to bottom. Beyond this list `errors`, `run` and `wire` are open to
 * all rooms below them: so untrusted bytes are parsed in one place. docs/explain/architecture.md says why each further line is there.
 * `policy/document` is a room inside another: its own list counts for it, others reach it only if they name it, and the files beside it
 * belong to `policy`.
 */
const ROOMS = {
  errors: [],
  run: [],
  wire: [],
  crypto: [],
  net: [],
  artifacts: [],
  statements: [],
  trust: ['crypto', 'net'],
  bundles: ['crypto', 'statements'],
  evidence: ['artifacts', 'bundles', 'net'],
  verification: ['artifacts', 'bundles', 'trust', 'crypto', 'statements'],
  'public-keys': ['crypto', 'net'],
  'policy/values': [],
  'policy/signers': ['policy/values'],
  'policy/document': ['policy/values', 'policy/signers'],
  'policy/requirements': ['policy/values', 'policy/signers', 'artifacts', 'statements'],
  'policy/resolve': ['policy/values', 'policy/signers', 'policy/requirements', 'statements'],
  'policy/evaluate': ['policy/values', 'policy/signers', 'policy/requirements', 'artifacts'],
  policy: ['policy/document', 'policy/requirements', 'policy/resolve', 'policy/evaluate'],
  registry: ['net', 'bundles', 'artifacts'],
  subjects: ['artifacts', 'registry'],
  gate: ['artifacts', 'subjects', 'evidence', 'verification', 'policy', 'trust', 'public-keys', 'registry', 'crypto'],
  reports: ['artifacts', 'policy', 'statements'],
  ci: ['net'],
  login: ['ci', 'net', 'trust'],
  keys: ['crypto', 'net', 'public-keys'],
  services: ['net', 'trust', 'crypto'],
  provenance: ['ci', 'statements'],
  // Makes, describes, replaces and revokes keys: it changes policies, and verifies what a key signed before it is signed again.
  'operations/keys': [
    'artifacts',
    'bundles',
    'crypto',
    'evidence',
    'gate',
    'keys',
    'net',
    'policy',
    'policy/values',
    'public-keys',
    'registry',
    'statements',
    'subjects',
    'trust',
    'verification',
  ],
  signing: [
    'artifacts',
    'bundles',
    'public-keys',
    'keys',
    'services',
    'provenance',
    'registry',
    'subjects',
    'ci',
    'crypto',
    'statements',
  ],
};

/** room → rooms from which it may import types, and nothing that runs: the shapes of shared data. */
const TYPES_ONLY = {
  'policy/signers': ['verification', 'crypto'],
  'policy/document': ['crypto'],
  'policy/requirements': ['verification', 'crypto'],
  'policy/resolve': ['policy/document', 'crypto'],
  'policy/evaluate': ['policy/resolve', 'verification', 'evidence'],
  policy: ['policy/signers', 'policy/values'],
  registry: ['evidence'],
  gate: ['bundles'],
  services: ['keys'],
  signing: ['trust', 'verification'],
};

/** Rooms that all rooms below them may import. */
const OPEN = ['errors', 'run', 'wire'];

/** package → workspace packages it may import. */
const PACKAGES = {
  libraries: [],
  core: ['@countersign/libraries'],
  sandbox: [],
  surface: ['@countersign/core'],
  cli: ['@countersign/core', '@countersign/surface', '@countersign/sandbox'],
};

/** The room of a file in core's `src`; the inner one where rooms are nested. */
function roomOf(path) {
  const [outer, inner] = path.split('/');
  return Object.hasOwn(ROOMS, `${outer}/${inner}`) ? `${outer}/${inner}` : outer;
}
/**
 * Packages that one file alone may import: they are large, and use the network without `net` or read the environment by themselves. `sigstore` signs
 * as well, so no program of the gate contains it. `late`: the file itself is loaded by `import()` alone, and its types by `import type`.
 */
const ONE_PLACE = [
  { packages: /^(?:sigstore|@sigstore\/.+)$/, file: 'packages/core/src/signing/sigstore-judge.ts', late: true },
  { packages: /^@actions\/exec$/, file: 'packages/surface/src/toolkit-exec.ts' },
  { packages: /^@actions\/tool-cache$/, file: 'packages/surface/src/tool-cache.ts' },
  { packages: /^@actions\/github(?:\/.+)?$/, file: 'packages/surface/src/octokit-api.ts', late: true },
];

/** The vendors' libraries of key services: the entries of packages/libraries alone import them. */
const VENDORS = /^(?:@aws-sdk|@smithy|@azure|@google-cloud|google-auth-library|gaxios)(?:\/|$)/;

/** @returns what is wrong with an import of a library entry, if anything */
function libraryFault({ node, file, source, typeOnly, context }) {
  if (typeOnly) return undefined;
  if (source.endsWith('-signing') && !/\/packages\/core\/src\/keys\//.test(file))
    return `${source} signs: the room keys alone loads it`;
  const late = node.type === 'ImportExpression';
  const comments = late ? context.sourceCode.getCommentsBefore(node.source) : [];
  if (comments.some(({ value }) => value.trim() === 'webpackIgnore: true')) return undefined;
  return `${source} is bundled once for all programs, and loaded late: import(/* webpackIgnore: true */ '${source}')`;
}

const isTest = (file) => /\.test\.ts$|\/testing\//.test(file);

/** The rooms that sign: the gate loads none of them. */
const SIGNING_ROOMS = ['ci', 'login', 'keys', 'services', 'provenance', 'operations/keys', 'signing'];

const PIECES = join(import.meta.dirname, '..', '..', 'packages', 'surface', 'src', 'pieces');

/** Whether an action must not sign, as its entry in the table of pieces says; the lint runs on sources, before anything is built. */
function judges(action) {
  const entry = join(PIECES, `${action}.ts`);
  return existsSync(entry) && /^ {2}role: '(?:gate|setup)',$/m.test(readFileSync(entry, 'utf8'));
}

/** Modules of the surface that load signing: no gate may load them either. */
const SIGNING_SURFACE = /^@countersign\/surface\/(?:run-signing|sign|signing-.*|finish-signing|toolkit-runner)$/;

/** @type {import('eslint').Rule.RuleModule} */
export const rooms = {
  meta: { type: 'problem', schema: [], messages: { no: '{{message}}' } },
  create(context) {
    const file = context.filename.split(sep).join('/');
    if (isTest(file)) return {};
    const inPackage = /\/packages\/([^/]+)\/src\/(?:([^/]+)\/)?/.exec(file);
    const action = /\/actions\/([^/]+)\/src\//.exec(file);

    /** @param {any} node */
    function check(node) {
      const source = node.source?.value;
      if (typeof source !== 'string') return;
      const typeOnly = node.importKind === 'type' || node.exportKind === 'type';
      const report = (message) => context.report({ node, messageId: 'no', data: { message } });

      if (VENDORS.test(source) && !typeOnly && inPackage?.[1] !== 'libraries')
        return report(`${source} is imported by packages/libraries alone`);
      if (source.startsWith('@countersign/libraries/')) {
        const fault = libraryFault({ node: node.node ?? node, file, source, typeOnly, context });
        if (fault !== undefined) report(fault);
      }
      const only = ONE_PLACE.find(({ packages }) => packages.test(source));
      if (only && !typeOnly && !file.endsWith(`/${only.file}`)) return report(`${source} is imported by ${only.file} alone`);
      const meant = source.startsWith('@countersign/surface/')
        ? `/packages/surface/src/${source.slice('@countersign/surface/'.length)}.ts`
        : source.startsWith('.')
          ? resolve(dirname(file), source).split(sep).join('/').replace(/\.js$/, '.ts')
          : '';
      if (
        ONE_PLACE.some((place) => place.late && meant.endsWith(`/${place.file}`)) &&
        !typeOnly &&
        node.type !== 'ImportExpression'
      )
        return report(`${source} is loaded late: import() it`);

      if (source.startsWith('@countersign/')) {
        if (action) {
          const room = /^@countersign\/core\/(.+)$/.exec(source)?.[1];
          const signs = SIGNING_SURFACE.test(source) || (room !== undefined && SIGNING_ROOMS.includes(room));
          if (signs && judges(action[1])) report(`${action[1]} does not sign: it must not load ${source}`);
          if (source.startsWith('@countersign/sandbox') || source.startsWith('@countersign/cli'))
            report(`an action must not load ${source}`);
          return;
        }
        const own = inPackage?.[1];
        if (own && PACKAGES[own] && !PACKAGES[own].some((p) => source === p || source.startsWith(`${p}/`))) {
          report(`packages/${own} must not import ${source}`);
        }
        return;
      }
      if (!source.startsWith('.') || !inPackage) return;
      const target = relative(file.slice(0, file.indexOf('/src/') + 5), resolve(dirname(file), source))
        .split(sep)
        .join('/');
      if (target.startsWith('..')) return report(`imports leave the package: ${source}`);
      if (inPackage[1] !== 'core') return;
      if (!inPackage[2]) return;
      const from = roomOf(file.slice(file.indexOf('/src/') + 5));
      const to = roomOf(target);
      if (from === to) return;
      if (target !== `${to}/index.js`) report(`import room ${to} through its index.js, not ${source}`);
      const allowed = ROOMS[from];
      if (!allowed) return report(`unknown room ${from}: add it to the list of the house`);
      const below = Object.keys(ROOMS).indexOf(from) > Object.keys(ROOMS).indexOf(to);
      if (allowed.includes(to) || (below && OPEN.includes(to))) return;
      const types = TYPES_ONLY[from]?.includes(to) ?? false;
      if (!(types && typeOnly)) report(`${from} must not import ${to}${types ? ' (types only)' : ''}`);
    }
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: (node) =>
        check({ source: node.source, importKind: undefined, loc: node.loc, range: node.range, type: node.type, node }),
    };
  },
};
