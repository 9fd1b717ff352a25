import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { octokitApi } from '@countersign/surface/octokit-api';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { DigestSubject, FileSubject, ImageSubject, Subject } from '../artifacts/index.js';
import { startServer } from '../net/testing/local-server.js';
import { failure, testRun } from '../net/testing/test-run.js';
import { sampleBundle, sampleMessageBundle } from '../registry/testing/samples.js';
import type { OpenGithubApi } from './github-api.js';
import { findEvidence, searchedPlaces, type Evidence, type EvidenceOptions } from './index.js';

const root = mkdtempSync(join(tmpdir(), 'countersign-evidence-'));
afterAll(() => rmSync(root, { recursive: true }));

/** A fresh folder with files; returns its path. */
function folder(files: Record<string, string | Uint8Array> = {}): string {
  const path = mkdtempSync(join(root, 'f-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), content);
  }
  return path;
}
const hex = (content: string) => createHash('sha256').update(content).digest('hex');
function file(cwd: string, name: string, content = name): FileSubject {
  return { kind: 'file', name, path: join(cwd, name), size: content.length, digests: { sha256: hex(content) }, content: 'data' };
}
const signature = (name: string) => sampleMessageBundle(hex(name)).serialized;
const attestation = (name: string, note = '') => sampleBundle(hex(name), undefined, note).serialized;
const kinds = ({ items }: Evidence) =>
  items.map((item) => (item.kind === 'bundle' ? basename(item.origin.location) : item.error.code)).toSorted();
const lines = (...bundles: Uint8Array[]) => bundles.map((bundle) => new TextDecoder().decode(bundle)).join('\n');

describe('beside the file', () => {
  it('finds its own bundle, even if that mentions another digest', async () => {
    const cwd = folder({ 'app.tgz.sigstore.json': signature('another file') });
    const { items, incomplete } = await findEvidence(testRun({ cwd }), file(cwd, 'app.tgz'), { places: [] });
    expect(incomplete).toEqual([]);
    expect(items).toMatchObject([{ kind: 'bundle', origin: { kind: 'file', location: join(cwd, 'app.tgz.sigstore.json') } }]);
    expect(items[0]).toHaveProperty('digest', `sha256:${createHash('sha256').update(signature('another file')).digest('hex')}`);
  });

  it('finds its own bundle in a named folder, too', async () => {
    const cwd = folder({
      'sigs/app.tgz.sigstore.json': signature('another file'),
      'sigs/other.sigstore.json': signature('other'),
    });
    const found = await findEvidence(testRun({ cwd }), file(cwd, 'app.tgz'), { places: ['sigs'] });
    expect(kinds(found)).toEqual(['app.tgz.sigstore.json']);
  });

  it('finds its own bundle in subfolders of a named folder, where signing with output-dir puts it', async () => {
    const cwd = folder({
      'sigs/dist/app.tgz.sigstore.json': signature('app.tgz'),
      'sigs/deep/er/still/x.sigstore.json': attestation('app.tgz'),
      'sigs/dist/other.sigstore.json': signature('other'),
      'sigs/dist/data.jsonl': lines(attestation('app.tgz', 'data')),
      'sigs/node_modules/a/b.sigstore.json': attestation('app.tgz', 'a package'),
      'outside/out.sigstore.json': attestation('app.tgz', 'outside'),
    });
    symlinkSync(join(cwd, 'outside'), join(cwd, 'sigs/link'));
    symlinkSync(join(cwd, 'outside/out.sigstore.json'), join(cwd, 'sigs/dist/linked.sigstore.json'));
    symlinkSync('..', join(cwd, 'sigs/dist/up'));
    const found = await findEvidence(testRun({ cwd }), file(cwd, 'app.tgz'), { places: ['sigs'] });
    expect(kinds(found)).toEqual(['app.tgz.sigstore.json', 'x.sigstore.json']);
    expect(found.incomplete).toEqual([]);
  });

  it('reports subfolders that are too deep to be searched', async () => {
    const deep = (levels: number) => `${'d/'.repeat(levels)}x.sigstore.json`;
    const cwd = folder({ [`near/${deep(16)}`]: signature('app'), [`far/${deep(17)}`]: signature('app') });
    const near = await findEvidence(testRun({ cwd }), file(cwd, 'app'), { places: ['near'] });
    expect([near.items.length, near.incomplete]).toEqual([1, []]);
    const far = await findEvidence(testRun({ cwd }), file(cwd, 'app'), { places: ['far'] });
    expect([far.items.length, far.incomplete.map(({ code }) => code)]).toEqual([0, ['EVIDENCE_TOO_LARGE']]);
  });

  it('finds nothing in an empty or missing folder', async () => {
    const cwd = folder();
    expect(await findEvidence(testRun({ cwd }), file(cwd, 'app.tgz'), { places: [] })).toEqual({ items: [], incomplete: [] });
    expect(await findEvidence(testRun({ cwd: join(cwd, 'none') }), file(join(cwd, 'none'), 'app.tgz'), { places: [] })).toEqual({
      items: [],
      incomplete: [],
    });
  });

  it('finds further keys and bundles for several files by digest, beside it and in the working folder', async () => {
    const cwd = folder({
      'dist/app.sigstore.json': signature('dist/app'),
      'dist/app.release.sigstore.json': attestation('dist/app', 'key'),
      'dist/app.tgz.sigstore.json': signature('dist/app.tgz'),
      'dist/multiple.intoto.jsonl': lines(attestation('x'), attestation('dist/app', 'jsonl')),
      'dist/other.sigstore.json': signature('other'),
      'provenance.sigstore.json': attestation('dist/app', 'provenance'),
      'provenance.release.sigstore.json': attestation('x'),
      'dist/bundles.sigstore.jsonl': lines(attestation('x'), attestation('dist/app', 'all')),
      'sigstore.jsonl': lines(attestation('dist/app', 'bare')),
      'provenance-linux.sigstore.json': attestation('dist/app', 'linux'),
      'dist/any.jsonl': lines(attestation('dist/app', 'of another name')),
    });
    const found = await findEvidence(testRun({ cwd }), file(cwd, 'dist/app'), { places: [] });
    expect(kinds(found)).toEqual([
      'app.release.sigstore.json',
      'app.sigstore.json',
      'bundles.sigstore.jsonl:2',
      'multiple.intoto.jsonl:2',
      'provenance-linux.sigstore.json',
      'provenance.sigstore.json',
      'sigstore.jsonl',
    ]);
  });

  it('names the places that are searched', () => {
    const cwd = folder();
    const places = (subject: Subject, options: EvidenceOptions): readonly string[] =>
      searchedPlaces(testRun({ cwd, env: { GITHUB_REPOSITORY: 'acme/app' } }), subject, options);
    writeFileSync(join(cwd, 'app'), 'app');
    expect(places(file(cwd, 'app'), { places: [] })).toEqual(['app.sigstore.json', './']);
    expect(places(file(cwd, 'app'), { places: ['ev', 'registry', 'github', 'github:acme/lib'] })).toEqual([
      'ev',
      'attestations of acme/app on GitHub',
      'attestations of acme/lib on GitHub',
    ]);
    expect(places(file(cwd, 'app'), { places: ['ev'], bundle: 'a.json' })).toEqual(['a.json']);
    const line: DigestSubject = { kind: 'digest', name: 'd/a', digests: {}, origin: 'd/SUMS:1', path: join(cwd, 'd/a') };
    expect(places(line, { places: [] })).toEqual(['d/a.sigstore.json', 'a.sigstore.json', 'd/', './']);
  });

  it('finds bundles in the folder that signing with output-dir wrote to', async () => {
    const cwd = folder({ 'ev/dist/app.sigstore.json': signature('dist/app'), 'ev/lib.sigstore.json': signature('dist/lib') });
    for (const name of ['dist/app', 'dist/lib']) {
      const found = await findEvidence(testRun({ cwd }), file(cwd, name), { places: ['ev'] });
      expect(kinds(found)).toEqual([`${basename(name)}.sigstore.json`]);
    }
  });

  it('reports its bundle if that cannot be read', async () => {
    const cwd = folder({ 'a.sigstore.json': '{"mediaType": 1, "mediaType": 2}', 'b.sigstore.json': '', 'c.sigstore.json/x': '' });
    for (const [name, code] of [
      ['a', 'EVIDENCE_MALFORMED'],
      ['b', 'EVIDENCE_MALFORMED'],
      ['c', 'FILE_UNREADABLE'],
    ] as const) {
      const { items } = await findEvidence(testRun({ cwd }), file(cwd, name), { places: [] });
      expect(items).toMatchObject([
        { kind: 'unreadable', origin: { location: join(cwd, `${name}.sigstore.json`) }, error: { code } },
      ]);
    }
  });

  it('does not wait for a writer of a named pipe', async () => {
    const cwd = folder();
    if (spawnSync('mkfifo', [join(cwd, 'a.sigstore.json')]).status !== 0) return;
    expect(kinds(await findEvidence(testRun({ cwd }), file(cwd, 'a'), { places: [] }))).toEqual(['FILE_UNREADABLE']);
  });

  it('does not read a file that is larger than a bundle may be', async () => {
    const cwd = folder({ 'a.sigstore.json': '{}' });
    truncateSync(join(cwd, 'a.sigstore.json'), 8 * 1024 ** 3); // sparse
    const before = process.memoryUsage().rss;
    const { items, incomplete } = await findEvidence(testRun({ cwd }), file(cwd, 'a'), { places: [] });
    expect([items, incomplete.map(({ code }) => code)]).toEqual([[], ['EVIDENCE_TOO_LARGE']]);
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 ** 2);
  });

  it('for a line of a checksum file, only looks beside the checksum file and in the working folder', async () => {
    const cwd = folder({
      'dist/app.sigstore.json': signature('app'),
      'app.sigstore.json': signature('other'),
      'secret.sigstore.json': signature('s'),
    });
    const subject: DigestSubject = {
      kind: 'digest',
      name: 'dist/app',
      digests: { sha256: hex('app') },
      origin: 'dist/SHA256SUMS:12',
      path: join(cwd, 'dist/app'),
    };
    expect(kinds(await findEvidence(testRun({ cwd }), subject, { places: [] }))).toEqual([
      'app.sigstore.json',
      'app.sigstore.json',
    ]);
  });
});

