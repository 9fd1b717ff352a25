import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { BOOTSTRAP } from '../scripts/bundling/bootstrap.mjs';
import { sampler } from '../scripts/sample.mjs';

/** What the components run before our program, by itself: a shell that begins with the variables of its allow-list. */
const root = fileURLToPath(new URL('../', import.meta.url));
const PATH = `${dirname(realpathSync(join(root, 'node_modules', '.bin', 'node')))}:/usr/local/bin:/usr/bin:/bin`;
/** Says what it was given; stands for the gate. */
const PROGRAM = `import { existsSync, writeFileSync } from 'node:fs';
console.log(JSON.stringify({ args: process.argv.slice(2), env: process.env, stale: existsSync('countersign-gate/pinned-images') }));
if (process.argv.includes('--path=allowed')) writeFileSync('countersign-gate/pinned-images', '');
process.exit(Number(process.env['EXIT'] ?? 0));
`;
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

let folder: string;
let project: string;
let server: Server | undefined;

async function stop(): Promise<void> {
  const running = server;
  server = undefined;
  if (!running) return;
  running.closeAllConnections();
  await new Promise((done) => running.close(done));
}

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'countersign-bootstrap-')));
  project = join(folder, 'project');
  mkdirSync(project);
  mkdirSync(join(folder, 'programs'));
  writeFileSync(join(folder, 'programs', 'gate.mjs'), PROGRAM);
});
afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  await stop();
});

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** @returns the URL of a server with TLS, and the file with its authority */
async function listenWithTls(answer: Answer): Promise<readonly [string, string]> {
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  const options = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-days',
    '2',
    '-subj',
    '/CN=x',
  ];
  spawnSync('openssl', [...options, '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', certificate]);
  const url = await listen(answer, createTlsServer({ key: readFileSync(key), cert: readFileSync(certificate) }, answer));
  return [url.replace('http:', 'https:'), certificate];
}

async function listen(answer: Answer, started: Server = createServer(answer)): Promise<string> {
  server = started;
  await new Promise<void>((up) => started.listen(0, '127.0.0.1', up));
  return `http://127.0.0.1:${String((started.address() as AddressInfo).port)}`;
}

interface Start {
  readonly digest?: string;
  readonly from?: string;
  readonly server?: string;
  readonly caFile?: string;
  readonly imagesFrom?: string;
  readonly command?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly shell?: string;
  readonly program?: string;
  /** Where an image would hold the programs. */
  readonly programs?: string;
  /** Further arguments of the program. */
  readonly more?: readonly string[];
}
interface Ended {
  readonly status: number | null;
  readonly output: string;
  readonly given:
    { readonly args: readonly string[]; readonly env: Readonly<Record<string, string>>; readonly stale: boolean } | undefined;
}

function start({ digest = sha256(PROGRAM), from = join(folder, 'programs'), ...more }: Start = {}): Promise<Ended> {
  const args = [
    more.program ?? 'gate.mjs',
    digest,
    from,
    more.server ?? '',
    'acme/components',
    'c0de',
    more.caFile ?? '',
    more.imagesFrom ?? '',
  ];
  const child = spawn(
    more.shell ?? '/bin/sh',
    ['-s', '--', ...args, more.command ?? 'verify', '--path=a b', ...(more.more ?? [])],
    {
      cwd: project,
      env: { PATH, ...more.env },
    },
  );
  child.stdin.end(BOOTSTRAP.replaceAll('/opt/countersign', more.programs ?? join(folder, 'no-programs')));
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((done) => {
    child.on('close', (status) => {
      const line = output.split('\n').find((one) => one.startsWith('{'));
      done({ status, output, given: line === undefined ? undefined : (JSON.parse(line) as Ended['given']) });
    });
  });
}

