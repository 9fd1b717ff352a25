import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startSandbox, type Sandbox } from '@countersign/sandbox';
import { bundle, countersign, type Ended } from '../testing/program.js';
import { hasTerminal, onTerminal } from '../testing/terminal.js';

/** The built command line, as a person uses it who has no token. The browser is a program that follows the address. */
let sandbox: Sandbox;
let cwd: string;
let browser: string;
let services: readonly string[];
beforeAll(async () => {
  sandbox = await startSandbox();
  cwd = mkdtempSync(join(tmpdir(), 'countersign-person-'));
  browser = join(cwd, 'browser');
  writeFileSync(browser, `#!/bin/sh\nenv > "${join(cwd, 'browser-env')}"\nexec curl -sSL -o "${join(cwd, 'page')}" "$1"\n`, {
    mode: 0o755,
  });
  services = ['--trusted-root', sandbox.files.trustedRoot, '--signing-config', sandbox.files.signingConfig];
});
afterAll(async () => {
  await sandbox.stop();
  rmSync(cwd, { recursive: true, force: true });
});
beforeEach(() => {
  writeFileSync(join(cwd, 'app.tgz'), 'the package');
  rmSync(join(cwd, 'app.tgz.sigstore.json'), { force: true });
});

const sign = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> =>
  countersign(['sign-blob', 'app.tgz', ...services, ...args], { cwd, env: { BROWSER: browser, ...env } });
const verify = (identity: string): Promise<Ended> =>
  countersign(
    [
      'verify',
      'app.tgz',
      '--trusted-root',
      sandbox.files.trustedRoot,
      '--certificate-identity',
      identity,
      '--certificate-oidc-issuer',
      sandbox.issuers.oidc,
    ],
    { cwd },
  );