describe('a named bundle', () => {
  it('is the only candidate', async () => {
    const cwd = folder({ 'app.sigstore.json': signature('app'), 'b.json': signature('else') });
    expect(kinds(await findEvidence(testRun({ cwd }), file(cwd, 'app'), { places: ['registry'], bundle: 'b.json' }))).toEqual([
      'b.json',
    ]);
  });

  it('with several lines returns those about the subject, and the unreadable ones', async () => {
    const cwd = folder({
      'all.jsonl': lines(attestation('app'), attestation('else'), new TextEncoder().encode('{broken}'), signature('app')),
    });
    expect(kinds(await findEvidence(testRun({ cwd }), file(cwd, 'app'), { places: [], bundle: 'all.jsonl' }))).toEqual([
      'EVIDENCE_MALFORMED',
      'all.jsonl:1',
      'all.jsonl:4',
    ]);
    // If none is about the subject, one is returned, so that the reason is "for another artifact".
    expect(kinds(await findEvidence(testRun({ cwd }), file(cwd, 'third'), { places: [], bundle: 'all.jsonl' }))).toEqual([
      'EVIDENCE_MALFORMED',
      'all.jsonl:1',
    ]);
  });

  it('must exist', async () => {
    const cwd = folder();
    expect((await failure(findEvidence(testRun({ cwd }), file(cwd, 'app'), { places: [], bundle: 'none.json' }))).code).toBe(
      'FILE_UNREADABLE',
    );
    expect((await failure(findEvidence(testRun({ cwd }), file(cwd, 'app'), { places: ['none'] }))).code).toBe('FILE_UNREADABLE');
  });
});

