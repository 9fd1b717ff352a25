import { existsSync, globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import {
  defaultOf,
  flagOf,
  INPUTS,
  inputsOf,
  judges,
  PIECE_NAMES,
  PIECES,
  PIECES_WITH_COMMAND,
  signs,
  type Piece,
  type PieceSpec,
  type PieceWithCommand,
} from '@countersign/surface/options';
import { VERSION } from '@countersign/surface/version';
import { parse, parseAllDocuments } from 'yaml';
import { readArguments } from '../packages/cli/src/arguments.js';
import type { Command } from '../packages/cli/src/command.js';
import { GATE_ENTRIES } from '../packages/cli/src/gate-entries.js';
import { commandHelp } from '../packages/cli/src/help.js';
import { SIGNING_ENTRIES } from '../packages/cli/src/signing-entries.js';

const root = fileURLToPath(new URL('../', import.meta.url));
const text = (path: string): string => readFileSync(`${root}${path}`, 'utf8');

interface Declared {
  readonly default?: unknown;
  readonly description: string;
  readonly options?: readonly string[];
  readonly regex?: string;
}

async function commandOf(piece: PieceWithCommand): Promise<Command> {
  const entry = [...SIGNING_ENTRIES, ...GATE_ENTRIES].find(({ name }) => name === PIECES[piece].command.name);
  const command = await entry?.load();
  if (command === undefined || 'subcommands' in command) throw new Error(`${piece} has no command`);
  return command;
}
/** Inputs of the GitLab job, not of the program. */
const JOB_INPUTS = [
  ...[
    'job-name',
    'stage',
    'needs',
    'image',
    'rules',
    'path',
    'variables',
    'ca-file',
    'component-project',
    'server',
    'program-from',
  ],
  ...['registry', 'other-registry', 'images-from', 'deploy', 'deploy-variables', 'hand-on-files', 'results'],
];
const PROGRAM_INPUTS = new Set(Object.keys(INPUTS));

const actionOf = (piece: Piece) =>
  parse(text(`actions/${piece}/action.yml`)) as {
    readonly inputs: Record<string, Declared>;
    readonly outputs: Record<string, Declared>;
    readonly runs: object;
  };
const componentOf = (piece: Piece): { readonly inputs: Record<string, Declared>; readonly job: string } => {
  const [spec, job] = parseAllDocuments(text(`gitlab-components/templates/${piece}/template.yml`));
  if (!spec || !job || 'errors' in spec === false) throw new Error('no two documents');
  const {
    spec: { inputs },
  } = spec.toJS() as { spec: { inputs: Record<string, Declared> } };
  return { inputs, job: JSON.stringify(job.toJS()) };
};

describe.each(PIECE_NAMES)('%s', (piece) => {
  const facts: PieceSpec = PIECES[piece];
  const table = inputsOf(piece);
  const names = table.map(([name]) => name as string);

  it('has the same inputs as an action, with the same defaults', () => {
    const { inputs, runs } = actionOf(piece);
    expect(Object.keys(inputs)).toEqual(names);
    expect(Object.fromEntries(Object.entries(inputs).map(([name, { default: fallback }]) => [name, fallback]))).toEqual(
      Object.fromEntries(table.map(([name, spec]) => [name, defaultOf(piece, spec)])),
    );
    expect(runs).toEqual({ using: 'node24', main: 'dist/index.js' });
  });

  it('needs only inputs that it takes', () => {
    for (const group of facts.needs) expect(facts.inputs).toEqual(expect.arrayContaining([...group]));
  });

  it('describes every input and output', () => {
    const { inputs, outputs } = actionOf(piece);
    expect(Object.keys(outputs)).toEqual(Object.keys(facts.outputs));
    for (const { description } of [...Object.values(inputs), ...Object.values(outputs)])
      expect(description.length).toBeGreaterThan(15);
  });

  it('documents its inputs in its README, and the README uses no other', () => {
    const readme = text(`actions/${piece}/README.md`);
    for (const name of names) expect(readme).toContain(`| \`${name}\``);
    const examples = [...readme.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml]) => parse(yaml ?? '') as unknown);
    const steps = examples.flatMap(
      (example) =>
        (Array.isArray(example) ? example : ((example as { steps?: unknown[] }).steps ?? [])) as {
          uses?: string;
          with?: object;
        }[],
    );
    const ours = steps.filter(({ uses }) => uses?.includes(`/actions/${piece}@`));
    expect(ours.length).toBeGreaterThan(2);
    for (const step of ours) expect(names).toEqual(expect.arrayContaining(Object.keys(step.with ?? {})));
  });
});

