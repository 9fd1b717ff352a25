import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { ImageSubject } from '../../artifacts/index.js';
import type { Code } from '../../errors/index.js';
import { failure } from '../../net/testing/test-run.js';
import { createRegistry } from '../../registry/index.js';
import { attestProvenance, signFiles, signImages, type SignOptions, type SigningReport } from '../index.js';
import { pushImage } from '../testing/image.js';
import { keyFile } from '../testing/keys.js';
import { openStudio, type Studio } from '../testing/studio.js';

let studio: Studio;
let requests: string[] = [];
beforeAll(async () => {
  studio = await openStudio({ rekor: 'v2', log: (line) => requests.push(line) });
  await pushImage(studio.sandbox.registry.host, 'acme/app', 'v1', 'plan');
  keyFile(studio.folder, 'P-256', 'release.pem');
  keyFile(studio.folder, 'Ed25519', 'ed.pem');
  keyFile(studio.folder, 'P-384', 'p384.pem');
  writeFileSync(join(studio.folder, 'a-file'), '');
  mkdirSync(join(studio.folder, 'folder.sigstore.jsonl'));
  const other = await studio.files({ 'other.bin': 'other' });
  await signFiles(studio.run(studio.sandbox.github()), { ...studio.options(), subjects: other, bundlePath: 'foreign.jsonl' });
  requests = [];
});
afterEach(() => {
  studio.sandbox.faults.clear();
  requests = [];
});
afterAll(() => studio.close());

type Changes = Partial<SignOptions>;
type Claims = Readonly<Record<string, string>>;

/** Each piece, with two artifacts where it makes a signature of each. */
const PIECES: Readonly<Record<string, (changes: Changes, claims: Claims) => Promise<SigningReport>>> = {
  async 'sign-blob'(changes, claims) {
    const subjects = await studio.files({ 'a.bin': 'a', 'b.bin': 'b' });
    return signFiles(studio.run(studio.sandbox.github(claims)), { ...studio.options(), ...changes, subjects });
  },
  async 'sign-image'(changes, claims) {
    const run = studio.run(studio.sandbox.github(claims));
    const registry = createRegistry(run);
    return signImages(run, { ...studio.options(), ...changes, images: [await image(registry)], registry });
  },
  async 'attest-provenance'(changes, claims) {
    const run = studio.run(studio.sandbox.github(claims));
    const registry = createRegistry(run);
    const subjects = [...(await studio.files({ 'a.bin': 'a' })), await image(registry)];
    return attestProvenance(run, { ...studio.options(), ...changes, subjects, registry });
  },
};
const image = (registry: ReturnType<typeof createRegistry>): Promise<ImageSubject> =>
  registry.resolve(`${studio.sandbox.registry.host}/acme/app:v1`);

const ALL = Object.keys(PIECES);
const STORING = ['sign-image', 'attest-provenance'];
const long = 'n'.repeat(250);

interface Check {
  readonly what: string;
  readonly pieces: readonly string[];
  readonly changes: () => Changes;
  readonly claims?: Claims;
  readonly code: Code;
  readonly found?: RegExp;
}