describe('a folder', () => {
  it('returns the bundles about a subject, with any name, once each', async () => {
    const cwd = folder({
      'e/1.sigstore.json': signature('app'),
      'e/2.sigstore': attestation('app'),
      'e/3.jsonl': lines(attestation('app'), attestation('app', 'more')),
      'e/4.sigstore.json': signature('else'),
      'e/5.json': attestation('app', 'not a bundle by name'),
      'e/deeper/6.sigstore.json': attestation('app', 'deeper'),
      'app.sigstore.json': attestation('app', 'beside is not asked'),
    });
    expect(kinds(await findEvidence(testRun({ cwd }), file(cwd, 'app'), { places: ['e'] }))).toEqual([
      '1.sigstore.json',
      '2.sigstore',
      '3.jsonl:2',
      '6.sigstore.json',
    ]);
  });

  it('reports unreadable files with every subject', async () => {
    const cwd = folder({ 'e/bad.sigstore.json': 'x', 'e/good.sigstore.json': signature('app') });
    const run = testRun({ cwd });
    expect(kinds(await findEvidence(run, file(cwd, 'app'), { places: ['e'] }))).toEqual([
      'EVIDENCE_MALFORMED',
      'good.sigstore.json',
    ]);
    expect(kinds(await findEvidence(run, file(cwd, 'third'), { places: ['e'] }))).toEqual(['EVIDENCE_MALFORMED']);
  });

  it('is read once for many subjects', async () => {
    const names = Array.from({ length: 1000 }, (_, index) => `file-${index}`);
    const cwd = folder(Object.fromEntries(names.map((name) => [`e/${name}.sigstore.json`, signature(name)])));
    const run = testRun({ cwd });
    const before = process.cpuUsage();
    for (const name of names)
      expect(kinds(await findEvidence(run, file(cwd, name), { places: ['e'] }))).toEqual([`${name}.sigstore.json`]);
    const { user, system } = process.cpuUsage(before);
    expect(user + system).toBeLessThan(10_000_000);
  });

  it('returns a bundle that mentions no digest', async () => {
    const bundle = JSON.parse(new TextDecoder().decode(signature('app'))) as { messageSignature: { messageDigest?: unknown } };
    delete bundle.messageSignature.messageDigest;
    const cwd = folder({ 'e/a.sigstore.json': JSON.stringify(bundle) });
    expect(kinds(await findEvidence(testRun({ cwd }), file(cwd, 'anything'), { places: ['e'] }))).toEqual(['a.sigstore.json']);
  });
});

