import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { failure, testRun } from '../../../net/testing/test-run.js';
import { hasSodium, startGithub, startGitlab, TOKENS, type CodeHost } from '../testing/code-hosts.js';
import { prepareStore } from './stores.js';

const PEM = `-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\n${'QUJD'.repeat(16)}\n-----END ENCRYPTED SIGSTORE PRIVATE KEY-----\n`;
const options = { githubToken: TOKENS.github, gitlabToken: TOKENS.gitlab };
let folder = '';
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'countersign-stores-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let host: CodeHost;
const run = () => testRun({ cwd: folder, insecureHosts: [host.host] });

(hasSodium ? describe : describe.skip)('a secret on GitHub', () => {
  beforeEach(async () => (host = await startGithub()));
  afterEach(() => host.close());

  it('is sealed for the key of the repository: libsodium opens it; a second one replaces it', async () => {
    const store = await prepareStore(run(), `github-secret://${host.host}/acme/app/SIGNING_KEY`, options);
    expect(host.requests).toEqual(['GET /api/v3/repos/acme/app/actions/secrets/public-key 200']);
    expect(await store.put(PEM)).toContain('keys: env://SIGNING_KEY');
    expect(host.stored.get('actions/secrets/SIGNING_KEY')).toEqual({ value: PEM });
    await store.put('another');
    expect(host.stored.get('actions/secrets/SIGNING_KEY')).toEqual({ value: 'another' });
    expect(host.requests.at(-1)).toBe('PUT /api/v3/repos/acme/app/actions/secrets/SIGNING_KEY 204');
  });

  it('can be of an environment', async () => {
    const reference = `github-secret://${host.host}/acme/app/SIGNING_KEY?environment=release%20eu`;
    await (await prepareStore(run(), reference, options)).put(PEM);
    expect(host.stored.get('environments/release%20eu/secrets/SIGNING_KEY')).toEqual({ value: PEM });
  });

  it.each<readonly [string, string, string, object]>([
    ['without a token', 'acme/app/SIGNING_KEY', 'INPUT_MISSING', { githubToken: undefined }],
    ['with a token of no use', 'acme/app/SIGNING_KEY', 'SERVICE_REFUSED', { githubToken: 'ghp_other_token_0123456789' }],
    ['with another repository', 'acme/other/SIGNING_KEY', 'SERVICE_REFUSED', {}],
    ['with a reserved name', 'acme/app/GITHUB_KEY', 'INPUT_INVALID', {}],
    ['without a repository', 'app/SIGNING_KEY', 'INPUT_INVALID', {}],
    ['with dots in the path', 'acme/../SIGNING_KEY', 'INPUT_INVALID', {}],
  ])('is refused before anything is stored: %s', async (_name, path, code, changes) => {
    const error = await failure(prepareStore(run(), `github-secret://${host.host}/${path}`, { ...options, ...changes }));
    expect(error.code).toBe(code);
    expect(JSON.stringify(error)).not.toContain('ghp_');
  });

  it('an answer that repeats the sealed value is not shown', async () => {
    const store = await prepareStore(run(), `github-secret://${host.host}/acme/app/SIGNING_KEY`, options);
    host.fail = { method: 'PUT', status: 403, body: `{"message": "no: ${TOKENS.github}"}` };
    const error = await failure(store.put(PEM));
    expect(error.code).toBe('SERVICE_REFUSED');
    expect(`${error.message} ${String(error.found)} ${String(error.hint)}`).not.toContain(TOKENS.github);
  });
});

describe('a variable on GitLab', () => {
  beforeEach(async () => (host = await startGitlab()));
  afterEach(() => host.close());
  const reference = (): string => `gitlab-variable://${host.host}/acme/platform/app/SIGNING_KEY`;

  it('is masked, protected and not expanded, in one line of base64; a second one replaces it', async () => {
    expect(await (await prepareStore(run(), reference(), options)).put(PEM)).toContain('keys: env://SIGNING_KEY');
    const value = Buffer.from(PEM).toString('base64');
    expect(host.stored.get('SIGNING_KEY *')).toEqual({
      key: 'SIGNING_KEY',
      value,
      variable_type: 'env_var',
      masked: true,
      protected: true,
      raw: true,
      environment_scope: '*',
    });
    await (await prepareStore(run(), reference(), options)).put('another key');
    expect(host.stored.get('SIGNING_KEY *')).toMatchObject({ value: Buffer.from('another key').toString('base64') });
    expect(host.requests.map((one) => one.split(' ')[0])).toEqual(['GET', 'POST', 'GET', 'PUT']);
  });

  it('of an environment is another variable', async () => {
    await (await prepareStore(run(), reference(), options)).put(PEM);
    await (await prepareStore(run(), `${reference()}?environment=production`, options)).put('other');
    expect([...host.stored.keys()]).toEqual(['SIGNING_KEY *', 'SIGNING_KEY production']);
  });

  it.each<readonly [string, string, string, object]>([
    ['without a token', 'acme/platform/app/KEY', 'INPUT_MISSING', { gitlabToken: undefined }],
    ['with another token', 'acme/platform/app/KEY', 'SERVICE_REFUSED', { gitlabToken: 'glpat-other-0123456789' }],
    ['with another project', 'acme/other/KEY', 'SERVICE_REFUSED', {}],
    ['with a name that no shell takes', 'acme/platform/app/1KEY', 'INPUT_INVALID', {}],
  ])('is refused before anything is stored: %s', async (_name, path, code, changes) => {
    const error = await failure(prepareStore(run(), `gitlab-variable://${host.host}/${path}`, { ...options, ...changes }));
    expect(error.code).toBe(code);
    expect(JSON.stringify(error)).not.toContain('glpat');
  });

  it('that was stored without a mask is said, without its value', async () => {
    const store = await prepareStore(run(), reference(), options);
    const value = Buffer.from(PEM).toString('base64');
    host.fail = { method: 'POST', status: 201, body: JSON.stringify({ value, masked: false, protected: true, raw: true }) };
    const error = await failure(store.put(PEM));
    expect(error).toMatchObject({ code: 'SERVICE_ANSWER_INVALID', found: 'masked: false' });
    expect(JSON.stringify([error.message, error.found, error.hint])).not.toContain(value.slice(0, 20));
  });

  it('is too small for a key that has more than ten thousand characters', async () => {
    const store = await prepareStore(run(), reference(), options);
    expect(await failure(store.put('x'.repeat(8000)))).toMatchObject({ code: 'INPUT_INVALID' });
    expect(host.stored.size).toBe(0);
  });
});

describe('other places', () => {
  beforeAll(async () => (host = await startGitlab()));
  afterAll(() => host.close());

  it('a file is new, and only its owner can read it', async () => {
    await (await prepareStore(run(), 'stored.key', {})).put(PEM);
    expect(readFileSync(join(folder, 'stored.key'), 'utf8')).toBe(PEM);
    expect(statSync(join(folder, 'stored.key')).mode & 0o777).toBe(0o600);
    expect(await failure(prepareStore(run(), 'stored.key', {}))).toMatchObject({ code: 'INPUT_INVALID' });
  });

  it('an unknown form is refused', async () => {
    expect(await failure(prepareStore(run(), 'ftp://host/key', {}))).toMatchObject({ code: 'INPUT_INVALID', found: 'ftp' });
  });
});
