import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { failure } from '../net/testing/test-run.js';
import { pushImage } from '../signing/testing/image.js';
import type { Studio } from '../signing/testing/studio.js';
import type { GateOptions } from './index.js';
import { digest, files, POLICY, policyOf, SIGNED, word } from './testing/attack.js';
import { openScene, openStudio, type Scene } from './testing/scene.js';

let studio: Studio;
let scene: Scene;
beforeAll(async () => {
  studio = await openStudio();
});
beforeEach(() => {
  scene = openScene(studio);
});
afterAll(() => studio.close());

const EVIL = '#!/bin/sh\necho evil\n';
const at = (path: string): string => join(scene.folder, path);
const write = (contents: Readonly<Record<string, string>>): void => {
  for (const [path, content] of Object.entries(contents)) {
    mkdirSync(dirname(at(path)), { recursive: true });
    writeFileSync(at(path), content);
  }
};
const judge = async (options: GateOptions): Promise<readonly unknown[]> => word(await scene.gate({ ...POLICY, ...options }));

/** Two teams, each with its folder; the docs team has signed EVIL, and its bundle is in `ev`. */
async function twoTeams(): Promise<void> {
  const { issuers } = studio.sandbox;
  const signer = (name: string): string =>
    `{github: {issuer: ${issuers.github}, source: {repository: acme/${name}, refs: ["refs/tags/v*"]}, workflow: release.yml}}`;
  write({
    'policy.yaml': `apiVersion: countersign.dev/v1beta1
kind: Policy
trust: {public: {root: root.json}}
signers: {docs: ${signer('docs')}, release: ${signer('app')}}
rules:
  - {name: docs, match: {paths: ["docs/**"]}, require: [signature: {by: docs}]}
  - {name: bin, match: {paths: ["bin/**"]}, require: [signature: {by: release}]}
  - {name: top, match: {paths: ["app"]}, require: [signature: {by: docs}]}
`,
    'bin/app': EVIL,
    'ev/evil.sh': EVIL,
  });
  await scene.sign(scene.job('acme/docs'), ['ev/evil.sh']);
}

describe('a file is judged by the rule for its real place, whatever path names it', () => {
  beforeEach(twoTeams);
  const line = (name: string): string => `${digest('sha256', EVIL)}  ${name}\n`;

  it('the honest paths are judged by their rules', async () => {
    write({ 'docs/app': EVIL });
    expect(await judge({ paths: ['docs/app'], evidence: ['ev'] })).toEqual(['allowed', 0]);
    expect((await judge({ paths: ['bin/app'], evidence: ['ev'] }))[0]).toBe('denied');
  });

  it.each(['docs/../bin/app', './docs/../bin/app', 'docs\\..\\bin\\app', '//bin/app', '../bin/app'])(
    'in a line of a checksum file: %s',
    async (name) => {
      write({ SUMS: line(name) });
      expect(await failure(judge({ checksums: ['SUMS'], evidence: ['ev'] }))).toMatchObject({
        code: 'CHECKSUM_MALFORMED',
        exitStatus: 3,
      });
    },
  );

  it.each(['bin/app', './bin/app', 'bin//app', 'bin/./app', 'bin\\app', 'docs/app'])(
    'in a line of a checksum file, where docs is a link to bin: %s',
    async (name) => {
      symlinkSync('bin', at('docs'));
      write({ SUMS: line(name) });
      expect((await judge({ checksums: ['SUMS'], evidence: ['ev'] }))[0]).toBe('denied');
    },
  );

  it.each(['docs/app', 'docs/*', 'docs/../bin/app', './/docs/./app'])(
    'as a path, where docs is a link to bin: %s',
    async (path) => {
      symlinkSync('bin', at('docs'));
      expect((await judge({ paths: [path], evidence: ['ev'] }))[0]).toBe('denied');
    },
  );

  it('a path outside the folder is denied', async () => {
    mkdirSync(at('here/docs'), { recursive: true });
    for (const name of ['policy.yaml', 'root.json', 'ev']) renameSync(at(name), at(`here/${name}`));
    symlinkSync('../../bin', at('here/docs/linked'));
    const run = scene.run({ cwd: at('here') });
    for (const path of ['../bin/app', 'docs/linked/app', at('bin/app')]) {
      const result = await scene.gate({ ...POLICY, paths: [path], evidence: ['ev'] }, run);
      expect(word(result)).toEqual(['denied', 1, 'NO_RULE']);
    }
  });
});

