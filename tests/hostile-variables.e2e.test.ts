import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { READ_BY_NODE } from '@countersign/surface/environment';
import { defaultOf, INPUTS, inputsOf } from '@countersign/surface/options';
import { SETUP_VARIABLES } from '@countersign/surface/setup-environment';
import { SIGNING_VARIABLES } from '@countersign/surface/signing-environment';
import { startSandbox, type Sandbox } from '@countersign/sandbox';
import { sampler, TAKES_ALL } from '../scripts/sample.mjs';

/**
 * Whoever can set environment variables, one or all of them, gets no artifact through the gate that another instance signed, and
 * is sent no token. The programs are those that runners start.
 */
const root = fileURLToPath(new URL('../', import.meta.url));
const SIGNER = 'https://github.com/acme/app/.github/workflows/release.yml@refs/heads/main';
const CLAIMS = {
  repository: 'acme/app',
  repository_owner: 'acme',
  ref: 'refs/heads/main',
  workflow_ref: 'acme/app/.github/workflows/release.yml@refs/heads/main',
  job_workflow_ref: 'acme/app/.github/workflows/release.yml@refs/heads/main',
};
const CLI = join(root, 'packages', 'cli', 'dist', 'index.js');
const GATE = join(root, 'gitlab-components', 'dist', 'countersign-gate.mjs');
const ACTION = join(root, 'actions', 'verify-gate', 'dist', 'index.js');
const PUBLIC_GOOD = 'https://tuf-repo-cdn.sigstore.dev';
const CANARY = 'canary-7f3a';
const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

const sources = globSync(['packages/{core,surface,cli}/src/**/*.ts', 'actions/*/src/**/*.ts'], { cwd: root }).filter(
  (file) => !/\.test\.ts$|[\\/]testing[\\/]|run-sandbox\.ts$/.test(file),
);
const matches = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].flatMap(([, ...groups]) => groups.filter(Boolean));

