import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { collectFiles } from '../artifacts/index.js';
import { failure } from '../net/testing/test-run.js';
import { readStatement } from '../statements/index.js';
import { attestProvenance } from './index.js';
import { listed } from './testing/digests.js';
import { keyFile } from './testing/keys.js';
import { openStudio, type Studio } from './testing/studio.js';

let studio: Studio;
let requests: string[] = [];
let count = 0;
beforeAll(async () => {
  studio = await openStudio({ log: (line) => requests.push(line) });
});
afterEach(() => {
  requests = [];
});
afterAll(() => studio.close());

describe('attestProvenance', () => {
  it('makes one statement about files and listed digests, beside the files', async () => {
    mkdirSync(join(studio.folder, 'dist'));
    for (const name of ['a.tgz', 'b.tgz']) writeFileSync(join(studio.folder, 'dist', name), name);
    const run = studio.run(studio.sandbox.github());
    const files = await collectFiles(run, { paths: ['dist/*'] });
    const report = await attestProvenance(run, { ...studio.options(), subjects: files });
    expect(report.signed.map(({ path }) => path)).toEqual([join(studio.folder, 'dist/provenance.sigstore.json')]);
    const digest = listed('cd'.repeat(32), 'c.tgz');
    const mixed = await attestProvenance(run, {
      ...studio.options(),
      subjects: [...files, digest],
      bundlePath: 'all.provenance.json',
    });
    const { content } = mixed.signed[0]?.bundle ?? {};
    if (content?.kind !== 'dsse') throw new Error('expected a statement');
    const statement = readStatement(content.payload);
    expect(statement.subjects.map(({ name }) => name)).toEqual(['dist/a.tgz', 'dist/b.tgz', 'c.tgz']);
    expect(statement.predicate).toMatchObject({ runDetails: { builder: { id: mixed.signed[0]?.signer.identity } } });
  });

  it('requests one certificate, and one more token without use elsewhere', async () => {
    const subjects = await studio.files({ 'tokens.bin': 'x' });
    await attestProvenance(studio.run(studio.sandbox.github()), {
      ...studio.options(),
      subjects,
      outputDir: `out-${(count += 1)}`,
    });
    expect(requests.filter((line) => line.startsWith('fulcio POST'))).toHaveLength(1);
    expect(requests.filter((line) => line.startsWith('issuer GET') && !/well-known|jwks/.test(line))).toHaveLength(2);
  });

  it('a run that cannot be described is refused before a certificate makes it public', async () => {
    const subjects = await studio.files({ 'required.bin': 'x' });
    const run = studio.run(studio.sandbox.github({ workflow_ref: 'acme/rules/.github/workflows/required.yml@refs/heads/main' }));
    expect(
      await failure(attestProvenance(run, { ...studio.options(), subjects, outputDir: `out-${(count += 1)}` })),
    ).toMatchObject({ code: 'TOKEN_INVALID' });
    expect(requests.filter((line) => line.startsWith('fulcio POST'))).toEqual([]);
  });

  it('signs nothing if certificate and provenance differ', async () => {
    const subjects = await studio.files({ 'other-server.bin': 'x' });
    const env = { ...studio.sandbox.github(), GITHUB_SERVER_URL: 'https://git.acme.dev' };
    const error = await failure(
      attestProvenance(studio.run(env), { ...studio.options(), subjects, outputDir: `out-${(count += 1)}` }),
    );
    expect(error).toMatchObject({
      code: 'SIGNATURE_NOT_PROVEN',
      expected: 'https://git.acme.dev/acme/app/.github/workflows/release.yml@refs/heads/main',
      found: 'https://github.com/acme/app/.github/workflows/release.yml@refs/heads/main',
    });
    expect(requests.filter((line) => line.startsWith('rekor POST'))).toEqual([]);
  });

  it('uses the claims of the token also if a key signs', async () => {
    keyFile(studio.folder, 'P-256', 'release.pem');
    const subjects = await studio.files({ 'key.bin': 'x' });
    const run = studio.run(await studio.sandbox.gitlab());
    const component = { name: 'attest-provenance', sha: 'ab'.repeat(20), version: '1.0.0' };
    const report = await attestProvenance(run, {
      ...studio.options(),
      subjects,
      keys: ['release.pem'],
      bundlePath: 'key.json',
      component,
      inputs: { stage: 'deploy' },
    });
    const { content } = report.signed[0]?.bundle ?? {};
    if (content?.kind !== 'dsse') throw new Error('expected a statement');
    const selfAsserted = [
      'externalParameters.entryPoint',
      'externalParameters.inputs',
      'internalParameters.component',
      'runDetails.metadata.startedOn',
    ];
    const { buildDefinition } = readStatement(content.payload).predicate;
    expect(buildDefinition).toMatchObject({
      externalParameters: { inputs: { stage: 'deploy' } },
      internalParameters: { component, selfAsserted },
    });
    const nowhere = await failure(attestProvenance(studio.run({}), { ...studio.options(), subjects, keys: ['release.pem'] }));
    expect(nowhere.code).toBe('TOKEN_UNAVAILABLE');
  });

  it('never loses a bundle about something else, and replaces its own', async () => {
    const run = studio.run(studio.sandbox.github());
    const attest = async (contents: Readonly<Record<string, string>>, options: object = {}) =>
      attestProvenance(run, { ...studio.options(), subjects: await studio.files(contents), outputDir: 'twice', ...options });
    await attest({ 'one.bin': '1' });
    const path = join(studio.folder, 'twice/provenance.sigstore.json');
    const first = readFileSync(path);
    requests = [];
    expect(await failure(attest({ 'two.bin': '2' }))).toMatchObject({
      code: 'INPUT_INVALID',
      exitStatus: 3,
      found: 'a bundle about "one.bin"',
      hint: expect.stringMatching(/bundle-path or output-dir/),
    });
    expect(requests.filter((line) => line.startsWith('rekor POST'))).toEqual([]);
    expect(readFileSync(path)).toEqual(first);
    // Other bytes with the same name, and the same bytes with another name.
    for (const again of [{ 'one.bin': 'changed' }, { 'other.bin': 'changed' }, { 'other.bin': 'changed', 'two.bin': '2' }]) {
      const before = readFileSync(path);
      await attest(again);
      expect(readFileSync(path)).not.toEqual(before);
    }
    // The old bundle is about two files, and one would be lost.
    expect((await failure(attest({ 'two.bin': '2' }))).code).toBe('INPUT_INVALID');
    const shared = { outputDir: undefined, bundlePath: 'twice/all.jsonl' };
    await attest({ 'one.bin': '1' }, shared);
    expect((await failure(attest({ 'two.bin': '2' }, shared))).code).toBe('INPUT_INVALID');
  });

  it('a key signs nothing for a token of a server that only a variable names', async () => {
    const other = await openStudio();
    try {
      keyFile(studio.folder, 'P-256', 'release.pem');
      const subjects = await studio.files({ 'foreign.bin': 'x' });
      const foreign = await other.sandbox.gitlab({ ref: 'v9', ref_type: 'tag' });
      const env = {
        ...(await studio.sandbox.gitlab({ ref: 'feature' })),
        CI_SERVER_URL: other.sandbox.issuers.gitlab,
        SIGSTORE_ID_TOKEN: foreign['SIGSTORE_ID_TOKEN'] ?? '',
      };
      requests = [];
      const options = { ...studio.options(), subjects, keys: ['release.pem'], bundlePath: 'foreign.json' };
      expect((await failure(attestProvenance(studio.run(env), options))).code).toBe('TOKEN_INVALID');
      expect(existsSync(join(studio.folder, 'foreign.json'))).toBe(false);
      expect(requests).toEqual([]);
    } finally {
      await other.close();
    }
  });

  it.each([
    ['an image manifest', JSON.stringify({ schemaVersion: 2, config: { digest: `sha256:${'a'.repeat(64)}` }, layers: [] })],
    ['an index, too large to be kept', `${' '.repeat(2 * 1024 * 1024)}{"manifests": [{"digest": "sha256:aa"}]}`],
    ['the text of an attestation', 'DSSEv1 28 application/vnd.in-toto+json 2 {}'],
    ['the text of an image signature', '{"critical": {"type": "cosign container image signature"}}'],
  ])('rejects a file that contains %s, before any request', async (_, content) => {
    const subjects = await studio.files({ 'good.bin': 'good', 'notes.json': content });
    const run = studio.run(studio.sandbox.github());
    const error = await failure(attestProvenance(run, { ...studio.options(), subjects, bundlePath: 'no.json' }));
    expect(error).toMatchObject({ code: 'INPUT_UNSUPPORTED', message: expect.stringContaining('notes.json') });
    expect(requests).toEqual([]);
  });

  it('rejects a digest without bytes that has the name of an image', async () => {
    const run = studio.run(studio.sandbox.github());
    for (const name of [
      'ghcr.io/acme/app',
      'foo.app/foo',
      'ghcr.io/acme/tool.jar',
      'com.acme.tool/tool.jar:v1',
      '127.0.0.1:5000/acme/app',
      'pkg:docker/acme/app',
    ]) {
      const subjects = [listed('cd'.repeat(32), name)];
      const error = await failure(attestProvenance(run, { ...studio.options(), subjects, bundlePath: 'no.json' }));
      expect(error).toMatchObject({ code: 'INPUT_UNSUPPORTED', hint: expect.stringContaining('images') });
    }
    expect(requests).toEqual([]);
  });

  it('accepts a digest with a path whose first folder only looks like a registry', async () => {
    const names = ['Acme.Tool/bin/x.nupkg', 'com.acme.tool/tool.jar', 'Foo.app/foo'];
    const subjects = names.map((name, n) => listed(String(n).repeat(64), name));
    const run = studio.run(studio.sandbox.github());
    const { signed, failures } = await attestProvenance(run, { ...studio.options(), subjects, bundlePath: 'paths.json' });
    expect(failures).toEqual([]);
    expect(signed.flatMap((one) => one.subjects.map(({ name }) => name))).toEqual(names);
  });

  it('rejects two subjects with one name, and no subject', async () => {
    const run = studio.run(studio.sandbox.github());
    const twice = [listed('cd'.repeat(32), 'c.tgz', 'A:1'), listed('ef'.repeat(32), 'c.tgz', 'B:1')];
    expect((await failure(attestProvenance(run, { ...studio.options(), subjects: twice }))).code).toBe('SUBJECT_DUPLICATE');
    expect((await failure(attestProvenance(run, { ...studio.options(), subjects: [] }))).code).toBe('NO_MATCH');
  });

  it('rejects too many subjects before any request', async () => {
    const subjects = Array.from({ length: 20_001 }, (_, index) =>
      listed(`${'ab'.repeat(29)}${index.toString(16).padStart(6, '0')}`, `c-${String(index)}`),
    );
    requests = [];
    const error = await failure(
      attestProvenance(studio.run(studio.sandbox.github()), { ...studio.options(), subjects, outputDir: `out-${(count += 1)}` }),
    );
    expect(error).toMatchObject({ code: 'INPUT_INVALID', expected: 'at most 20000' });
    expect(error.message.length).toBeLessThan(200);
    expect(requests).toEqual([]);
  });
});
