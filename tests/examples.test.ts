import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { readPolicy } from '@countersign/core/policy';
import { parse, parseAllDocuments, parseDocument } from 'yaml';

/** What people copy, held against what it names: actions, components, inputs, outputs, policies, scripts. suites/runners runs it. */
const root = fileURLToPath(new URL('../', import.meta.url));
const text = (path: string): string => readFileSync(join(root, path), 'utf8');
const found = (...patterns: readonly string[]): readonly string[] =>
  globSync([...patterns], { cwd: root, exclude: (path) => path.includes('node_modules') }).sort();

const WORKFLOWS = found('.github/workflows/*.yml', 'examples/github/*.yml', 'examples/{key-check,keys/*}/github.yml');
const PIPELINES = found('examples/gitlab/*.gitlab-ci.yml', 'examples/{key-check,keys/*}/gitlab-ci.yml');
const PAGES = found('README.md', 'docs/**/*.md', 'actions/*/README.md', 'gitlab-components/README.md', 'packages/*/README.md');
const POLICIES = found('.github/*.policy.yaml', 'examples/{github,gitlab,keys/*}/*.policy.yaml');

interface Block {
  readonly where: string;
  readonly source: string;
}
const blocks: readonly Block[] = PAGES.flatMap((page) =>
  [...text(page).matchAll(/^( *)```ya?ml\n([\s\S]*?)^ *```/gm)].map(([, indent = '', source = ''], index) => ({
    where: `${page}, YAML block ${String(index + 1)}`,
    source: source.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  })),
);
const files: readonly Block[] = [...WORKFLOWS, ...PIPELINES].map((path) => ({ where: path, source: text(path) }));
const all = [...blocks, ...files];

interface Node {
  readonly [key: string]: unknown;
}
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every mapping in a document that has this key. */
function withKey(value: unknown, key: string): readonly Node[] {
  if (Array.isArray(value)) return value.flatMap((one) => withKey(one, key));
  if (!isNode(value)) return [];
  return [...(key in value ? [value] : []), ...Object.values(value).flatMap((one) => withKey(one, key))];
}

interface Declared {
  readonly options?: readonly string[];
  readonly regex?: string;
  readonly default?: unknown;
}
const action = (name: string) =>
  parse(text(`actions/${name}/action.yml`)) as { readonly inputs: Record<string, Declared>; readonly outputs: object };
const component = (name: string): Record<string, Declared> => {
  const [spec] = parseAllDocuments(text(`gitlab-components/templates/${name}/template.yml`));
  if (!spec || !('toJS' in spec)) throw new Error('no spec');
  return (spec.toJS() as { spec: { inputs: Record<string, Declared> } }).spec.inputs;
};
const ours = (uses: unknown): string | undefined =>
  /^(?:countersign\/countersign\/|\.\/)actions\/([^@]+)(?:@.+)?$/.exec(typeof uses === 'string' ? uses : '')?.[1];

it('finds what there is to read', () => {
  expect(WORKFLOWS.length).toBeGreaterThan(4);
  expect(PIPELINES.length).toBeGreaterThan(1);
  expect(blocks.length).toBeGreaterThan(15);
});

describe.each(all)('$where', ({ source }) => {
  const document = parseDocument(source);

  it('is YAML', () => {
    expect(document.errors).toEqual([]);
  });

  it('names actions, inputs and outputs that there are', () => {
    for (const step of withKey(document.toJS(), 'uses')) {
      const name = ours(step['uses']);
      if (name === undefined) continue;
      const { inputs, outputs } = action(name);
      expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys((step['with'] ?? {}) as object)));
      if (typeof step['id'] !== 'string') continue;
      for (const [, output] of source.matchAll(new RegExp(`steps\\.${step['id']}\\.outputs\\.([a-z-]+)`, 'g')))
        expect(Object.keys(outputs)).toContain(output);
    }
  });

  it('names components and inputs that there are, with values that they take', () => {
    for (const { component: reference, inputs = {} } of withKey(document.toJS(), 'component')) {
      const name = /\/([a-z-]+)@[^/]+$/.exec(String(reference))?.[1] ?? '';
      const declared = component(name);
      for (const [input, value] of Object.entries(inputs as Node)) {
        expect(Object.keys(declared)).toContain(input);
        const { options, regex } = declared[input] ?? {};
        if (options) expect(options).toContain(value);
        if (regex !== undefined) expect(value).toMatch(new RegExp(regex));
      }
    }
  });

  it('shows policies that can be read', async () => {
    const shown = document.toJS() as unknown;
    if (!isNode(shown) || shown['kind'] !== 'Policy' || !('rules' in shown)) return;
    await expect(readPolicy(new TextEncoder().encode(source), 'policy.yaml')).resolves.toBeDefined();
  });
});