it('a placeholder binds the signer of the real place', async () => {
  write({
    'policy.yaml': policyOf(
      studio,
      '  - {name: apps, match: {paths: ["{app}/tool"]}, require: [signature: {by: team}]}\n',
    ).replace(
      'signers:',
      `signers:\n  team: {github: {issuer: ${studio.sandbox.issuers.github}, source: {repository: "acme/{app}", refs: ["refs/tags/v*"]}, workflow: release.yml}}`,
    ),
    'victim/tool': EVIL,
    'attacker/signed': EVIL,
  });
  await scene.sign(scene.job('acme/attacker'), ['attacker/signed']);
  copyFileSync(at('attacker/signed.sigstore.json'), at('victim/tool.sigstore.json'));
  rmSync(at('attacker'), { recursive: true });
  symlinkSync('victim', at('attacker'));
  write({ SUMS: `${digest('sha256', EVIL)}  attacker/tool\n` });
  for (const subjects of [{ paths: ['attacker/tool'] }, { paths: ['attacker/*'] }, { checksums: ['SUMS'] }])
    expect((await judge(subjects))[0]).toBe('denied');
});

it('one file under many names does not meet an expectation of many', async () => {
  write({
    'policy.yaml': policyOf(
      studio,
      `  - {name: all, match: {paths: ["**"]}, expect: {at-least: 3}, require: [signature: {by: release, unseen: allow}]}\n`,
    ),
  });
  write({ 'd/a': 'app' });
  await scene.sign(scene.job('acme/app'), ['d/a']);
  renameSync(at('d/a.sigstore.json'), at('ev.sigstore.json'));
  const evidence = ['ev.sigstore.json'];
  for (const name of ['b', 'c']) symlinkSync('a', at(`d/${name}`));
  symlinkSync('d', at('e'));
  write({
    SUMS: ['d/a', './d/a', 'd//a', 'e/a', 'gone', 'lost'].map((name) => `${digest('sha256', 'app')}  ${name}\n`).join(''),
  });
  const few = ['denied', 1];
  expect(await judge({ paths: ['**/a', '**/b', '**/c'], evidence })).toEqual(few);
  expect(await judge({ checksums: ['SUMS'], evidence })).toEqual(few);
  for (const name of ['b', 'c']) {
    rmSync(at(`d/${name}`));
    write({ [`d/${name}`]: 'app' });
  }
  expect(await judge({ paths: ['d/*'], evidence })).toEqual(few);
});