describe('places', () => {
  const image: ImageSubject = {
    kind: 'image',
    name: 'r.example/a',
    registry: 'r.example',
    repository: 'a',
    reference: 'r.example/a:1',
    tag: '1',
    digest: `sha256:${hex('image')}`,
    digests: { sha256: hex('image') },
    mediaType: 'm',
    size: 1,
    platforms: [],
    others: [],
    contentDigests: {},
    blobs: [],
  };

  it('rejects places that it cannot search', async () => {
    const cwd = folder();
    expect((await failure(findEvidence(testRun({ cwd }), file(cwd, 'a'), { places: ['gitlab'] }))).code).toBe(
      'INPUT_UNSUPPORTED',
    );
    expect((await failure(findEvidence(testRun({ cwd }), file(cwd, 'a'), { places: ['github'] }))).code).toBe('INPUT_INVALID');
    const long = 'x'.repeat(101);
    for (const place of [
      'github:',
      'github:a',
      'github:a/b/c',
      'github:../x',
      'github:a/..',
      'github:a/b?x',
      'github:a/b\n',
      'github:https://github.com/a/b',
      `github:${long}/b`,
      `github:a/${long}`,
    ]) {
      expect((await failure(findEvidence(testRun({ cwd }), file(cwd, 'a'), { places: [place] }))).code).toBe('INPUT_INVALID');
    }
    expect((await failure(findEvidence(testRun({ cwd }), image, { places: [] }))).code).toBe('INPUT_MISSING');
  });

  it('searches the registry for images only, in the repository of the signatures', async () => {
    const asked: unknown[] = [];
    const registry = {
      find: (...args: unknown[]) => (asked.push(args), Promise.resolve({ items: [], incomplete: [] })),
    };
    const cwd = folder({ 'e/i.sigstore.json': attestation('image') });
    await findEvidence(testRun({ cwd }), image, { places: [], registry });
    await findEvidence(testRun({ cwd }), image, { places: ['registry'], registry, signatureRepository: 'r.example/s' });
    await findEvidence(testRun({ cwd }), file(cwd, 'a'), { places: ['registry'], registry });
    expect(asked).toEqual([
      [image, {}],
      [image, { repository: 'r.example/s' }],
    ]);
    expect(kinds(await findEvidence(testRun({ cwd }), image, { places: ['e', 'registry'], registry }))).toEqual([
      'i.sigstore.json',
    ]);
  });
});