describe('workflows and examples', () => {
  it('pin every action to a commit and say its version, the same everywhere', () => {
    const pins = new Map<string, Set<string>>();
    for (const path of WORKFLOWS) {
      for (const [line, name = '', ref = ''] of text(path).matchAll(/^\s*(?:- )?uses: ([^@\s]+)(?:@(\S+))?.*$/gm)) {
        if (name.startsWith('./')) continue;
        expect(line).toMatch(/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
        const repository = name.split('/').slice(0, 2).join('/');
        pins.set(repository, (pins.get(repository) ?? new Set()).add(ref));
      }
    }
    for (const [repository, refs] of pins) expect([repository, [...refs]]).toEqual([repository, [expect.any(String)]]);
    const versions = PIPELINES.flatMap((path) => [...text(path).matchAll(/- component: \S+@(.*)$/gm)].map(([, ref]) => ref));
    expect(new Set(versions).size).toBe(1);
    expect(versions[0]).toMatch(/^[0-9a-f]{40} # \d+\.\d+\.\d+$/);
  });

  it.each([...files, ...blocks])('$where deploys behind a gate that said so, and behind none that only warns', ({ source }) => {
    const document = parseDocument(source).toJS() as unknown;
    for (const { steps } of [
      ...withKey(document, 'steps'),
      ...(Array.isArray(document) ? [{ steps: document as unknown }] : []),
    ]) {
      const all = (Array.isArray(steps) ? steps : []) as readonly Node[];
      let gate: Node | undefined;
      for (const step of all) {
        if (ours(step['uses']) === 'verify-gate') gate = step;
        else if (gate !== undefined && 'run' in step) {
          expect(step['if']).toBe(`steps.${String(gate['id'])}.outputs.decision == 'allowed'`);
          expect((gate['with'] as Node)['mode']).not.toBe('warn');
        }
      }
    }
    for (const { component: reference, inputs = {} } of withKey(document, 'component')) {
      const { mode, results, deploy, 'hand-on-files': handOn } = inputs as Node;
      if (!String(reference).includes('/verify-gate@') || source.includes('$CI_PROJECT_PATH')) continue;
      expect({ mode, results }).toEqual({ mode: undefined, results: undefined });
      expect(deploy !== undefined || handOn === true).toBe(true);
    }
  });

  it('run scripts that package.json has', () => {
    const { scripts } = JSON.parse(text('package.json')) as { readonly scripts: Record<string, string> };
    for (const path of found('.github/workflows/*.yml', '.ci/run'))
      for (const [, name] of text(path).matchAll(/npm run (?:--silent )?([a-z-]+)/g))
        expect(Object.keys(scripts)).toContain(name);
  });

  it.each([...WORKFLOWS, ...PIPELINES].filter((path) => /^examples\/(?:github|gitlab)\//.test(path)))(
    '%s has its policy beside it, and is run',
    (path) => {
      const policy = path.replace(/(?:\.gitlab-ci)?\.yml$/, '.policy.yaml');
      expect(existsSync(join(root, policy))).toBe(true);
      expect(text(path)).toMatch(
        new RegExp(`(?:policies:|countersign verify .*--policy) ${basename(policy).replaceAll('.', '\\.')}`),
      );
      expect(text(path)).toContain(basename(policy) + ' to the root');
      const github = path.startsWith('examples/github/');
      const runners = found(`suites/runners/${github ? 'act' : 'gitlab'}/*.mjs`)
        .map(text)
        .join('\n');
      expect(runners).toContain(github ? path : `example: '${basename(path, '.gitlab-ci.yml')}'`);
    },
  );

  const kinds = readdirSync(join(root, 'examples/keys'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  it.each(kinds)('examples/keys/%s has three surfaces and a policy, signs with the same keys on all, and is run', (kind) => {
    const read = (name: string): string => text(`examples/keys/${kind}/${name}`);
    const files = ['command-line.sh', 'github.yml', 'gitlab-ci.yml'].map(read);
    for (const file of files) expect(file).toContain('release.policy.yaml');
    const [script = '', ...pipelines] = files;
    for (const pipeline of pipelines) {
      const inputs = [...withKey(parseDocument(pipeline).toJS(), 'keys')];
      expect(inputs.length).toBeGreaterThan(0);
      for (const { keys } of inputs)
        for (const key of String(keys)
          .trim()
          .split('\n')
          .filter((one) => one !== 'keyless'))
          expect(script).toContain(`--key ${/^[\w.:/-]+$/.test(key) ? key : `'${key}'`}`);
    }
    expect(text('examples/keys/README.md')).toContain(`(${kind}/)`);
    // Called with the name, or from a table that begins with it.
    expect(found('suites/keys/*.mjs').map(text).join('\n')).toMatch(new RegExp(`(?:exampleCases\\(|\\[)\\s*'${kind}',`));
  });

  it.each(POLICIES)('%s can be read and is used', async (path) => {
    await expect(readPolicy(readFileSync(join(root, path)), path)).resolves.toBeDefined();
    const beside = path.startsWith('examples/') ? `${dirname(path)}/` : '';
    const users = [...WORKFLOWS, ...PIPELINES].filter((user) => user.startsWith(beside) && text(user).includes(basename(path)));
    expect(users.length).toBeGreaterThan(0);
  });
});
