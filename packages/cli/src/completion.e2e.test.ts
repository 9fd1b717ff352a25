import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { flagOf, inputsOf, PIECES_WITH_COMMAND, PIECES } from '@countersign/surface/options';
import { countersign } from './testing/program.js';

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-completion-'));
  mkdirSync(join(folder, 'files'));
  writeFileSync(join(folder, 'files', 'app.tgz'), '');
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { status, stdout, stderr } = await countersign(['completion', shell], { cwd: folder });
    expect([status, stderr]).toEqual([0, '']);
    writeFileSync(join(folder, shell), stdout);
  }
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function run(shell: string, script: string): readonly string[] {
  const { status, stdout, stderr } = spawnSync(shell, ['-c', script], { cwd: join(folder, 'files'), encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
  return stdout.split('\n').filter((line) => line !== '');
}

/** What bash offers for the last word, as readline asks for it: with `=` as a word of its own. */
function inBash(line: string): readonly string[] {
  const words = line.split(/ |(?<==)|(?==)/);
  const array = words.map((word) => `'${word}'`).join(' ');
  const call = `COMP_WORDS=(${array}); COMP_CWORD=${String(words.length - 1)}; _countersign; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return run('bash', `set -u; . ../bash; complete -p countersign > /dev/null; ${call}`);
}

describe('completion in bash', () => {
  it.each([
    ['countersign ver', ['verify']],
    ['countersign policy ', ['check', 'explain']],
    ['countersign policy ex', ['explain']],
    ['countersign verify --mo', ['--mode']],
    ['countersign verify --mode ', ['enforce', 'warn']],
    ['countersign verify --mode=', ['enforce', 'warn']],
    ['countersign verify app.tgz --mode=w', ['warn']],
    ['countersign sandbox --identity g', ['github', 'gitlab']],
    ['countersign inspect --signature-repository ', []],
    ['countersign verify app', []],
    ['countersign verify x -- verify --mo', []],
    ['countersign nothing --', ['--help']],
  ])('%s', (line, expected) => {
    expect(inBash(line)).toEqual(expected);
  });

  it.each(PIECES_WITH_COMMAND)('has every flag of %s', (piece) => {
    const flags = inputsOf(piece).flatMap(([name, spec]) => (spec.only === undefined ? [`--${flagOf(name, spec)}`] : []));
    expect(inBash(`countersign ${PIECES[piece].command.name} -`)).toEqual(expect.arrayContaining([...flags, '--json', '--help']));
  });

  it('leaves names of files to bash', () => {
    expect(run('bash', '. ../bash; complete -p countersign')).toEqual([
      'complete -o bashdefault -o default -F _countersign countersign',
    ]);
  });
});

const has = (shell: string): boolean => spawnSync(shell, ['-c', 'exit 0']).status === 0;

describe('completion in other shells', () => {
  (has('zsh') ? it : it.skip)('zsh reads it (skipped without zsh)', () => {
    expect(run('zsh', 'autoload -U compinit && compinit -u -d ../dump && . ../zsh && print $_comps[countersign]')).toEqual([
      '_countersign',
    ]);
  });

  (has('fish') ? it : it.skip)('fish offers commands, flags and values (skipped without fish)', () => {
    const words = (line: string): readonly string[] =>
      run('fish', `source ../fish; complete -C '${line}'`).map((one) => one.split('\t')[0] ?? '');
    expect(words('countersign policy ')).toEqual(['check', 'explain']);
    expect(words('countersign verify --mode ')).toEqual(['enforce', 'warn']);
    expect(words('countersign verify --trust')).toEqual(expect.arrayContaining(['--trusted-root', '--trust-digest']));
  });
});

it('a shell that is not known is refused', async () => {
  const { status, stdout, stderr } = await countersign(['completion', 'tcsh'], { cwd: folder });
  expect([status, stdout]).toEqual([3, '']);
  expect(stderr).toContain('bash, zsh, fish');
});