describe.each(PIECES_WITH_COMMAND)('%s', (piece) => {
  const facts = PIECES[piece];
  const table = inputsOf(piece);
  const shared = table.filter(([, spec]) => spec.only === undefined);

  it('has the same inputs as a component, with the same defaults', () => {
    const { inputs } = componentOf(piece);
    const own = Object.keys(inputs).filter((name) => !JOB_INPUTS.includes(name));
    expect(own).toEqual(shared.map(([name]) => name));
    for (const [name, spec] of shared) {
      expect([name, String(inputs[name]?.default)]).toEqual([name, defaultOf(piece, spec) ?? '']);
      expect([name, inputs[name]?.options]).toEqual([name, spec.choices]);
    }
  });

  it('has the same inputs as flags', async () => {
    const command = await commandOf(piece);
    for (const [name, spec] of shared) {
      const argv = spec.kind === 'flag' ? [`--${flagOf(name, spec)}`] : [`--${flagOf(name, spec)}`, 'value'];
      expect(readArguments(command, argv).inputs).toEqual({ [name]: [spec.kind === 'flag' ? 'true' : 'value'] });
      expect(commandHelp(command)).toContain(`--${flagOf(name, spec)}`);
    }
  });

  it('calls lists by their plural as input and their singular as flag', () => {
    for (const [name, spec] of table)
      if (spec.flag !== undefined) expect([spec.kind, name.startsWith(spec.flag.slice(0, -1))]).toEqual(['list', true]);
  });

  it('is the same on GitHub, on GitLab and in a shell', async () => {
    const { command, gitlab, github } = facts;
    expect(facts.inputs.length).toBe(new Set(facts.inputs).size);
    expect(await commandOf(piece)).toMatchObject({ name: command.name, piece, examples: command.examples });
    for (const example of command.examples) expect(example).toContain(`countersign ${command.name} `);
    expect(github).toContain(`actions/${piece}@`);
    expect(gitlab.example).toContain(`/${piece}@`);
    const { job } = componentOf(piece);
    expect(job).toContain(`set -- \\"$@\\" ${command.name}\\n`);
    expect(job.includes('id_tokens')).toBe(facts.role === 'signing');
  });

  it('lets no input into the shell unless it is restricted to what cannot leave its quotes', () => {
    const { inputs, job } = componentOf(piece);
    const { before_script: before, script } = (Object.values(JSON.parse(job) as object)[0] ?? {}) as {
      before_script: readonly string[];
      script: readonly string[];
    };
    const shell = [...before, ...script].join('\n');
    // `deploy` is a script, and stands where a script stands: in a shell that begins only after the gate has allowed.
    const literals = shell.replace('\n$[[ inputs.deploy ]]\n', '\n');
    for (const [, name = ''] of literals.matchAll(/\$\[\[ inputs\.([a-z-]+) \]\]/g)) {
      const { options, regex, default: fallback } = inputs[name] ?? { description: '' };
      if (typeof fallback === 'boolean' || options) continue;
      for (const evil of ["'; id; '", "a'", "'", "’\n'"])
        expect([name, new RegExp(regex ?? '').test(evil)]).toEqual([name, false]);
    }
    // Each stands between single quotes.
    for (const [around] of literals.matchAll(/.\$\[\[ [^\]]+ \]\]./g)) expect(around).toMatch(/^['@].*['@]$/);
  });

  it('has no variables in its job, takes files from named jobs only, and inherits no script, hook, cache or service', () => {
    const { inputs, job } = componentOf(piece);
    const described = Object.values(JSON.parse(job) as object)[0] as Readonly<Record<string, unknown>>;
    expect(described).not.toHaveProperty('variables');
    expect(described).toMatchObject({
      needs: '$[[ inputs.needs ]]',
      inherit: { default: ['tags', 'retry', 'timeout', 'interruptible'] },
      after_script: [],
    });
    expect(inputs['needs']).not.toHaveProperty('default');
    if (facts.role === 'gate') expect(inputs['stage']).not.toHaveProperty('default');
    else expect(described['before_script']).toEqual([]);
  });
});