describe('all files of a folder are judged', () => {
  beforeEach(async () => {
    write({ 'policy.yaml': policyOf(studio, files(SIGNED)), 'dist/app.tgz': 'app' });
    await scene.sign(scene.job('acme/app'), ['dist/app.tgz']);
  });

  it('bundles beside artifacts are not artifacts', async () => {
    const bundle = readFileSync(at('dist/app.tgz.sigstore.json'), 'utf8');
    write({ 'dist/provenance.sigstore.json': bundle, 'dist/all.jsonl': `${bundle}\n${bundle}\n` });
    expect(await judge({ paths: ['dist/*'] })).toEqual(['allowed', 0]);
  });

  it.each(['dist/lib.sigstore.json', 'dist/app.tgz.evil.sigstore.json', 'dist/app.tgz.sigstore', 'dist/evil.jsonl'])(
    'and what is called like a bundle and is none is judged: %s',
    async (name) => {
      write({ [name]: '#!/bin/sh\n' });
      expect((await judge({ paths: ['dist/**'], evidence: ['dist/app.tgz.sigstore.json'] }))[0]).toBe('denied');
    },
  );

  it('a bundle with further members is not a bundle', async () => {
    const bundle = JSON.parse(readFileSync(at('dist/app.tgz.sigstore.json'), 'utf8')) as object;
    write({ 'dist/lib.sigstore.json': JSON.stringify({ ...bundle, scripts: { postinstall: 'evil' } }) });
    expect((await judge({ paths: ['dist/**'] }))[0]).toBe('denied');
  });

  const onUnix = process.platform === 'win32' ? it.skip : it;
  const bytes = (...parts: readonly (string | number)[]): Buffer =>
    Buffer.concat(
      [`${scene.folder}/`, ...parts].map((part) => (typeof part === 'number' ? Buffer.from([part]) : Buffer.from(part))),
    );

  onUnix.each(['\n', '\r', '\u2028', '\u2029', '\u0085', '\u001b'])(
    'and a file or folder with %j in its name is not passed over',
    async (odd) => {
      for (const name of [`dist/x${odd}y.tgz`, `dist/x${odd}y/evil.tgz`]) {
        write({ [name]: EVIL });
        for (const paths of [['dist/**'], ['**/*.tgz'], ['dist/*/*.tgz', 'dist/*.tgz']])
          expect(await failure(judge({ paths }))).toMatchObject({ code: 'FILE_UNREADABLE', exitStatus: 3 });
        rmSync(at(`dist/x${odd}y`), { recursive: true, force: true });
        rmSync(at(name), { force: true });
      }
      expect(await judge({ paths: ['dist/**'] })).toEqual(['allowed', 0]);
    },
  );

  onUnix('and a folder whose name is not UTF-8 is not passed over', async () => {
    mkdirSync(bytes('dist/x', 0xff));
    writeFileSync(bytes('dist/x', 0xff, '/evil.tgz'), EVIL);
    expect(await failure(judge({ paths: ['dist/**'] }))).toMatchObject({
      code: 'FILE_UNREADABLE',
      exitStatus: 3,
      found: expect.stringContaining('hex 78ff'),
    });
  });

  onUnix('and a signed file does not stand for one whose bytes become the same name', async () => {
    writeFileSync(bytes('dist/app', 0xff, '.tgz'), EVIL);
    copyFileSync(at('dist/app.tgz'), at('dist/app\ufffd.tgz'));
    copyFileSync(at('dist/app.tgz.sigstore.json'), at('dist/app\ufffd.tgz.sigstore.json'));
    expect(await failure(judge({ paths: ['dist/*'] }))).toMatchObject({ code: 'FILE_UNREADABLE', exitStatus: 3 });
    // As a shell expands dist/*.tgz, and Node decodes it.
    const expanded = ['dist/app.tgz', 'dist/app\ufffd.tgz', 'dist/app\ufffd.tgz'];
    expect(await failure(judge({ paths: expanded }))).toMatchObject({ code: 'INPUT_INVALID', exitStatus: 3 });
    write({ SUMS: `${digest('sha256', 'app')}  dist/app\ufffd.tgz\n` });
    expect(await failure(judge({ checksums: ['SUMS'] }))).toMatchObject({ code: 'CHECKSUM_MALFORMED', exitStatus: 3 });
  });

  onUnix('and a link does not lead to another file than the one that is read', async () => {
    mkdirSync(bytes('o/x', 0xff), { recursive: true });
    writeFileSync(bytes('o/x', 0xff, '/evil.tgz'), EVIL);
    write({ 'o/x\ufffd/evil.tgz': 'app' });
    symlinkSync(
      Buffer.concat([Buffer.from('../'), Buffer.from('o/x'), Buffer.from([0xff]), Buffer.from('/evil.tgz')]),
      at('dist/plugin.tgz'),
    );
    const evidence = ['dist/app.tgz.sigstore.json'];
    for (const paths of [['dist/*.tgz'], ['dist/plugin.tgz'], ['dist/**']])
      expect(await failure(judge({ paths, evidence }))).toMatchObject({ code: 'FILE_UNREADABLE', exitStatus: 3 });
  });

  it('a link inside a linked folder is followed', async () => {
    write({ 'o/lib2/evil.tgz': EVIL, 'o/lib/good.tgz': 'app' });
    symlinkSync('../lib2', at('o/lib/more'));
    symlinkSync('../o/lib', at('dist/lib'));
    const evidence = ['dist/app.tgz.sigstore.json'];
    expect((await judge({ paths: ['dist/**'], evidence }))[0]).toBe('denied');
    write({ 'o/lib2/evil.tgz': 'app' });
    expect(await judge({ paths: ['dist/**'], evidence })).toEqual(['allowed', 0]);
  });

  (process.platform === 'win32' ? it.skip : it)('and a pipe, a device or a dead link in it is refused', async () => {
    const made: readonly (() => void)[] = [
      () => execFileSync('mkfifo', [at('dist/x')]),
      () => {
        symlinkSync('/dev/stdin', at('dist/x'));
      },
      () => {
        symlinkSync('gone', at('dist/x'));
      },
    ];
    for (const make of made) {
      make();
      for (const paths of [['dist/**'], ['dist/*'], ['dist/x']])
        expect(await failure(judge({ paths }))).toMatchObject({ exitStatus: 3 });
      rmSync(at('dist/x'));
    }
  });
});

it('where the file exists, its content counts and not the checksum file', async () => {
  write({ 'policy.yaml': policyOf(studio, files(SIGNED)), 'app.tgz': 'app' });
  await scene.sign(scene.job('acme/app'), ['app.tgz']);
  write({ SUMS: `${digest('sha256', 'app')}  app.tgz\n` });
  expect(await judge({ checksums: ['SUMS'] })).toEqual(['allowed', 0]);
  write({ 'app.tgz': 'evil' });
  const { decision } = await scene.gate({ ...POLICY, checksums: ['SUMS'] });
  expect(decision).toMatchObject({
    outcome: 'denied',
    subjects: [],
    problems: [{ outcome: 'denied', code: 'SUBJECT_MISMATCH' }],
  });
});