/** Names of variables in TypeScript: `env['X']`, `process.env.X`, `const { X } = env`. */
function namesIn(text: string): string[] {
  const destructured = matches(text, /\{([^{}]*)\} = (?:process\.env|(?:\w+\.)?env)\b/g).flatMap((list) =>
    list.split(',').map((part) => part.split(':')[0]?.trim() ?? ''),
  );
  return [
    ...matches(text, /\benv\b\??\.?\[\s*['"]([A-Za-z_]\w*)['"]\s*\]/g),
    ...matches(text, /\b(?:process|run)\.env\.([A-Za-z_]\w*)/g),
    ...destructured.filter((name) => /^[A-Z]\w*$/.test(name)),
  ];
}

function derivedVariables(): ReadonlySet<string> {
  const read = (pattern: string): string[] =>
    globSync(pattern, { cwd: root }).map((file) => readFileSync(join(root, file), 'utf8'));
  const templates = read('gitlab-components/templates/*/template.yml').flatMap((text) => [
    ...matches(text, /\$\{?([A-Z][A-Z0-9_]+)/g),
    ...namesIn(text),
    ...matches(text, /^ {4}(COUNTERSIGN_\w+):/gm),
  ]);
  const bundles = [...read('actions/verify-gate/dist/*.js'), readFileSync(GATE, 'utf8')].flatMap((text) =>
    matches(text, /process\.env(?:\.([A-Za-z_]\w*)|\[["']([A-Za-z_]\w*)["']\])/g),
  );
  const inputs = Object.keys(INPUTS).flatMap((name) => {
    const upper = name.toUpperCase();
    return [`INPUT_${upper}`, `COUNTERSIGN_${upper.replaceAll('-', '_')}`];
  });
  const listed = SIGNING_VARIABLES.flatMap(({ names }) => names.filter((name) => typeof name === 'string'));
  return new Set([
    ...sources.flatMap((file) => namesIn(readFileSync(join(root, file), 'utf8'))),
    ...templates,
    ...bundles,
    ...inputs,
    ...listed,
    ...Object.keys(READ_BY_NODE),
    ...['TMPDIR', 'TEMP', 'TMP', 'DEBUG', 'NODE_DEBUG', 'AWS_CONFIG_FILE', 'LD_LIBRARY_PATH'],
  ]);
}

describe('the table of variables', () => {
  const isListed = (name: string): boolean =>
    [...SIGNING_VARIABLES, ...SETUP_VARIABLES].some(({ names }) =>
      names.some((known) => (typeof known === 'string' ? known === name : new RegExp(`^(?:${known.source})$`).test(name))),
    );

  it('lists every variable that the sources read', () => {
    const unlisted = sources.flatMap((file) =>
      namesIn(readFileSync(join(root, file), 'utf8'))
        .filter((name) => !isListed(name) && !(name in READ_BY_NODE))
        .map((name) => `${file}: ${name}`),
    );
    expect(unlisted).toEqual([]);
  });

  it('and names that are not literals are read in few places, all known', () => {
    const indirect = sources.filter((file) => /\benv\[(?!['"])/.test(readFileSync(join(root, file), 'utf8')));
    expect(indirect.map((file) => file.replaceAll('\\', '/')).sort()).toEqual([
      'packages/core/src/ci/token-source.ts',
      'packages/core/src/net/connections.ts',
      'packages/core/src/net/proxy.ts',
      'packages/core/src/operations/keys/inspect-key.ts',
      'packages/core/src/public-keys/aws/settings.ts',
      'packages/core/src/public-keys/google-credentials.ts',
      'packages/core/src/public-keys/variable.ts',
      'packages/core/src/public-keys/vault/server.ts',
      'packages/core/src/public-keys/vault/session.ts',
      'packages/surface/src/environment.ts',
      'packages/surface/src/github/options.ts',
    ]);
  });

  it('and the whole environment is taken only where a run is made', () => {
    const whole = sources.filter((file) => /process\.env(?![\w.]|\[['"])/.test(readFileSync(join(root, file), 'utf8')));
    expect(whole.map((file) => file.replaceAll('\\', '/')).sort()).toEqual([
      'packages/cli/src/program.ts',
      'packages/surface/src/environment.ts',
      'packages/surface/src/run.ts',
    ]);
  });
});

describe('hostile variables', () => {
  let [good, evil]: Sandbox[] = [];
  let cwd = '';
  let hostile = '';
  let recorder: Server;
  let recorded: string[];
  let count = 0;

  beforeAll(async () => {
    [good, evil] = await Promise.all([startSandbox(), startSandbox({ name: 'evil' })]);
    cwd = mkdtempSync(join(tmpdir(), 'countersign-hostile-'));
    hostile = join(cwd, 'hostile');
    mkdirSync(hostile);
    writeFileSync(join(cwd, 'app.tgz'), 'evil code');
    const signed = await command(CLI, ['sign-blob', 'app.tgz', ...instance(evil)], evil.github(CLAIMS));
    expect(signed).toMatchObject({ status: 0 });
    poison();
    recorded = [];
    recorder = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        recorded.push(
          `${request.method ?? ''} ${request.url ?? ''} ${JSON.stringify(request.headers)} ${Buffer.concat(chunks).toString()}`,
        );
        response.writeHead(404).end();
      });
    });
    await new Promise<void>((up) => recorder.listen(0, '127.0.0.1', up));
  });

  afterAll(async () => {
    await Promise.all([good?.stop(), evil?.stop()]);
    await new Promise((done) => recorder.close(done));
    rmSync(cwd, { recursive: true, force: true });
  });

  const sandbox = (): Sandbox => {
    if (good === undefined) throw new Error('no sandbox');
    return good;
  };
  const instance = ({ files }: Sandbox): string[] => [
    '--trusted-root',
    files.trustedRoot,
    '--signing-config',
    files.signingConfig,
  ];
  const mirror = (): string => `${sandbox().urls.tuf}#root=${sandbox().files.tufRoot}`;
  const who = (): Record<string, string> => ({
    'certificate-identity': SIGNER,
    'certificate-oidc-issuer': evil?.issuers.github ?? '',
  });
  const flags = (): string[] => Object.entries(who()).flatMap(([name, value]) => [`--${name}`, value]);

  /** Secrets of the job; none of them may reach the recorder. */
  const job = (): Record<string, string> => ({
    PATH: process.env['PATH'] ?? '',
    HOME: cwd,
    ...Object.fromEntries(
      ['GITHUB_TOKEN', 'GH_TOKEN', 'CI_JOB_TOKEN', 'CI_REGISTRY_PASSWORD', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN', 'NPM_TOKEN'].map(
        (name) => [name, `${CANARY}-${name}`],
      ),
    ),
  });

  interface Ended {
    readonly status: number | null;
    readonly text: string;
  }

  async function command(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
    const child = spawn(process.execPath, [program, ...args], {
      cwd,
      env: { ...job(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 50_000,
      killSignal: 'SIGKILL',
    });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
    return { status: await new Promise<number | null>((done) => child.on('close', done)), text };
  }

  const gate = (env: Readonly<Record<string, string>>, ...more: readonly string[]): Promise<Ended> =>
    command(GATE, ['verify', 'app.tgz', ...flags(), '--timeout', '20s', ...more], env);

  /** Every input that the gate's action declares, as the runner sets it where a step does not. */
  const DEFAULTS = inputsOf('verify-gate').map(([name, spec]) => [name, defaultOf('verify-gate', spec) ?? ''] as const);

  async function action(env: Readonly<Record<string, string>>): Promise<Ended & { readonly outputs: string }> {
    count += 1;
    const output = join(cwd, `.output-${String(count)}`);
    writeFileSync(output, '');
    const declared = { paths: 'app.tgz', 'trusted-root': mirror(), timeout: '20s', ...who() };
    const inputs = Object.fromEntries(Object.entries(declared).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]));
    // What GitHub's runner sets for each step, and sets last.
    const runner = {
      GITHUB_OUTPUT: output,
      GITHUB_WORKSPACE: cwd,
      ...Object.fromEntries(DEFAULTS.map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
    };
    const ended = await command(ACTION, [], { ...runner, ...env, ...inputs });
    return { ...ended, outputs: readFileSync(output, 'utf8') };
  }

  /** Caches of every layout that was ever read, unsigned and fresh, that hold the other instance. */
  function poison(): void {
    const targets = {
      'trusted_root.json': readFileSync(evil?.files.trustedRoot ?? ''),
      'signing_config.v0.2.json': readFileSync(evil?.files.signingConfig ?? ''),
    };
    const listed = Object.fromEntries(
      Object.entries(targets).map(([name, bytes]) => [name, { length: bytes.length, hashes: { sha256: sha256(bytes) } }]),
    );
    const common = { version: 99, spec_version: '1.0.31', expires: '2099-01-01T00:00:00Z' };
    const document = (type: string, more: object): string =>
      JSON.stringify({ signatures: [], signed: { _type: type, ...common, ...more } });
    const documents: Record<string, Uint8Array | string> = {
      'timestamp.json': document('timestamp', { meta: { 'snapshot.json': { version: 99 } } }),
      'snapshot.json': document('snapshot', { meta: { 'targets.json': { version: 99 } } }),
      'targets.json': document('targets', { targets: listed }),
      ...Object.fromEntries(Object.entries(targets).map(([name, bytes]) => [`targets/${name}`, bytes])),
    };
    const pin = sha256(readFileSync(sandbox().files.tufRoot));
    const seeds = readFileSync(join(root, 'packages/core/src/trust/public-good/embedded-tuf-root.ts'), 'utf8');
    const publicRoot = /root: ('.*'),/s.exec(seeds)?.[1] ?? "''";
    const publicPin = sha256(JSON.parse(`"${publicRoot.slice(1, -1).replaceAll('"', '\\"')}"`) as string);
    const names = [PUBLIC_GOOD, `${PUBLIC_GOOD}#${publicPin}`, sandbox().urls.tuf, `${sandbox().urls.tuf}#${pin}`];
    for (const base of ['', 'countersign', join('.cache', 'countersign')]) {
      for (const name of names.map((key) => sha256(key).slice(0, 16))) {
        const folder = join(hostile, base, 'tuf', name);
        mkdirSync(join(folder, 'targets'), { recursive: true });
        for (const [path, bytes] of Object.entries(documents)) writeFileSync(join(folder, path), bytes);
        writeFileSync(join(folder, 'refreshed'), 'x');
        const encoded = Object.entries(documents).map(([path, bytes]) => [path, Buffer.from(bytes).toString('base64')]);
        writeFileSync(
          `${folder}.json`,
          JSON.stringify({ refreshed: new Date().toISOString(), documents: Object.fromEntries(encoded) as unknown }),
        );
      }
    }
    for (const file of ['app.tgz', 'app.tgz.sigstore.json']) cpSync(join(cwd, file), join(hostile, file));
  }

  const address = (): string => `http://127.0.0.1:${String((recorder.address() as AddressInfo).port)}`;
  /** Something of the kind that the name promises. */
  const hostileValue = (name: string): string => {
    if (/URL|PROXY|SERVER|API|HOST/i.test(name)) return address();
    if (/^(?:COUNTERSIGN_REGISTRY|CI_REGISTRY)$/.test(name)) return address().slice('http://'.length);
    return /HOME|DIR|CACHE|FILE|CONFIG|TMP|TEMP|PATH$|WORKSPACE|APPDATA|OUTPUT|SUMMARY|ROOT|PROFILE/.test(name)
      ? hostile
      : 'warn';
  };

  /** The runner sets a step's own inputs; everything else may be anybody's. */
  const variables = [...derivedVariables()].filter((name) => name !== 'PATH').sort();
  const forAction = variables.filter((name) => !name.startsWith('INPUT_'));
  /** What a program of ours or Node itself reads; the others are in the tests of the components' gate, and of all together. */
  const known = new Set([
    ...SIGNING_VARIABLES.flatMap(({ names }) => names.filter((name) => typeof name === 'string')),
    ...Object.keys(READ_BY_NODE),
    'TMPDIR',
    'COUNTERSIGN_MODE',
  ]);
  const some = sampler('hostile variables');
  /** Those that a program of ours or Node reads, and some of the others, which no program of ours asks for. */
  const likely = [
    ...some(
      variables.filter((name) => known.has(name)),
      18,
    ),
    ...some(
      variables.filter((name) => !known.has(name)),
      8,
    ),
  ];
  const inPairs = async (names: readonly string[], judge: (name: string) => Promise<void>): Promise<void> => {
    const left = [...names];
    const worker = async (): Promise<void> => {
      for (let name = left.shift(); name !== undefined; name = left.shift()) await judge(name);
    };
    await Promise.all([worker(), worker()]);
  };
  const requireDenied = (what: string, { status, text }: Ended): void => {
    const allowed = status === 0 || /decision: allowed/.test(text);
    expect([what, allowed ? text : 'refused']).toEqual([what, 'refused']);
  };
  const requireNoToken = (): void => {
    expect(recorded.filter((line) => line.includes(CANARY) || /eyJ[\w-]+\.[\w-]+/.test(line))).toEqual([]);
  };

  it('have something to gain: under the other instance the artifact is allowed', async () => {
    expect(await gate({}, '--trusted-root', evil?.files.trustedRoot ?? '')).toMatchObject({ status: 0 });
    expect(await gate({}, '--network', 'none')).toMatchObject({ status: 1 });
    expect((await action({})).text).toContain('denied');
    expect(variables.length).toBeGreaterThan(90);
  });

  it('one at a time, let nothing through the gate of the components', async () => {
    await inPairs(likely, async (name) => {
      requireDenied(name, await gate({ [name]: hostileValue(name) }, '--network', 'none'));
    });
    requireNoToken();
  }, 300_000);

  it('one at a time, let nothing through the action', async () => {
    await inPairs(
      some(
        forAction.filter((name) => known.has(name)),
        18,
      ),
      async (name) => {
        const ended = await action({ [name]: hostileValue(name) });
        requireDenied(name, ended);
        expect([name, ended.outputs.includes('allowed')]).toEqual([name, false]);
      },
    );
    requireNoToken();
  }, 300_000);

  it.each<[string, (name: string) => string]>([
    ['each of its kind', hostileValue],
    ['all naming the cache', () => hostile],
    ['all naming the recorder', () => address()],
    ['all saying warn', () => 'warn'],
  ])('all together, %s, let nothing through', async (_, value) => {
    const all = (names: readonly string[]): Record<string, string> =>
      // What ends Node before our first line would hide the others.
      Object.fromEntries(names.filter((name) => !/^NODE_(?!TLS)|^OPENSSL|^LD_/.test(name)).map((name) => [name, value(name)]));
    requireDenied('components', await gate(all(variables), '--network', 'none'));
    requireDenied('components, mirror', await gate(all(variables), '--trusted-root', mirror()));
    requireDenied(
      'GitHub evidence',
      await gate(
        { ...job(), ...all(['GITHUB_API_URL', 'GITHUB_SERVER_URL']) },
        '--evidence',
        'github:acme/app',
        '--network',
        'all',
        '--trusted-root',
        mirror(),
      ),
    );
    requireDenied('action', await action(all(forAction)));
    requireNoToken();
  });

  it('send the identity token to no certificate authority but that of the verified signing config', async () => {
    const token = await sandbox().token('oidc', { sub: 'a', email: 'a@acme.dev', email_verified: true });
    // What listens on this machine may be GitHub's own (`act`, the sandbox); elsewhere a host that is not GitHub's is refused.
    const valueOf = (name: string): string =>
      name === 'ACTIONS_ID_TOKEN_REQUEST_URL' ? 'https://token.stranger.test/' : hostileValue(name);
    const sign = (name: string): Promise<Ended> =>
      command(CLI, ['sign-blob', 'app.tgz', '--output-dir', `out-${name}`, '--trusted-root', mirror(), '--timeout', '20s'], {
        SIGSTORE_ID_TOKEN: token,
        [name]: valueOf(name),
      });
    const asked: string[] = [];
    const always = ['COUNTERSIGN_CACHE', 'XDG_CACHE_HOME', 'HOME', 'GITHUB_SERVER_URL', 'ACTIONS_ID_TOKEN_REQUEST_URL'];
    const others = variables.filter(
      (name) => known.has(name) && ![...always, 'SIGSTORE_ID_TOKEN', ...Object.keys(READ_BY_NODE)].includes(name),
    );
    await inPairs([...always, ...some(others, 10)], async (name) => {
      const { status, text } = await sign(name);
      if (status === 0) asked.push(name);
      expect([name, text.includes('evil')]).toEqual([name, false]);
    });
    expect(asked).toEqual(expect.arrayContaining(always.slice(0, 4)));
    requireNoToken();
  }, 300_000);

  it('still reach a command that the gate lets through, all of them', async () => {
    const print = [process.execPath, '-e', 'console.log(process.env.NPM_TOKEN, process.env.ANYTHING)'];
    const { status, text } = await gate({ ANYTHING: 'at all' }, '--trusted-root', evil?.files.trustedRoot ?? '', '--', ...print);
    expect({ status, text }).toEqual({ status: 0, text: expect.stringContaining(`${CANARY}-NPM_TOKEN at all`) as unknown });
  });
});

/** 64 in whole runs. */
const CROWD = TAKES_ALL ? 64 : 24;

describe(`${CROWD} programs at once on one cold cache`, () => {
  it('all decide, and leave one that serves without network', async () => {
    const sandbox = await startSandbox();
    const cwd = mkdtempSync(join(tmpdir(), 'countersign-crowd-'));
    try {
      writeFileSync(join(cwd, 'app.tgz'), 'app');
      const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<number | null> =>
        new Promise((done) => {
          const child = spawn(process.execPath, [CLI, ...args], {
            cwd,
            env: { PATH: process.env['PATH'] ?? '', COUNTERSIGN_CACHE: join(cwd, 'cold', 'cache'), ...env },
            stdio: 'ignore',
          });
          child.on('close', done);
        });
      const files = ['--trusted-root', sandbox.files.trustedRoot, '--signing-config', sandbox.files.signingConfig];
      expect(await run(['sign-blob', 'app.tgz', ...files], sandbox.github(CLAIMS))).toBe(0);
      const verify = [
        ...['verify', 'app.tgz', '--certificate-identity', SIGNER, '--certificate-oidc-issuer', sandbox.issuers.github],
        ...['--trusted-root', `${sandbox.urls.tuf}#sha256=${sha256(readFileSync(sandbox.files.tufRoot))}`],
      ];
      const ended = await Promise.all(Array.from({ length: CROWD }, () => run(verify)));
      expect(ended).toEqual(ended.map(() => 0));
      expect(globSync('cold/cache/tuf/*', { cwd })).toHaveLength(1);
      expect(await run([...verify, '--network', 'none'])).toBe(0);
    } finally {
      await sandbox.stop();
      rmSync(cwd, { recursive: true, force: true });
    }
  }, 300_000);
});