describe('the table of pieces', () => {
  it('has every action, every component, and every command of a piece', () => {
    const names = [...PIECE_NAMES].sort();
    expect(
      globSync('actions/*/src', { cwd: root })
        .map((path) => path.split('/')[1])
        .sort(),
    ).toEqual(names);
    expect(
      globSync('gitlab-components/templates/*', { cwd: root })
        .map((path) => path.split('/')[2])
        .sort(),
    ).toEqual([...PIECES_WITH_COMMAND].sort());
    const commands = (pieces: readonly PieceWithCommand[]) => pieces.map((piece) => PIECES[piece].command.name);
    expect(SIGNING_ENTRIES.map(({ name }) => name)).toEqual(commands(PIECES_WITH_COMMAND.filter(signs)));
    expect(GATE_ENTRIES.map(({ name }) => name)).toEqual(commands(PIECES_WITH_COMMAND.filter(judges)));
  });

  it('has the version of the packages', () => {
    const { version } = JSON.parse(text('package.json')) as { readonly version: string };
    expect(VERSION).toBe(version);
  });

  it('has no input that no piece takes', () => {
    const taken = new Set<string>(PIECE_NAMES.flatMap((piece) => PIECES[piece].inputs));
    expect(Object.keys(INPUTS).filter((name) => !taken.has(name))).toEqual([]);
  });
});

/** Inputs that are younger than the page: it may grow, and names on it do not change. */
const LATER = ['trust-digest', 'version', 'mirror', 'key-digest', 'key-login', 'signing-algorithm'];

/** Components that the components' own pipeline cannot run, and why. */
const NOT_IN_OWN_PIPELINE: Partial<Record<Piece, string>> = { 'sign-image': 'it needs an image, and that project builds none' };

it("the components' own pipeline runs every component, and waits for each before it judges", () => {
  const { include } = parse(text('gitlab-components/.gitlab-ci.yml')) as {
    readonly include: readonly { readonly component: string; readonly inputs: { readonly needs: readonly string[] } }[];
  };
  const run = include.map(({ component }) => /\/([a-z-]+)@/.exec(component)?.[1] ?? component);
  expect([...run].sort()).toEqual(PIECES_WITH_COMMAND.filter((piece) => !(piece in NOT_IN_OWN_PIPELINE)).sort());
  const gate = include.find(({ component }) => component.includes('/verify-gate@'));
  expect([...(gate?.inputs.needs ?? [])].sort()).toEqual(run.filter((name) => name !== 'verify-gate').sort());
});

it('the page of the components has every input of every component', () => {
  const page = text('gitlab-components/INPUTS.md');
  const shared = page.slice(page.indexOf('## Every component'), page.indexOf(`## ${PIECES_WITH_COMMAND[0] ?? ''}`));
  for (const piece of PIECES_WITH_COMMAND) {
    const own = page.slice(page.indexOf(`\n## ${piece}\n`)).split('\n## ')[1] ?? '';
    for (const name of Object.keys(componentOf(piece).inputs))
      expect([piece, name, `${shared}${own}`.includes(`| \`${name}\``)]).toEqual([piece, name, true]);
  }
});

describe('the contract', () => {
  const contract = `${root}../shared/contract.md`;

  (existsSync(contract) ? it : it.skip)('names every input (skipped without ../shared/contract.md)', () => {
    const written = new Set(
      [...readFileSync(contract, 'utf8').matchAll(/`([a-z][a-z-]*)[`:]|--([a-z][a-z-]*)/g)].map(
        ([, input, flag]) => input ?? flag,
      ),
    );
    const unnamed = [...PROGRAM_INPUTS].filter((name) => !written.has(name) && !LATER.includes(name));
    expect(unnamed).toEqual([]);
  });
});