/** One of the two shells, or both in a run of all suites. */
const SAMPLED_SHELLS = sampler('shells of the bootstrap')(['/bin/sh', '/bin/bash'].filter((shell) => existsSync(shell)));
describe.each(SAMPLED_SHELLS)('the bootstrap in %s', (shell) => {
  it('runs the program it was given the digest of, with its arguments and its exit status', async () => {
    const { status, given } = await start({ shell, env: { EXIT: '1' } });
    expect({ status, args: given?.args }).toEqual({ status: 1, args: ['verify', '--path=a b'] });
  });

  it('does not run another program', async () => {
    const { status, output, given } = await start({ shell, digest: sha256('other') });
    expect({ status, given }).toEqual({ status: 2, given: undefined });
    expect(output).toContain(`expected sha256 ${sha256('other')}, found ${sha256(PROGRAM)}`);
  });

  it('removes results that are not its own, link or folder, before all else', async () => {
    mkdirSync(join(folder, 'kept'));
    writeFileSync(join(folder, 'kept', 'pinned-images'), 'evil');
    symlinkSync(join(folder, 'kept'), join(project, 'countersign-gate'));
    expect((await start({ shell })).given?.stale).toBe(false);
    expect(readFileSync(join(folder, 'kept', 'pinned-images'), 'utf8')).toBe('evil');
    writeFileSync(join(project, 'countersign-gate', 'pinned-images'), 'evil');
    await start({ shell, from: join(folder, 'nowhere') });
    expect(existsSync(join(project, 'countersign-gate', 'pinned-images'))).toBe(false);
  });

  it('stops where the repository holds results, which a later job would check out again', async () => {
    const git = (...args: readonly string[]) => spawnSync('git', args, { cwd: project });
    mkdirSync(join(project, 'docs', 'countersign-gate'), { recursive: true });
    mkdirSync(join(project, 'countersign-gate', 'files'), { recursive: true });
    for (const name of ['counter.txt', 'docs/countersign-gate/page.md', 'countersign-gate/files/evil.tgz', 'countersign.txt'])
      writeFileSync(join(project, name), 'x');
    for (const [format, version] of ['2', '3', '4'].flatMap((one) => ['sha1', 'sha256'].map((hash) => [hash, one] as const))) {
      rmSync(join(project, '.git'), { recursive: true, force: true });
      git('init', '-q', `--object-format=${format}`);
      git('config', 'index.version', version);
      git('add', 'counter.txt', 'docs', 'countersign.txt');
      if (version === '3') {
        // Intent to add needs the flags of version 3.
        writeFileSync(join(project, 'aaa.txt'), 'x');
        git('add', '--intent-to-add', 'aaa.txt');
      }
      mkdirSync(join(project, 'countersign-gate', 'files'), { recursive: true });
      writeFileSync(join(project, 'countersign-gate', 'files', 'evil.tgz'), 'x');
      const untracked = await start({ shell });
      expect({ format, version, status: untracked.status, output: untracked.output }).toMatchObject({
        format,
        version,
        status: 0,
      });
      mkdirSync(join(project, 'countersign-gate', 'files'), { recursive: true });
      writeFileSync(join(project, 'countersign-gate', 'files', 'evil.tgz'), 'x');
      git('add', '--force', 'countersign-gate');
      const tracked = await start({ shell });
      expect({ format, version, ...tracked }).toMatchObject({
        ...{ format, version, status: 3, given: undefined },
        output: expect.stringContaining('git tracks countersign-gate') as unknown,
      });
    }
  }, 60_000);

  it('believes no file of trust in the project that is not pinned', async () => {
    writeFileSync(join(project, 'root.json'), '{}');
    writeFileSync(join(folder, 'root.json'), '{}');
    symlinkSync(join(project, 'root.json'), join(folder, 'link.json'));
    const inside = ['root.json', './root.json', join(project, 'root.json'), join(folder, 'link.json'), 'none.json'];
    for (const file of inside) {
      for (const flag of ['--trusted-root=', '--signing-config=', '--trusted-root=https://mirror.example#root=']) {
        const { status, output, given } = await start({ shell, more: [`${flag}${file}`] });
        expect({ flag, file, status, given }).toEqual({ flag, file, status: 3, given: undefined });
        expect(output).toContain('pin it with trust-digest');
      }
    }
    const fine = [
      ['--trusted-root=root.json', '--trust-digest=abc'],
      [`--trusted-root=${join(folder, 'root.json')}`],
      [`--trusted-root=https://mirror.example#sha256=${'0'.repeat(64)}`],
      ['--trusted-root=github'],
    ];
    for (const more of fine) expect((await start({ shell, more })).given?.args).toEqual(['verify', '--path=a b', ...more]);
  }, 60_000);
});