describe('a person signs', () => {
  it('with a browser, and the signature is that of the address', async () => {
    const { status, stderr } = await sign(['--login', 'browser'], {
      GH_TOKEN: 'gh-secret-token',
      COSIGN_PASSWORD: 'cosign-secret',
    });
    expect([status, stderr]).toEqual([0, expect.stringContaining('signed app.tgz')]);
    expect(stderr).toContain('Log in with your browser:');
    expect(readFileSync(join(cwd, 'page'), 'utf8')).toContain('go back to the terminal');
    const given = readFileSync(join(cwd, 'browser-env'), 'utf8');
    expect(given).toContain('PATH=');
    expect(given).not.toMatch(/gh-secret-token|cosign-secret/);
    expect((await verify('developer@example.com')).status).toBe(0);
    expect((await verify('other@example.com')).status).toBe(1);
  });

  it('and with a key, whose password the browser does not get', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const passphrase = 'a-phrase-for-the-key';
    writeFileSync(
      join(cwd, 'locked.pem'),
      privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase }),
    );
    const flags = ['--login', 'browser', '--key', 'keyless', '--key', 'locked.pem', '--key-password', 'env://MY_PHRASE'];
    const { status, stderr } = await sign(flags, { MY_PHRASE: passphrase });
    expect([status, stderr]).toEqual([0, expect.stringContaining('signed app.tgz')]);
    expect(readFileSync(join(cwd, 'browser-env'), 'utf8')).not.toContain(passphrase);
  });

  it('with a browser on another device', async () => {
    const child = spawn(process.execPath, [bundle, 'sign-blob', 'app.tgz', ...services, '--login', 'device'], {
      cwd,
      env: { PATH: process.env['PATH'] ?? '', HOME: cwd },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let text = '';
    let visited = false;
    child.stderr.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const page = /^ {2}(http\S+)$/m.exec(text)?.[1];
      if (page === undefined || visited) return;
      visited = true;
      void fetch(page);
    });
    const status = await new Promise((resolve) => child.once('close', resolve));
    expect([status, text]).toEqual([0, expect.stringContaining('signed app.tgz')]);
    expect((await verify('developer@example.com')).status).toBe(0);
  });

  (hasTerminal ? it : it.skip)('at a terminal without any flag', async () => {
    const { status, text } = await onTerminal(['sign-blob', 'app.tgz', ...services], { cwd, env: { BROWSER: browser } });
    expect([status, text]).toEqual([0, expect.stringContaining('signed app.tgz')]);
    expect((await verify('developer@example.com')).status).toBe(0);
  });

  describe('whose address becomes public', () => {
    let config = '';
    beforeAll(() => {
      const [first] = (sandbox.signingConfig as { caUrls: Record<string, unknown>[] }).caUrls;
      // Not used, because it is older: a second authority, outside of this machine.
      const other = {
        ...first,
        url: 'https://fulcio.sigstore.dev',
        operator: 'sigstore.dev',
        validFor: { start: '2020-01-01T00:00:00Z' },
      };
      config = join(cwd, 'public.json');
      writeFileSync(config, JSON.stringify({ ...sandbox.signingConfig, caUrls: [first, other] }));
    });
    const args = (): readonly string[] => [
      'sign-blob',
      'app.tgz',
      '--trusted-root',
      sandbox.files.trustedRoot,
      '--signing-config',
      config,
    ];

    (hasTerminal ? it : it.skip).each([
      ['yes', 'y\n', 0],
      ['no', 'n\n', 3],
      ['nothing', '\n', 3],
    ])('is asked, and answers %s', async (_, typed, status) => {
      const ended = await onTerminal(args(), { cwd, env: { BROWSER: browser }, typed });
      expect(ended.text).toContain('"developer@example.com" becomes public for ever, for everyone');
      expect([ended.status, existsSync(join(cwd, 'app.tgz.sigstore.json'))]).toEqual([status, status === 0]);
      if (status !== 0) expect(ended.text).toContain('you did not agree; nothing was signed');
    });

    it('agrees beforehand', async () => {
      const { status } = await countersign([...args(), '--login', 'browser', '--confirm-public'], {
        cwd,
        env: { BROWSER: browser },
      });
      expect(status).toBe(0);
    });

    it('cannot be asked without a terminal', async () => {
      const { status, stderr } = await countersign([...args(), '--login', 'browser'], { cwd, env: { BROWSER: browser } });
      expect([status, stderr]).toEqual([3, expect.stringContaining('there is no terminal to ask for consent')]);
      expect(existsSync(join(cwd, 'app.tgz.sigstore.json'))).toBe(false);
    });
  });
});

describe('no person logs in', () => {
  it.each<readonly [string, readonly string[], Readonly<Record<string, string>>, number, string]>([
    ['without a terminal and a flag', [], {}, 2, '--login device'],
    ['with --login off', ['--login', 'off'], {}, 2, 'no identity token is available'],
    ['in a job of an unknown CI system', ['--login', 'browser'], { CI: 'true' }, 3, 'A CI job signs with its own identity token'],
    ['in a job of GitLab', ['--login', 'device'], { GITLAB_CI: 'true' }, 3, 'A CI job signs'],
    ['with a token', ['--login', 'browser', '--identity-token', 'env://TOKEN'], { TOKEN: 'x' }, 3, 'without --identity-token'],
    ['with a key', ['--login', 'browser', '--key', 'release.pem'], {}, 3, 'is for a person who signs keyless'],
    ['with another value', ['--login', 'phone'], {}, 3, 'browser, device, off'],
  ])('%s', async (_, args, env, status, text) => {
    const ended = await sign(args, env);
    expect([ended.status, ended.stderr]).toEqual([status, expect.stringContaining(text)]);
    expect(existsSync(join(cwd, 'app.tgz.sigstore.json'))).toBe(false);
  });

  it('where attestations are made of the claims of a job', async () => {
    const { status } = await countersign(['attest-provenance', 'app.tgz', '--login', 'browser'], { cwd });
    expect(status).toBe(3);
  });
});