const CHECKS: readonly Check[] = [
  {
    what: 'the output folder is a file',
    pieces: ALL,
    changes: () => ({ outputDir: 'a-file' }),
    code: 'STORE_FAILED',
    found: /a file at .*a-file/,
  },
  { what: 'the output folder is below a file', pieces: ALL, changes: () => ({ outputDir: 'a-file/out' }), code: 'STORE_FAILED' },
  { what: 'a folder that takes no files', pieces: ALL, changes: () => ({ outputDir: '/proc/bundles' }), code: 'STORE_FAILED' },
  {
    what: 'a folder is where the bundles should be',
    pieces: ALL,
    changes: () => ({ bundlePath: 'folder.sigstore.jsonl' }),
    code: 'STORE_FAILED',
    found: /a folder/,
  },
  {
    what: 'a name that is too long',
    pieces: ALL,
    changes: () => ({ bundlePath: `${long}.sigstore.jsonl` }),
    code: 'STORE_FAILED',
    found: /ENAMETOOLONG/,
  },
  {
    what: 'a device at the path',
    pieces: ['attest-provenance'],
    changes: () => ({ bundlePath: '/dev/zero' }),
    code: 'INPUT_INVALID',
  },
  {
    what: 'one file for several bundles',
    pieces: ALL,
    changes: () => ({ bundlePath: 'one.sigstore.json', keys: ['keyless', 'release.pem'] }),
    code: 'INPUT_INVALID',
    found: /bundles/,
  },
  {
    what: 'a bundle of another artifact at the path',
    pieces: ALL,
    changes: () => ({ bundlePath: 'foreign.jsonl' }),
    code: 'INPUT_INVALID',
    found: /a bundle about/,
  },
  {
    what: 'a file that the run reads at the path',
    pieces: ALL,
    changes: () => ({ bundlePath: 'lists.jsonl', inputFiles: ['lists.jsonl'] }),
    code: 'INPUT_INVALID',
  },
  {
    what: 'one key twice',
    pieces: ALL,
    changes: () => ({ keys: ['keyless', 'release.pem', './release.pem'] }),
    code: 'INPUT_INVALID',
    found: /release\.pem and/,
  },
  { what: 'a key that cannot be opened', pieces: ALL, changes: () => ({ keys: ['keyless', 'a-file'] }), code: 'KEY_INVALID' },
  {
    what: 'a key that the log cannot record',
    pieces: ALL,
    changes: () => ({ keys: ['keyless', 'ed.pem'] }),
    code: 'KEY_UNSUPPORTED',
  },
  {
    what: 'a key whose envelopes a log of version 1 cannot record',
    pieces: STORING,
    changes: () => ({
      keys: ['keyless', 'p384.pem'],
      signingConfig: {
        ...studio.signingConfig,
        transparencyLogs: studio.signingConfig.transparencyLogs.map((log) => ({ ...log, majorApiVersion: 1 })),
      },
    }),
    code: 'KEY_UNSUPPORTED',
  },
  {
    what: 'no signing config',
    pieces: ['sign-blob', 'sign-image'],
    changes: () => ({ signingConfig: undefined }),
    code: 'INPUT_MISSING',
  },
  {
    what: 'a log off, and no time for certificates',
    pieces: ALL,
    changes: () => ({ transparencyLog: 'off', signingConfig: { ...studio.signingConfig, timestampAuthorities: [] } }),
    code: 'SIGNING_CONFIG_INVALID',
  },
  {
    what: 'a token without a claim that certificates need',
    pieces: ['sign-blob', 'sign-image'],
    claims: { job_workflow_sha: '' },
    changes: () => ({}),
    code: 'TOKEN_CLAIMS_MISSING',
  },
  {
    what: 'a workflow of another repository, which no build type describes',
    pieces: ['attest-provenance'],
    claims: { event_name: 'merge_group', workflow_ref: 'acme/rules/.github/workflows/required.yml@refs/heads/main' },
    changes: () => ({}),
    code: 'TOKEN_INVALID',
  },
  {
    what: 'a private repository and no consent',
    pieces: ALL,
    claims: { repository_visibility: 'private' },
    changes: () => ({ isPublic: true }),
    code: 'PUBLIC_NOT_CONFIRMED',
  },
  {
    what: 'an internal repository, keys only',
    pieces: ALL,
    claims: { repository_visibility: 'internal' },
    changes: () => ({ isPublic: true, keys: ['release.pem'] }),
    code: 'PUBLIC_NOT_CONFIRMED',
  },
  {
    what: 'keys only, and a token service that is down',
    pieces: ['sign-blob', 'sign-image'],
    claims: { repository_visibility: 'private' },
    changes: () => {
      studio.sandbox.faults.add({ service: 'issuer', answer: { status: 500, body: '' } });
      return { isPublic: true, keys: ['release.pem'] };
    },
    code: 'SERVICE_UNAVAILABLE',
  },
  {
    what: 'keys only, and a token without a claim that certificates need',
    pieces: ['sign-blob', 'sign-image'],
    claims: { repository_visibility: 'private', job_workflow_sha: '' },
    changes: () => ({ isPublic: true, keys: ['release.pem'] }),
    code: 'TOKEN_CLAIMS_MISSING',
  },
  {
    what: 'a registry that is not reachable',
    pieces: STORING,
    changes: () => ({ signatureRepository: '127.0.0.1:9/acme/signatures' }),
    code: 'FETCH_FAILED',
  },
  {
    what: 'a repository for signatures with a tag',
    pieces: STORING,
    changes: () => ({ signatureRepository: 'registry.example/acme/app:v1' }),
    code: 'IMAGE_REFERENCE_INVALID',
  },
  {
    what: 'a registry that allows no push',
    pieces: STORING,
    changes: () => {
      refusePushes(403, 'DENIED');
      return {};
    },
    code: 'REGISTRY_UNAUTHORIZED',
    found: /DENIED/,
  },
  {
    what: 'a registry without a login',
    pieces: STORING,
    changes: () => {
      refusePushes(401, 'UNAUTHORIZED');
      return {};
    },
    code: 'REGISTRY_UNAUTHORIZED',
  },
  {
    what: 'a repository that does not exist',
    pieces: STORING,
    changes: () => {
      refusePushes(404, 'NAME_UNKNOWN');
      return {};
    },
    code: 'REGISTRY_NOT_FOUND',
  },
  {
    what: 'a statement that no bundle can hold',
    pieces: STORING,
    changes: () => ({ annotations: { note: 'x'.repeat(13 << 20) } }),
    code: 'INPUT_INVALID',
    found: /bytes/,
  },
];