describe.each<readonly [string, OpenGithubApi | undefined, string]>([
  ['our own client', undefined, 'Bearer ghs_secret'],
  ["the toolkit's Octokit", octokitApi, 'token ghs_secret'],
])("GitHub's attestation API, by %s", (_client, openGithub, authorization) => {
  const bundle = () => JSON.parse(new TextDecoder().decode(attestation('app'))) as object;
  async function github(
    answer: (path: string) => [number, object, Record<string, string>?],
    env: Record<string, string> = {},
    apis?: readonly string[],
    place = 'github',
  ) {
    const authorizations: (string | undefined)[] = [];
    const server = await startServer((request, response) => {
      authorizations.push(request.headers.authorization);
      const [status, body, headers] = answer(request.url ?? '');
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
    });
    try {
      const cwd = folder();
      const run = testRun({
        cwd,
        env: { GITHUB_API_URL: server.url, GITHUB_REPOSITORY: 'acme/app', GITHUB_TOKEN: 'ghs_secret', ...env },
      });
      const found = await findEvidence(run, file(cwd, 'app'), {
        places: [place],
        githubApis: apis ?? [server.url],
        openGithub,
      });
      return { ...found, seen: server.seen, authorizations, run };
    } finally {
      await server.close();
    }
  }

  it('is asked by digest, page by page, with the token', async () => {
    const { items, incomplete, seen, authorizations } = await github((path) =>
      path.includes('page=2')
        ? [200, { attestations: [{ bundle: JSON.parse(new TextDecoder().decode(attestation('app', 'two'))) as object }] }]
        : [
            200,
            { attestations: [{ bundle: bundle() }, { bundle: { broken: true } }, { bundle: null, bundle_url: 'ftp://x' }] },
            { link: '</next?page=2>; rel="next"' },
          ],
    );
    expect(incomplete).toEqual([]);
    expect(items.map((item) => (item.kind === 'bundle' ? item.origin.kind : item.error.code))).toEqual([
      'github',
      'EVIDENCE_MALFORMED',
      'EVIDENCE_MALFORMED',
      'github',
    ]);
    expect(seen[0]).toBe(`GET /repos/acme/app/attestations/sha256:${hex('app')}?per_page=100`);
    expect(authorizations).toEqual([authorization, authorization]);
  });

  it('is followed to the storage of the bundles, without the token', async () => {
    const content = attestation('app', 'stored');
    const literal = Buffer.concat([
      Buffer.from([
        (content.length & 0x7f) | 0x80,
        content.length >> 7,
        61 << 2,
        (content.length - 1) & 0xff,
        (content.length - 1) >> 8,
      ]),
      content,
    ]);
    const authorizations: (string | undefined)[] = [];
    const server = await startServer((request, response) => {
      authorizations.push(request.headers.authorization);
      if (request.url === '/store?sig=1') response.writeHead(200, { 'content-type': 'application/x-snappy' }).end(literal);
      else if (request.url === '/gone') response.writeHead(404).end();
      else
        response.end(
          JSON.stringify({
            attestations: [
              { bundle: null, bundle_url: `${server.url}${request.url?.includes('beef') ? '/gone' : '/store?sig=1'}` },
            ],
          }),
        );
    });
    try {
      const cwd = folder();
      const run = testRun({ cwd, env: { GITHUB_API_URL: server.url, GITHUB_TOKEN: 'ghs_secret' } });
      const found = await findEvidence(run, file(cwd, 'app'), {
        places: ['github:acme/app'],
        githubApis: [server.url],
        openGithub,
      });
      expect(found).toMatchObject({
        items: [{ kind: 'bundle', digest: `sha256:${createHash('sha256').update(content).digest('hex')}` }],
        incomplete: [],
      });
      expect(authorizations).toEqual([authorization, undefined]);
      const beef: DigestSubject = { kind: 'digest', name: 'x', digests: { sha256: 'beef'.repeat(16) }, origin: 'x:1' };
      expect(
        (await findEvidence(run, beef, { places: ['github:acme/app'], openGithub })).incomplete.map(({ code }) => code),
      ).toEqual(['SERVICE_REFUSED']);
    } finally {
      await server.close();
    }
  });

  it('is followed from page to page by exactly the URL in its response', async () => {
    const next = '/next:abc/{x}/%7By%7D?after=Y3Vyc29y:d2%3D&q={z}&page=2';
    const { seen, incomplete } = await github((path) =>
      path.includes('page=2') ? [200, { attestations: [] }] : [200, { attestations: [] }, { link: `<${next}>; rel="next"` }],
    );
    expect(incomplete).toEqual([]);
    expect(seen[1]).toBe(`GET ${new URL(next, 'http://x').href.slice('http://x'.length)}`);
  });

  it('has no attestations if it answers 404 and the repository can be read', async () => {
    const found = await github((path) => (path.includes('attestations') ? [404, {}] : [200, {}]));
    expect(found).toMatchObject({ items: [], incomplete: [] });
  });

  it.each([
    [401, 'SERVICE_REFUSED'],
    [403, 'SERVICE_REFUSED'],
    [404, 'SERVICE_REFUSED'],
    [429, 'SERVICE_UNAVAILABLE'],
    [500, 'SERVICE_UNAVAILABLE'],
  ])('leaves the search incomplete if it answers %i', async (status, code) => {
    const { items, incomplete } = await github(() => [status, {}, status === 429 ? { 'retry-after': '60' } : {}]);
    expect(items).toEqual([]);
    expect(incomplete.map((error) => error.code)).toEqual([code]);
  });

  it.each([
    [401, 'ghs_secret', /invalid or has expired/],
    [401, '', /requires a token: set GITHUB_TOKEN .*"attestations: read"/],
    [403, 'ghs_secret', /token may not read this.*"attestations: read"/],
    [403, '', /refuses this without a token/],
    [404, 'ghs_secret', /acme\/app does not exist, or the token may not read it.*only its own private repository/],
    [404, '', /acme\/app does not exist, or it is private/],
    [422, 'ghs_secret', /^Name the bundle files in evidence\.$/],
  ])('says what to do about the status %i, token "%s"', async (status, token, hint) => {
    const { incomplete } = await github(() => [status, { message: 'no' }], { GITHUB_TOKEN: token });
    expect(incomplete[0]?.hint).toMatch(hint);
    expect(incomplete[0]?.found).toBe(`status ${String(status)}, "no"`);
  });

  it('is judged by the status for the repository if it answers 404 for the attestations', async () => {
    const { incomplete } = await github((path) => (path.includes('attestations') ? [404, {}] : [503, {}]));
    expect(incomplete.map(({ code }) => code)).toEqual(['SERVICE_UNAVAILABLE']);
  });

  it.each([
    ['github:acme/app', 'acme/app'],
    ['github', 'acme/deploy'],
  ])('is asked for the repository of the place %s, not for any other', async (place, repository) => {
    const { seen } = await github(() => [200, { attestations: [] }], { GITHUB_REPOSITORY: 'acme/deploy' }, undefined, place);
    expect(seen).toEqual([`GET /repos/${repository}/attestations/sha256:${hex('app')}?per_page=100`]);
  });

  it.each([[[]], [['https://github.acme.dev', 'http://127.0.0.1:1']]])(
    'gets no token if only GITHUB_API_URL names its host, and the error says so: %j',
    async (apis) => {
      const { authorizations, incomplete, run } = await github(() => [401, { message: 'Requires authentication' }], {}, apis);
      expect(authorizations).toEqual([undefined]);
      expect(incomplete[0]?.hint).toContain('The token was not sent to this host');
      expect(run.lines.join()).toContain('the GitHub token is not sent to');
      expect(run.secrets).toContain('ghs_secret');
    },
  );

  it('waits until its rate limit ends if the deadline allows; otherwise the error contains the time', async () => {
    const reset = String(Math.floor(Date.now() / 1000) + 900);
    const limit = await github(() => [
      403,
      { message: 'API rate limit exceeded for 192.0.2.1.' },
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset },
    ]);
    expect(limit.incomplete).toMatchObject([
      { code: 'SERVICE_UNAVAILABLE', found: expect.stringContaining('API rate limit exceeded') },
    ]);
    expect(limit.incomplete[0]?.hint).toContain(new Date(Number(reset) * 1000).toISOString());
    // A duration, as the draft of the IETF has it.
    const soon = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '7200' };
    const other = await github(() => [403, { message: 'slow down' }, soon]);
    expect(other.incomplete[0]?.hint).toContain('The rate limit ends in 7200 s.');
    // A secondary limit: the time in x-ratelimit-reset is that of the other limit, which is not used up.
    const hourly = { 'retry-after': '7200', 'x-ratelimit-remaining': '4999', 'x-ratelimit-reset': reset };
    const secondary = await github(() => [403, { message: 'secondary rate limit' }, hourly]);
    expect(secondary.incomplete[0]?.hint).toContain('The rate limit ends in 7200 s.');
    let asked = 0;
    const second = await github(() => {
      asked += 1;
      return asked === 1 ? [403, { message: 'secondary rate limit' }, { 'retry-after': '0' }] : [200, { attestations: [] }];
    });
    expect([second.incomplete, asked]).toEqual([[], 2]);
  });

  it('is not followed to another host', async () => {
    const { incomplete, seen } = await github(() => [
      200,
      { attestations: [] },
      { link: '<http://127.0.0.1:1/next>; rel="next"' },
    ]);
    expect(incomplete.map((error) => error.code)).toEqual(['SERVICE_ANSWER_INVALID']);
    expect(seen).toHaveLength(1);
  });

  it('does not get its token into an error by repeating it', async () => {
    const { incomplete } = await github(() => [400, { message: 'the token ghs_secret is wrong' }]);
    expect(incomplete[0]?.found).toBe('status 400, "the token [secret] is wrong"');
  });

  it('is not read on another host to which it redirects', async () => {
    const other = await startServer((_request, response) =>
      response.end(JSON.stringify({ attestations: [{ bundle: bundle() }] })),
    );
    try {
      const { items, incomplete } = await github(() => [302, {}, { location: `${other.url}/list` }]);
      expect(items).toEqual([]);
      expect(incomplete).toMatchObject([
        { code: 'SERVICE_ANSWER_INVALID', message: expect.stringContaining('redirects to another host') },
      ]);
    } finally {
      await other.close();
    }
  });

  it('is not called if the network is closed', async () => {
    const cwd = folder();
    const run = testRun({
      cwd,
      capability: 'registries',
      env: { GITHUB_API_URL: 'http://127.0.0.1:1', GITHUB_TOKEN: 'ghs_secret' },
    });
    const { incomplete } = await findEvidence(run, file(cwd, 'app'), { places: ['github:acme/app'], openGithub });
    expect(incomplete.map(({ code }) => code)).toEqual(['NETWORK_FORBIDDEN']);
  });

  it('prints neither responses nor requests', async () => {
    const spies = (['log', 'warn', 'error', 'info', 'debug'] as const).map((name) => jest.spyOn(console, name));
    const { run, incomplete } = await github(() => [
      400,
      { message: 'no', documentation_url: 'https://evil.example/x' },
      {
        deprecation: 'true',
        sunset: 'Fri, 01 Jan 2027 00:00:00 GMT',
        link: '<https://evil.example/x>; rel="deprecation"',
        'x-echo': 'ghs_secret',
      },
    ]);
    expect(spies.flatMap((spy) => spy.mock.calls)).toEqual([]);
    for (const spy of spies) spy.mockRestore();
    expect(JSON.stringify([run.lines, incomplete, String(incomplete[0]?.stack), incomplete[0]?.cause])).not.toMatch(
      /ghs_secret|evil/,
    );
    expect(run.secrets).toContain('ghs_secret');
  });
});