it('a line of a checksum file is judged under the name of its file, whether the file exists or not', async () => {
  const rules = `  - {name: strict, match: {paths: ["sums/**"]}, require: [attestation: {type: "https://acme.dev/approval/v1", by: release}]}
  - {name: lax, match: {paths: ["*"]}, require: [signature: {by: release, unseen: allow}]}
`;
  const line = `${digest('sha256', 'app')}  app.tgz\n`;
  write({ 'policy.yaml': policyOf(studio, rules), 'sums/app.tgz': 'app', 'sums/SUMS': line, 'more/SUMS': line });
  await scene.sign(scene.job('acme/app'), ['sums/app.tgz']);
  expect((await judge({ paths: ['sums/app.tgz'] }))[0]).toBe('denied');
  for (const kind of ['file', 'digest']) {
    if (kind === 'digest') rmSync(at('sums/app.tgz'));
    const { decision } = await scene.gate({ ...POLICY, checksums: ['sums/SUMS'] });
    expect(decision).toMatchObject({
      outcome: 'denied',
      subjects: [{ kind, name: 'sums/app.tgz' }],
      policies: [{ subjects: [{ rules: [{ rule: 'strict' }] }] }],
    });
  }
  // Two folders that each have such a file have two files.
  const { decision } = await scene.gate({ ...POLICY, checksums: ['sums/SUMS', 'more/SUMS'] });
  expect(decision.subjects.map(({ name }) => name)).toEqual(['sums/app.tgz', 'more/app.tgz']);
});

it('a rule for a folder applies to files that a checksum file in it lists', async () => {
  const rules = '  - {name: all, match: {paths: ["sums/*.tgz"]}, require: [signature: {by: release, unseen: allow}]}\n';
  write({ 'policy.yaml': policyOf(studio, rules), 'sums/app.tgz': 'app', 'sums/SUMS': `${digest('sha256', 'app')}  app.tgz\n` });
  await scene.sign(scene.job('acme/app'), ['sums/app.tgz']);
  expect(await judge({ checksums: ['sums/SUMS'] })).toEqual(['allowed', 0]);
  rmSync(at('sums/app.tgz'));
  expect(await judge({ checksums: ['sums/SUMS'] })).toEqual(['allowed', 0]);
  // The bundle may also be in the working folder, under the name of the file in the line.
  renameSync(at('sums/app.tgz.sigstore.json'), at('app.tgz.sigstore.json'));
  expect(await judge({ checksums: ['sums/SUMS'] })).toEqual(['allowed', 0]);
});

it('an image by tag and by digest counts once', async () => {
  const { host } = studio.sandbox.registry;
  await pushImage(host, 'acme/counted', 'v1', 'counted');
  write({
    'policy.yaml': policyOf(
      studio,
      `  - {name: all, match: {images: ["${host}/**"]}, expect: {at-least: 2}, require: [${SIGNED}]}\n`,
    ),
  });
  const tag = `${host}/acme/counted:v1`;
  const { subjects } = (await scene.gate({ ...POLICY, images: [tag] })).decision;
  const byDigest = subjects.map((subject) => (subject.kind === 'image' ? `${subject.name}@${subject.digest}` : ''));
  const { decision } = await scene.gate({ ...POLICY, images: [tag, ...byDigest] });
  expect(decision.subjects).toHaveLength(1);
  expect(decision.problems).toMatchObject([{ code: 'EXPECTATION_NOT_MET', found: '1' }]);
});

describe('an output never overwrites an artifact, a policy or evidence', () => {
  beforeEach(async () => {
    write({
      'policy.yaml': policyOf(studio, files(SIGNED)),
      'dist/app.tgz': 'app',
      SUMS: `${digest('sha256', 'app')}  dist/app.tgz\n`,
    });
    await scene.sign(scene.job('acme/app'), ['dist/app.tgz']);
    symlinkSync('dist', at('out'));
    symlinkSync('policy.yaml', at('report.json'));
  });

  it.each([
    'dist/app.tgz',
    './dist/../dist/app.tgz',
    'out/app.tgz',
    'policy.yaml',
    'report.json',
    'root.json',
    'SUMS',
    'dist/app.tgz.sigstore.json',
    'out/app.tgz.sigstore.json',
  ])('%s', async (name) => {
    const outputs = [{ what: 'the report', path: at(name) }];
    expect(await failure(judge({ paths: ['dist/*'], checksums: ['SUMS'], outputs }))).toMatchObject({
      code: 'INPUT_INVALID',
      exitStatus: 3,
      message: expect.stringContaining('overwrite'),
    });
  });

  it('nor another output', async () => {
    const outputs = ['dist/a.json', 'out/a.json'].map((name) => ({ what: name, path: at(name) }));
    expect(await failure(judge({ paths: ['dist/app.tgz'], outputs }))).toMatchObject({ code: 'INPUT_INVALID' });
    expect(await judge({ paths: ['dist/app.tgz'], outputs: outputs.slice(0, 1) })).toEqual(['allowed', 0]);
  });
});