function refusePushes(status: number, code: string): void {
  studio.sandbox.faults.add({
    service: 'registry',
    method: 'POST',
    answer: { status, body: JSON.stringify({ errors: [{ code, message: 'no' }] }) },
  });
}

describe('what can be known is checked before anything is public', () => {
  const cases = CHECKS.flatMap((check) => check.pieces.map((piece) => ({ ...check, piece })));
  it.each(cases)('$piece: $what', async ({ piece, changes, claims, code, found }) => {
    const error = await failure(PIECES[piece]?.(changes(), claims ?? {}) ?? Promise.resolve());
    expect(error.code).toBe(code);
    if (found !== undefined) expect(error.found).toMatch(found);
    expect(requests.filter((line) => /^(?:fulcio|rekor|rekorV1|tsa|ct) /.test(line))).toEqual([]);
    expect(requests.filter((line) => /^registry (?:PUT|PATCH) /.test(line))).toEqual([]);
  });

  it('attest-provenance: a token for the certificate of another commit than that of the provenance', async () => {
    const run = studio.run(studio.sandbox.github());
    const value = await studio.sandbox.token('github', { sha: 'd'.repeat(40) });
    const fetch: typeof run.net.fetch = async (request) => {
      const answer = await run.net.fetch(request);
      const isTheirs = request.purpose === 'token' && request.url.includes('audience=sigstore');
      return isTheirs ? { ...answer, body: new Uint8Array(Buffer.from(JSON.stringify({ value }))) } : answer;
    };
    const subjects = await studio.files({ 'a.bin': 'a' });
    const error = await failure(attestProvenance({ ...run, net: { ...run.net, fetch } }, { ...studio.options(), subjects }));
    expect(error).toMatchObject({ code: 'SIGNATURE_NOT_PROVEN', found: 'd'.repeat(40) });
    expect(requests.filter((line) => /^(?:fulcio|rekor|tsa|ct) /.test(line))).toEqual([]);
  });

  it('a check of the registry leaves nothing: the upload is cancelled', async () => {
    const run = studio.run({});
    const registry = createRegistry(run);
    await registry.checkPush(await image(registry));
    expect(requests.map((line) => line.replace(/[0-9a-f-]{36}/, 'ID')).slice(-2)).toEqual([
      'registry POST /v2/acme/app/blobs/uploads/ 202',
      'registry DELETE /v2/acme/app/blobs/uploads/ID 204',
    ]);
  });

  it('a check of the registry deletes nothing at another host', async () => {
    const asked: string[] = [];
    const run = studio.run({});
    const fetch: typeof run.net.fetch = async (request) => {
      asked.push(`${request.method} ${new URL(request.url).host}`);
      if (request.method === 'DELETE') throw new Error('asked');
      const answer = await run.net.fetch(request);
      return request.method === 'POST'
        ? { ...answer, headers: { ...answer.headers, location: 'https://elsewhere.example/all' } }
        : answer;
    };
    const registry = createRegistry({ ...run, net: { ...run.net, fetch } });
    await registry.checkPush(await image(registry));
    expect(asked.filter((line) => line.startsWith('POST'))).toHaveLength(1);
    expect(asked.filter((line) => line.includes('elsewhere'))).toEqual([]);
  });

  it('consent, a public repository and an own instance need no refusal', async () => {
    const allowed: readonly (readonly [Changes, Claims])[] = [
      [{ isPublic: true, confirmPublic: true }, { repository_visibility: 'private' }],
      [{ isPublic: true }, { repository_visibility: 'public' }],
      [{ isPublic: false }, { repository_visibility: 'private' }],
      [
        { isPublic: true, keys: ['release.pem'], transparencyLog: 'off', verify: studio.prove({ logEntries: 0 }) },
        { repository_visibility: 'private' },
      ],
    ];
    for (const [index, [changes, claims]] of allowed.entries()) {
      const report = await PIECES['sign-blob']?.(changes, claims);
      expect([index, report?.failures, report?.signed.length]).toEqual([index, [], 2]);
    }
  });
});