describe('the bootstrap', () => {
  it('gives the program no token of the job, and a home that no variable names', async () => {
    const { given } = await start({ env: { CI_JOB_TOKEN: 'token', HOME: project } });
    expect(given?.env).not.toHaveProperty('CI_JOB_TOKEN');
    expect(given?.env['HOME']).not.toBe(project);
  });

  it('asks the files API at its commit, and sends the token only to the named server', async () => {
    const asked: (readonly [string | undefined, unknown])[] = [];
    const [url, caFile] = await listenWithTls((request, response) => {
      asked.push([request.url, request.headers['job-token']]);
      if (request.headers['job-token'] === 'token') response.end(PROGRAM);
      else response.writeHead(404).end();
    });
    const env = { CI_JOB_TOKEN: 'token', CI_API_V4_URL: `${url}/elsewhere` };
    const named = await start({ from: '', server: url, caFile, env });
    expect({ status: named.status, asked }).toEqual({
      status: 0,
      asked: [undefined, 'token'].map((token) => [
        '/api/v4/projects/acme%2Fcomponents/repository/files/dist%2Fgate.mjs/raw?ref=c0de',
        token,
      ]),
    });
    asked.length = 0;
    expect((await start({ from: '', caFile, env })).status).toBe(2);
    expect(asked.map(([, token]) => token)).toEqual([undefined]);
  });

  it('does not follow a redirect with the token', async () => {
    let leaked = false;
    let told = false;
    const [url, caFile] = await listenWithTls((request, response) => {
      told ||= request.headers['job-token'] !== undefined;
      if (request.url?.startsWith('/away')) leaked ||= request.headers['job-token'] !== undefined;
      if (request.headers['job-token'] === undefined) response.writeHead(404).end();
      else response.writeHead(302, { location: '/away' }).end();
    });
    expect((await start({ from: '', server: url, caFile, env: { CI_JOB_TOKEN: 'token' } })).status).toBe(2);
    expect({ told, leaked }).toEqual({ told: true, leaked: false });
  });

  it('sends the token nowhere without TLS, where a proxy that a variable names would read it', async () => {
    const asked: unknown[] = [];
    const proxy = await listen((request, response) => {
      asked.push(request.headers['job-token']);
      response.writeHead(404).end();
    });
    server?.on('connect', (_, socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      server?.emit('connection', socket);
    });
    const env = { CI_JOB_TOKEN: 'token', HTTP_PROXY: proxy };
    expect((await start({ from: '', server: 'http://gitlab.example', env })).status).toBe(2);
    expect(asked).toEqual([undefined]);
  });

  it('tells what to do where the project cannot be read', async () => {
    const cases: readonly (readonly [number, Start, RegExp])[] = [
      [
        404,
        { server: 'named', env: { CI_JOB_TOKEN: 'token' } },
        /acme\/components: add your project there in Settings > CI\/CD > Job token permissions/,
      ],
      [403, { server: 'named', env: { CI_JOB_TOKEN: 'token' } }, /Job token permissions/],
      [
        404,
        { env: { CI_JOB_TOKEN: 'token' } },
        /acme\/components is not the project .*component-project.* or it is not public: then set server/,
      ],
      [404, { server: 'named' }, /acme\/components is not public, and the job has no CI_JOB_TOKEN/],
    ];
    for (const [status, options, expected] of cases) {
      let asked = 0;
      const [url, caFile] = await listenWithTls((_, response) => {
        asked += 1;
        response.writeHead(status).end();
      });
      const ended = await start({
        ...options,
        from: '',
        caFile,
        ...(options.server === undefined ? {} : { server: url }),
        env: { CI_API_V4_URL: `${url}/api/v4`, ...options.env },
      });
      expect(ended).toMatchObject({ status: 2, given: undefined, output: expect.stringMatching(expected) as unknown });
      // A refusal is final: once without the token, once with it.
      expect(asked).toBe(options.server !== undefined && options.env !== undefined ? 2 : 1);
      await stop();
    }
  });

  it('tells of a mirror that has not the program, and asks again where that may help', async () => {
    const answers = [503, 200];
    const [url, caFile] = await listenWithTls((request, response) => {
      if (request.url?.startsWith('/empty/') === true) response.writeHead(404).end();
      else response.writeHead(answers.shift() ?? 500).end(PROGRAM);
    });
    const none = await start({ from: `${url}/empty`, caFile });
    expect(none).toMatchObject({ status: 2, output: expect.stringContaining('Put gate.mjs of this version there') as unknown });
    expect((await start({ from: url, caFile })).status).toBe(0);
    expect(answers).toEqual([]);
  });

  it('names the input for an authority that is not known', async () => {
    const [url] = await listenWithTls((_, response) => response.end(PROGRAM));
    expect(await start({ from: url })).toMatchObject({
      status: 2,
      output: expect.stringMatching(
        /authority that is not known here.*name the authority's file in the input ca-file/,
      ) as unknown,
    });
  });

  it('prints no secret of a mirror or of a proxy', async () => {
    const mirrors = [
      'https://user:hunter2@127.0.0.1:9/x',
      'https://127.0.0.1:9/x?private_token=hunter2',
      'https://hunter2@127.0.0.1:9',
      'http://user:hunter2@127.0.0.1:9',
      'HTTPS://user:hunter2@127.0.0.1:9',
    ];
    for (const from of mirrors) {
      const { status, output } = await start({ from });
      expect({ status, output }).toEqual({ status: 3, output: expect.stringContaining('program-from') as unknown });
      expect(output).not.toContain('hunter2');
    }
    for (const proxy of ['http://user:hunter2@host:port', 'http://user:hunter2@', 'user:hunter2@host:port']) {
      const { status, output } = await start({ from: 'https://127.0.0.1:9', env: { HTTPS_PROXY: proxy } });
      expect({ status, output }).toEqual({ status: 2, output: expect.stringContaining('HTTPS_PROXY') as unknown });
      expect(output).not.toContain('hunter2');
    }
  });

  describe('behind a proxy', () => {
    const env = (proxy: string) => ({ CI_API_V4_URL: 'https://gitlab.example/api/v4', HTTPS_PROXY: proxy });

    it('asks the proxy, and no other', async () => {
      const seen: (string | undefined)[] = [];
      const url = await listen(() => undefined);
      server?.on('connect', (request, socket) => {
        seen.push(request.url);
        socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
      });
      // With its scheme and without, as the program takes it.
      for (const proxy of [url, url.replace('http://', '')]) {
        seen.length = 0;
        const { status } = await start({ from: '', env: env(proxy) });
        expect({ proxy, status, seen: new Set(seen) }).toEqual({ proxy, status: 2, seen: new Set(['gitlab.example:443']) });
      }
    });

    it.each([
      ['', /asks for a user and a password \(407\): set HTTPS_PROXY to http:\/\/USER:PASSWORD@HOST:PORT/],
      ['job:wrong@', /refuses the user and password in HTTPS_PROXY \(407\)/],
      ['job:right@', undefined],
    ])('that wants a password, given %j', async (credentials, expected) => {
      // The service behind the proxy, and the proxy, which leads every name there.
      const [service, caFile] = await listenWithTls((_, response) => response.end(PROGRAM));
      const behind = server;
      let asked = 0;
      const proxy = createServer();
      proxy.on('connect', (request, socket) => {
        asked += 1;
        const given = /^Basic (.+)$/.exec(request.headers['proxy-authorization'] ?? '')?.[1] ?? '';
        if (Buffer.from(given, 'base64').toString() !== 'job:right') {
          socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic realm="x"\r\n\r\n');
          return;
        }
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        behind?.emit('connection', socket);
      });
      await new Promise<void>((up) => proxy.listen(0, '127.0.0.1', up));
      const at = `${credentials}127.0.0.1:${String((proxy.address() as AddressInfo).port)}`;
      try {
        const ended = await start({ from: service, caFile, env: { HTTPS_PROXY: `http://${at}` } });
        // What the stand-in for the program says it was given has the proxy, too.
        expect(ended.output.replace(/^\{.*$/m, '')).not.toMatch(/job:|right@|wrong/);
        expect(asked).toBe(1);
        if (expected === undefined) expect(ended.given?.args).toEqual(['verify', '--path=a b']);
        else expect(ended).toMatchObject({ status: 2, given: undefined, output: expect.stringMatching(expected) as unknown });
        // What NO_PROXY names is asked without the proxy.
        const around = await start({ from: service, caFile, env: { HTTPS_PROXY: `http://${at}`, NO_PROXY: '127.0.0.1' } });
        expect({ status: around.status, asked }).toEqual({ status: 0, asked: 1 });
      } finally {
        proxy.closeAllConnections();
        await new Promise((done) => proxy.close(done));
      }
    });
  });

  describe('an image', () => {
    /** Programs under their names, and links to those of this machine. */
    const image = (programs: Readonly<Record<string, string>>, without: readonly string[] = []): string => {
      const bin = join(folder, 'bin');
      mkdirSync(bin);
      const needed = ['node', 'mktemp', 'readlink', 'sha256sum', 'cp', 'rm', 'mkdir', 'cat', 'id', 'cut', 'getent', 'tar'];
      for (const name of needed.filter((one) => !without.includes(one) && !(one in programs))) {
        const found = PATH.split(':')
          .map((one) => join(one, name))
          .find((one) => existsSync(one));
        symlinkSync(found ?? '', join(bin, name));
      }
      for (const [name, text] of Object.entries(programs)) writeFileSync(join(bin, name), text, { mode: 0o755 });
      return bin;
    };
    const stale = () => {
      mkdirSync(join(project, 'countersign-gate'));
      writeFileSync(join(project, 'countersign-gate', 'pinned-images'), 'evil');
    };

    it.each([
      ['v18.20.8', false],
      ['v22.20.0', false],
      ['v23.11.1', false],
      ['v22.21.0', true],
      ['v24.0.0', true],
      ['v30.1.0', true],
    ])('with Node %s: %s', async (version, fits) => {
      stale();
      const node = `#!/bin/sh\n[ "$1" != --version ] || { echo ${version}; exit; }\nexec '${process.execPath}' "$@"\n`;
      const ended = await start({ env: { PATH: image({ node }) } });
      expect({ status: ended.status, runs: ended.given !== undefined }).toEqual({ status: fits ? 0 : 2, runs: fits });
      if (!fits) expect(ended.output).toContain(`Node 24 is needed (or 22.21 and later), and this image has ${version}`);
      expect(existsSync(join(project, 'countersign-gate', 'pinned-images'))).toBe(false);
    });

    it.each([[['node']], [['sha256sum']], [['tar']], [['mktemp', 'readlink']]])('without %j is told so', async (without) => {
      stale();
      const ended = await start({ env: { PATH: image({}, without) }, program: 'gate.tar' });
      expect(ended).toMatchObject({
        status: 2,
        given: undefined,
        output: expect.stringContaining(`the image has no ${without.join(' ')} in its path`) as unknown,
      });
      expect(existsSync(join(project, 'countersign-gate'))).toBe(false);
    });

    it('with the program in it needs no download; its digest is checked all the same', async () => {
      const asked: unknown[] = [];
      const url = await listen((request, response) => {
        asked.push(request.url);
        response.end(PROGRAM);
      });
      const released = join(folder, 'released');
      mkdirSync(released);
      const given = { from: '', programs: released, env: { CI_API_V4_URL: `${url}/api/v4` } };
      writeFileSync(join(released, 'gate.mjs'), PROGRAM);
      expect((await start(given)).given?.args).toEqual(['verify', '--path=a b']);
      expect(asked).toEqual([]);
      writeFileSync(join(released, 'gate.mjs'), `${PROGRAM}// another version\n`);
      const other = await start(given);
      expect({ status: other.status, args: other.given?.args }).toEqual({ status: 0, args: ['verify', '--path=a b'] });
      expect(other.output).toContain('the image holds another version of gate.mjs');
      expect(asked).toHaveLength(1);
    });
  });

  it('believes authorities that a variable names outside the project only', async () => {
    writeFileSync(join(project, 'evil.pem'), '');
    writeFileSync(join(folder, 'ours.pem'), '');
    symlinkSync(join(project, 'evil.pem'), join(folder, 'link.pem'));
    const authorities = async (more: Start): Promise<string | undefined> => (await start(more)).given?.env['NODE_EXTRA_CA_CERTS'];
    expect(await authorities({ env: { NODE_EXTRA_CA_CERTS: join(project, 'evil.pem') } })).toBeUndefined();
    expect(await authorities({ env: { CI_SERVER_TLS_CA_FILE: 'evil.pem' } })).toBeUndefined();
    expect(await authorities({ env: { NODE_EXTRA_CA_CERTS: join(folder, 'link.pem') } })).toBeUndefined();
    for (const name of ['CI_SERVER_TLS_CA_FILE', 'SSL_CERT_FILE'])
      expect(await authorities({ env: { [name]: join(folder, 'ours.pem') } })).toBe(join(folder, 'ours.pem'));
    expect(await authorities({ caFile: 'evil.pem' })).toBe('evil.pem');
  });

  it('reads images from a file, and from nothing else', async () => {
    writeFileSync(join(project, 'image.txt'), 'a@sha256:1\n');
    expect((await start({ imagesFrom: 'image.txt' })).given?.args).toEqual(['verify', '--path=a b', '--image=a@sha256:1']);
    symlinkSync('/etc/hostname', join(project, 'link.txt'));
    spawnSync('mkfifo', [join(project, 'pipe.txt')]);
    for (const imagesFrom of ['none.txt', 'link.txt', 'pipe.txt', '.']) {
      const { status, given } = await start({ imagesFrom });
      expect({ imagesFrom, status, given }).toEqual({ imagesFrom, status: 3, given: undefined });
    }
  });

  it('leaves nothing of its own behind', async () => {
    const { output } = await start({ command: 'sign-blob', env: { TMPDIR: project } });
    expect(output).toContain('sign-blob');
    expect(existsSync(join(project, 'countersign-gate'))).toBe(false);
    expect(spawnSync('ls', ['-A', project]).stdout.toString()).toBe('');
  });
});

interface Document {
  readonly spec: { readonly inputs: Readonly<Record<string, { readonly default?: unknown }>> };
  readonly job: Readonly<Record<'before_script' | 'script', readonly string[]>>;
}

/** The gate's job as GitLab gives it to a runner, with the stand-in for the program. */
function gateScript(inputs: Readonly<Record<string, string>>, part: 'before_script' | 'script'): string {
  const text = readFileSync(join(root, 'gitlab-components', 'templates', 'verify-gate', 'template.yml'), 'utf8');
  const [spec, jobs] = parseAllDocuments(text).map((document) => ('toJS' in document ? (document.toJS() as unknown) : undefined));
  const { spec: declared } = spec as { readonly spec: Document['spec'] };
  const [job] = Object.values(jobs as Readonly<Record<string, Document['job']>>);
  return (job?.[part] ?? [])
    .join('\n')
    .replaceAll(/\$\[\[ inputs\.([a-z-]+) \]\]/g, (_, name: string) =>
      String(inputs[name] ?? declared.inputs[name]?.default ?? ''),
    )
    .replaceAll(/\$\[\[ component\.[a-z]+ \]\]/g, 'c0de')
    .replace(/'countersign-gate\.mjs' '[0-9a-f]{64}'/, `'gate.mjs' '${sha256(PROGRAM)}'`);
}

/** Every shell that an image may have; busybox is Alpine's. */
const SHELLS = [
  ['/bin/sh', '-e'],
  ['/bin/bash', '-eo', 'pipefail'],
  ['/usr/bin/busybox', 'sh', '-e'],
].filter(([shell = '']) => existsSync(shell));

describe.each(SHELLS)('the job of verify-gate in %s', (shell, ...flags) => {
  const HOSTILE = {
    ...{
      IFS: '/=-.',
      CDPATH: '/tmp',
      GLOBIGNORE: '*',
      POSIXLY_CORRECT: '1',
      HOME: './hostile',
      TMPDIR: './hostile',
      NODE_OPTIONS: '--bad',
    },
    ...{ NODE_PATH: './hostile', TAR_OPTIONS: '--bad', GIT_DIR: './hostile', CURL_HOME: './hostile', COUNTERSIGN_GATE: 'passed' },
    ...{ NODE_DEBUG: 'http', NODE_DEBUG_NATIVE: 'http', DEBUG: '*' },
    ...{ name: 'PATH', names: 'SECRET', path: './hostile', program: 'x', from: 'y', digest: 'z', main: '/bin/true', status: '0' },
  };
  const job = (inputs: Readonly<Record<string, string>>, parts: readonly ('before_script' | 'script')[], env = {}) => {
    // As a runner does: the variables are exported in the shell that goes on with the job.
    const exported = Object.entries({
      ...HOSTILE,
      PATH: './hostile:/usr/bin:/bin',
      SECRET: 'secret',
      NAMED: "it's $named",
      ...env,
    });
    const all = {
      path: PATH,
      paths: 'allowed',
      'program-from': join(folder, 'programs'),
      'deploy-variables': 'NAMED\nUNSET',
      deploy: 'echo "deployed ${SECRET-without} $NAMED ${NODE_OPTIONS-} $(basename "$HOME")"\ncat',
      ...inputs,
    };
    const script = [
      ...exported.map(([key, value]) => `export ${key}='${value.replaceAll("'", "'\\''")}'`),
      ...parts.map((part) => gateScript(all, part)),
      'echo "the end"',
    ].join('\n');
    const { status, stdout, stderr } = spawnSync(shell ?? '', flags, { cwd: project, env: { PATH }, input: script });
    const output = `${stdout.toString()}${stderr.toString()}`;
    return { status, deployed: output.includes('\ndeployed '), ended: output.includes('the end'), output };
  };

  it('deploys what is allowed, with the variables that are named and no others', () => {
    const { output, ...seen } = job({}, ['before_script', 'script']);
    expect(seen.status === 0 ? seen : output).toEqual({ status: 0, deployed: true, ended: true });
    expect(output).toMatch(/^deployed without it's \$named {2}(?!hostile)\S/m);
    const given = JSON.parse(output.split('\n').find((line) => line.startsWith('{')) ?? '{}') as { readonly env: object };
    for (const name of [...Object.keys(HOSTILE).filter((one) => one !== 'HOME'), 'SECRET', 'NAMED'])
      expect(given.env).not.toHaveProperty(name);
    expect(given.env).toMatchObject({ PATH, HOME: expect.not.stringContaining('hostile') as unknown });
  });

  it('sends the deployment nowhere: no proxy, no authority, and no fact of the pipeline that a dotenv report can replace', () => {
    const network = {
      HTTPS_PROXY: 'http://127.0.0.1:9',
      NO_PROXY: 'x',
      SSL_CERT_FILE: './hostile/ca.pem',
      NODE_EXTRA_CA_CERTS: 'x',
    };
    const facts = { CI_COMMIT_TAG: 'v0.0.1', CI_ENVIRONMENT_NAME: 'other', CI_REGISTRY_IMAGE: 'evil', CI_PROJECT_DIR: '/evil' };
    const env = {
      ...network,
      ...Object.fromEntries(Object.entries(network).map(([key, value]) => [key.toLowerCase(), value])),
      ...facts,
    };
    const seen = (more = '') => {
      const { output } = job(
        { deploy: 'echo; env | sed "s/^/of the deployment: /"', 'deploy-variables': more },
        ['before_script'],
        env,
      );
      return [...output.matchAll(/^of the deployment: ([A-Za-z_]+)=/gm)].map(([, name]) => name ?? '').sort();
    };
    const own = ['CI_REGISTRY', 'HOME', 'PATH'];
    expect(seen().filter((name) => !['PWD', 'OLDPWD', 'SHLVL', '_'].includes(name))).toEqual(own);
    expect(seen('HTTPS_PROXY\nCI_COMMIT_TAG')).toEqual(expect.arrayContaining([...own, 'CI_COMMIT_TAG', 'HTTPS_PROXY']));
  });

  it.each([
    [{ 'other-registry': '' }, []],
    [
      { 'other-registry': 'r.example' },
      ['COUNTERSIGN_REGISTRY', 'COUNTERSIGN_REGISTRY_PASSWORD', 'COUNTERSIGN_REGISTRY_USERNAME'],
    ],
    [{ registry: 'r.example' }, ['CI_REGISTRY', 'CI_REGISTRY_PASSWORD', 'CI_REGISTRY_USER']],
    [{ registry: '' }, []],
  ])('gives the program a password with its registry, or neither: %j', (inputs, names) => {
    const passwords = {
      COUNTERSIGN_REGISTRY_USERNAME: 'u',
      COUNTERSIGN_REGISTRY_PASSWORD: 'p',
      CI_REGISTRY_USER: 'u',
      CI_REGISTRY_PASSWORD: 'p',
    };
    const { output } = job(inputs, ['before_script'], {
      ...passwords,
      CI_REGISTRY: 'evil.example',
      COUNTERSIGN_REGISTRY: 'evil.example',
    });
    const given = JSON.parse(output.split('\n').find((line) => line.startsWith('{')) ?? '{}') as {
      readonly env: Record<string, string>;
    };
    const kind = (names[0]?.startsWith('CI_') ?? 'registry' in inputs) ? /^CI_REGISTRY/ : /^COUNTERSIGN_REGISTRY/;
    expect(
      Object.keys(given.env)
        .filter((name) => kind.test(name))
        .sort(),
    ).toEqual(names);
    expect(JSON.stringify(given.env)).not.toContain('evil.example');
  });

  it.each([
    ['a denial', { variables: 'EXIT' }, { EXIT: '1' }, 1],
    ['no decision', { variables: 'EXIT' }, { EXIT: '2' }, 2],
    ['a program that is another', { 'program-from': '/nonexistent' }, {}, 2],
    ['a path without programs', { path: '/nonexistent' }, {}, undefined],
  ])('deploys nothing after %s, and ends there', (_, inputs, env, wanted) => {
    const { output, ...seen } = job(inputs, ['before_script', 'script'], env);
    expect({ ...seen, output }).toMatchObject({
      status: wanted ?? (expect.any(Number) as unknown),
      deployed: false,
      ended: false,
    });
    expect(seen.status).not.toBe(0);
  });

  it('deploys nothing where the gate passed without allowing, as in mode warn', () => {
    const { output, ...seen } = job({ paths: 'other' }, ['before_script', 'script']);
    expect(seen.status === 0 ? seen : output).toEqual({ status: 0, deployed: false, ended: true });
  });

  it('ends where the gate was left out', () => {
    expect(job({}, ['script'])).toMatchObject({ status: 3, deployed: false, ended: false });
  });
});
