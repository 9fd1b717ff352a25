import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Exec } from '@countersign/core/run';
import { nodeExec } from './node-exec.js';
import { toolkitExec } from './toolkit-exec.js';

const PATH = process.env['PATH'] ?? '';
const SECRET = 'kn0wn-only-to-the-program';
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign exec-'));
  process.env['COUNTERSIGN_TEST_SECRET'] = SECRET;
});
afterAll(() => {
  delete process.env['COUNTERSIGN_TEST_SECRET'];
  rmSync(folder, { recursive: true });
});

/** The output of this process while `body` runs. */
async function printed(body: () => Promise<unknown>): Promise<string> {
  const said: string[] = [];
  const take = (chunk: unknown): boolean => said.push(String(chunk)) > 0;
  const spies = [process.stdout, process.stderr].map((stream) => jest.spyOn(stream, 'write').mockImplementation(take as never));
  try {
    await body();
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  return said.join('');
}

describe.each<readonly [string, Exec]>([
  ['nodeExec', nodeExec],
  ['toolkitExec', toolkitExec],
])('%s', (_, exec) => {
  const node = (code: string, options: Partial<Parameters<Exec>[2]> = {}, args: readonly string[] = []) =>
    exec(process.execPath, ['-e', code, '--', ...args], { env: { PATH }, timeoutMs: 20_000, ...options });
  const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

  it('returns status and standard output, byte for byte', async () => {
    const result = await node(
      'process.stdout.write(Buffer.from([0, 255, 10, 13, 128])); process.stderr.write("no"); process.exitCode = 7',
    );
    expect(result.status).toBe(7);
    expect([...result.stdout]).toEqual([0, 255, 10, 13, 128]);
  });

  it('passes the input on, and ends it if there is none', async () => {
    const echo = 'process.stdin.pipe(process.stdout)';
    expect(text((await node(echo, { input: 'registry.example.com' })).stdout)).toBe('registry.example.com');
    expect(text((await node(echo)).stdout)).toBe('');
  });

  it('passes bytes on unchanged, and many of them', async () => {
    const bytes = Uint8Array.from({ length: 700_000 }, (_one, index) => (index * 7) % 256);
    const { stdout } = await node('process.stdin.pipe(process.stdout)', { input: bytes });
    expect(Buffer.compare(stdout, bytes)).toBe(0);
  });

  it('keeps the first bytes of the standard error if it is asked to, however many there are', async () => {
    const code = 'process.stderr.write("the reason\\n" + "x".repeat(3_000_000), () => process.exit(4))';
    const kept = await node(code, { keepStderr: 10 });
    expect([kept.status, text(kept.stderr ?? new Uint8Array())]).toEqual([4, 'the reason']);
    expect((await node(code)).stderr).toBeUndefined();
  });

  it('accepts a program that does not read its input', async () => {
    expect((await node('process.exit(3)', { input: 'x'.repeat(4 * 1024 * 1024) })).status).toBe(3);
  });

  it('gives the program only the given environment', async () => {
    const said = text((await node('console.log(JSON.stringify(process.env))', { env: { PATH, ONE: '1' } })).stdout);
    expect(JSON.parse(said)).toMatchObject({ PATH, ONE: '1' });
    expect(said).not.toContain(SECRET);
  });

  it('passes arguments on unchanged, and starts no shell', async () => {
    const args = ['a b', '"', "'", '$(touch here)', '`id`', '', '\\', '*', ';'];
    expect(JSON.parse(text((await node('console.log(JSON.stringify(process.argv.slice(1)))', {}, args)).stdout))).toEqual(args);
    await expect(exec('exit 0; true', [], { env: { PATH }, timeoutMs: 5000 })).rejects.toThrow();
    expect(existsSync('here')).toBe(false);
  });

  (process.platform === 'win32' ? it.skip : it)(
    'starts a program by a path with special characters, and by its name',
    async () => {
      const program = join(folder, `it's "a" \\\\back\\slash`);
      writeFileSync(program, '#!/bin/sh\necho "$1"\n', { mode: 0o755 });
      expect(text((await exec(program, ['x y'], { env: { PATH }, timeoutMs: 5000 })).stdout)).toBe('x y\n');
      expect(text((await exec('printf', ['%s', 'x'], { env: { PATH }, timeoutMs: 5000 })).stdout)).toBe('x');
    },
  );

  (process.platform === 'win32' ? it.skip : it)('never starts a program of the working folder, whatever PATH has', async () => {
    const before = process.cwd();
    writeFileSync(join(folder, 'countersign-helper'), '#!/bin/sh\necho started\n', { mode: 0o755 });
    process.chdir(folder);
    try {
      for (const path of ['', '.', `:${PATH}`, `${PATH}:`, `.:${PATH}`, `../${basename(folder)}`]) {
        await expect(exec('countersign-helper', [], { env: { PATH: path }, timeoutMs: 5000 })).rejects.toThrow(
          'not found in PATH',
        );
      }
      await expect(exec('./countersign-helper', [], { env: { PATH }, timeoutMs: 5000 })).rejects.toThrow('not found in PATH');
      expect(text((await exec('countersign-helper', [], { env: { PATH: folder }, timeoutMs: 5000 })).stdout)).toBe('started\n');
    } finally {
      process.chdir(before);
    }
  });

  const active = (kind: string): number => process.getActiveResourcesInfo().filter((one) => one === kind).length;

  it('fails if the program does not exist, and leaves no timer', async () => {
    const before = active('Timeout');
    await expect(exec('countersign-no-such-program', [], { env: { PATH }, timeoutMs: 5000 })).rejects.toMatchObject({
      message: 'countersign-no-such-program was not found in PATH',
      code: 'ENOENT',
    });
    expect(active('Timeout')).toBe(before);
  });

  const isRunning = (pid: number): boolean => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };

  it('ends a program that takes too long', async () => {
    const pidFile = join(mkdtempSync(join(folder, 'pid-')), 'pid');
    const code = `require('fs').writeFileSync(${JSON.stringify(pidFile)}, String(process.pid)); process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)`;
    await expect(node(code, { timeoutMs: 6000 })).rejects.toThrow(/ended by SIGKILL/);
    expect(isRunning(Number(readFileSync(pidFile, 'utf8')))).toBe(false);
  });

  const onUnix = process.platform === 'win32' ? it.skip : it;
  onUnix('does not wait for a process that the program leaves behind with its pipes', async () => {
    const before = active('PipeWrap');
    const { status, stdout } = await exec('sh', ['-c', 'sleep 600 & echo $!; exit 3'], { env: { PATH }, timeoutMs: 20_000 });
    const left = Number(text(stdout));
    try {
      expect({ status, isRunning: isRunning(left) }).toEqual({ status: 3, isRunning: true });
      // An open pipe would keep this process alive. The system closes one when it comes to it.
      while (active('PipeWrap') > before) await new Promise((done) => setTimeout(done, 20));
    } finally {
      process.kill(left);
    }
  });

  onUnix('searches a program in the PATH of the given environment, not in that of this process', async () => {
    const [own, given] = [mkdtempSync(join(folder, 'own-')), mkdtempSync(join(folder, 'given-'))];
    const program = (dir: string, name: string): void => {
      writeFileSync(join(dir, name), `#!/bin/sh\necho ${name} of ${dir}\n`, { mode: 0o755 });
    };
    program(given, 'countersign-both');
    program(own, 'countersign-both');
    program(own, 'countersign-own');
    mkdirSync(join(given, 'countersign-own'));
    process.env['PATH'] = [own, PATH].join(delimiter);
    try {
      const env = { PATH: [given, PATH].join(delimiter) };
      const { stdout } = await exec('countersign-both', [], { env, timeoutMs: 20_000 });
      expect(text(stdout)).toBe(`countersign-both of ${given}\n`);
      await expect(exec('countersign-own', [], { env, timeoutMs: 20_000 })).rejects.toThrow('countersign-own');
    } finally {
      process.env['PATH'] = PATH;
    }
  });

  it('ends a program that writes too much', async () => {
    await expect(node('const go = () => process.stdout.write("x".repeat(65536), go); go()')).rejects.toThrow(
      /wrote more than 1048576 bytes/,
    );
    const most = 'process.stdout.write("x".repeat(1048576)); process.stderr.write("x".repeat(1048577))';
    expect((await node(most)).stdout).toHaveLength(1_048_576);
  });

  it('does not mix up programs that run at the same time', async () => {
    const slow = node('setInterval(() => {}, 1000)', { timeoutMs: 1000 });
    const others = Array.from({ length: 5 }, (_one, index) => node(`setTimeout(() => console.log(${String(index)}), 1500)`));
    await expect(slow).rejects.toThrow(/ended by/);
    expect((await Promise.all(others)).map(({ stdout }) => text(stdout).trim())).toEqual(['0', '1', '2', '3', '4']);
  });

  onUnix('says that there are too many open files, with the code of the system', () => {
    const built = (name: string): string => JSON.stringify(new URL(`../lib/${name}.js`, import.meta.url).href);
    const script = `import { openSync } from 'node:fs';
      import ${built(exec === nodeExec ? 'node-exec' : 'toolkit-exec')};
      const { ${exec.name}: exec } = await import(${built(exec === nodeExec ? 'node-exec' : 'toolkit-exec')});
      const run = () => exec('/bin/true', [], { env: {}, timeoutMs: 20000 });
      await run();
      try { for (;;) openSync('/dev/null'); } catch {}
      await run().then(() => console.log('started'), (error) => console.log(error.code, error.message));`;
    const { status, stdout, stderr } = spawnSync(
      'sh',
      ['-c', 'ulimit -n 64; exec "$0" --input-type=module -e "$1"', process.execPath, script],
      { encoding: 'utf8' },
    );
    expect([status, stdout, stderr]).toEqual([0, expect.stringMatching(/EMFILE/), '']);
    expect(stdout).not.toMatch(/undefined|TypeError/);
  });

  it('prints nothing of command, arguments, input or output', async () => {
    const said = await printed(() => node(`console.log("${SECRET}"); console.error("${SECRET}")`, { input: SECRET }, [SECRET]));
    expect(said).toBe('');
  });
});
