import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSandbox, type Sandbox } from '@countersign/sandbox';
import { countersign, runProcess } from '../../packages/cli/src/testing/program.js';
import { startLocalRegistry } from './local-registry.js';
import { makeRelease, npm, RELEASE, root, temporary } from './made.js';

const { folder, remove } = temporary('core-package');
const consumer = join(folder, 'consumer');
const installed = join(consumer, 'node_modules', '@countersign', 'core');
const manifest = (): { readonly [key: string]: unknown; readonly exports: object; readonly dependencies: object } =>
  JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as never;
const readme = (): string => readFileSync(join(installed, 'README.md'), 'utf8');
const run = promisify(execFile);
let sandbox: Sandbox;

beforeAll(async () => {
  const made = join(folder, 'made');
  makeRelease(made);
  sandbox = await startSandbox();
  const registry = await startLocalRegistry();
  mkdirSync(consumer);
  writeFileSync(join(consumer, 'package.json'), '{ "type": "module", "private": true }\n');
  try {
    await npm(['install', '--registry', registry.url, join(made, `countersign-core-${RELEASE.version}.tgz`)], consumer);
  } finally {
    await registry.stop();
  }
});

afterAll(async () => {
  await sandbox.stop();
  remove();
});

describe('@countersign/core, installed from its packed file into an empty folder', () => {
  it('brings the versions that were tested here', () => {
    const { dependencies } = JSON.parse(readFileSync(join(root, 'packages/core/package.json'), 'utf8')) as {
      dependencies: Readonly<Record<string, string>>;
    };
    expect(manifest()).toMatchObject({ name: '@countersign/core', version: RELEASE.version, type: 'module', dependencies });
    for (const [name, version] of Object.entries(dependencies)) {
      const { version: found } = JSON.parse(readFileSync(join(consumer, 'node_modules', name, 'package.json'), 'utf8')) as {
        version: string;
      };
      expect([name, found]).toEqual([name, version]);
    }
  });

  it('documents every entry, and has no other', async () => {
    const documented = [...readme().matchAll(/^\| `([a-z-]+)`/gm)].map(([, name]) => name);
    const entries = Object.keys(manifest().exports).filter((entry) => entry !== './package.json');
    expect(entries.map((entry) => entry.slice(2))).toEqual(documented);
    const load = entries.map((entry) => `await import('@countersign/core/${entry.slice(2)}');`).join('\n');
    writeFileSync(join(consumer, 'all.mjs'), `${load}\nconsole.log('loaded');\n`);
    expect(await runProcess(process.execPath, ['all.mjs'], { cwd: consumer })).toMatchObject({ status: 0, stdout: 'loaded\n' });
    writeFileSync(join(consumer, 'deep.mjs'), "await import('@countersign/core/verification/checks.js');\n");
    const deep = await runProcess(process.execPath, ['deep.mjs'], { cwd: consumer });
    expect([deep.status, deep.stderr.includes('ERR_PACKAGE_PATH_NOT_EXPORTED')]).toEqual([1, true]);
  });

  it('has types and no maps, tests or sources', () => {
    const files = readdirSync(installed, { recursive: true }).map(String);
    expect(files.filter((file) => /\.map$|\.test\.|testing|\.tsbuildinfo$|(?<!\.d)\.ts$/.test(file))).toEqual([]);
    // What entries of libraries share has no exports for others.
    const scripts = files.filter((file) => file.endsWith('.js') && !/^libraries\/(?:shared|signing)-[A-Z0-9]{8}\.js$/.test(file));
    expect(scripts.filter((file) => !files.includes(file.replace(/\.js$/, '.d.ts')))).toEqual([]);
    expect(files).toContain('LICENSE');
  });

  it('compiles and runs the program of its README: verified, and refused for another identity', async () => {
    const [, example = ''] = /```ts\n([\s\S]*?)```/.exec(readme()) ?? [];
    expect(example).toContain('verifyBundle(');
    writeFileSync(join(consumer, 'verify.ts'), example);
    cpSync(join(root, 'node_modules/@types/node'), join(consumer, 'node_modules/@types/node'), {
      recursive: true,
      dereference: true,
    });
    cpSync(join(root, 'node_modules/.pnpm/node_modules/undici-types'), join(consumer, 'node_modules/undici-types'), {
      recursive: true,
      dereference: true,
    });
    const options = { strict: true, module: 'nodenext', target: 'es2024', types: ['node'], skipLibCheck: false };
    writeFileSync(join(consumer, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files: ['verify.ts'] }));
    await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', consumer]).catch((error: unknown) => {
      throw new Error((error as { stdout: string }).stdout);
    });

    writeFileSync(join(consumer, 'app.bin'), 'some bytes');
    const { trustedRoot, signingConfig } = sandbox.files;
    const signing = ['sign-blob', 'app.bin', '--trusted-root', trustedRoot, '--signing-config', signingConfig];
    const signed = await countersign(signing, { cwd: consumer, env: sandbox.github({ repository: 'acme/app' }) });
    expect(signed).toMatchObject({ status: 0 });
    const identity = /https:\/\/github\.com\/acme\/app\/\S+@refs\/heads\/main/.exec(signed.stderr)?.[0] ?? '';
    const verify = (signer: string): ReturnType<typeof runProcess> =>
      runProcess(
        process.execPath,
        ['verify.js', 'app.bin', 'app.bin.sigstore.json', trustedRoot, signer, sandbox.issuers.github],
        {
          cwd: consumer,
        },
      );
    expect(await verify(identity)).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^verified: signed at 2/) as unknown,
    });
    expect(await verify(`${identity}-other`)).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^IDENTITY_MISMATCH: /) as unknown,
    });
    writeFileSync(join(consumer, 'app.bin'), 'other bytes');
    expect(await verify(identity)).toMatchObject({ status: 1, stdout: '' });
  });
});
