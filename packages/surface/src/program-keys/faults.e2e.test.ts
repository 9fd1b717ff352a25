import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { inspect } from 'node:util';
import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Code } from '@countersign/core/errors';
import { openSigner, type Signer } from '@countersign/core/keys';
import type { Exec } from '@countersign/core/run';
import { failure, testRun, type TestRun } from '../../../core/src/net/testing/test-run.js';
import { createKey } from '../../../core/src/keys/plugin-signer.js';
import { nodeExec } from '../node-exec.js';
import { toolkitExec } from '../toolkit-exec.js';
import { standIn } from './testing/stand-in.js';

const onUnix = process.platform === 'win32' ? describe.skip : describe;
const EXECS: readonly (readonly [string, Exec])[] = [
  ['nodeExec', nodeExec],
  ['toolkitExec', toolkitExec],
];
const PIN = 'the-PIN-of-the-token';
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = (key: typeof publicKey): string => key.export({ type: 'spki', format: 'pem' }).toString();
const message = Buffer.from('what is signed');
const valid = (): string => sign('sha256', message, privateKey).toString('base64');
const folders: string[] = [];
const program = (name: string, source: string): string => {
  const folder = standIn(name, source);
  folders.push(folder);
  return folder;
};
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

const HANG = 'setInterval(() => {}, 1000);';
const HUGE = 'const go = () => process.stdout.write("x".repeat(65536), go); go();';
const CRASH = 'process.kill(process.pid, "SIGSEGV");';

/** Opens the key, and signs once. */
async function used(run: TestRun, reference: string): Promise<Signer> {
  const signer = await openSigner(run, reference, { password: 'env://HSM_KEY_PASSWORD' });
  await signer.sign({ kind: 'message', message });
  return signer;
}
/** Hanging programs use up the whole budget, whatever the speed of the machine: they never end by themselves. */
const runWith = (exec: Exec, path: string, timeMs = 60_000): TestRun =>
  testRun({ exec, timeMs, env: { PATH: path, HSM_KEY_PASSWORD: PIN, COSIGN_PASSWORD: 'x', ACME_TOKEN: 'for the plugin' } });

interface Fault {
  /** JavaScript that is run instead of the usual answer of one step. */
  readonly at: string;
  readonly does: string;
  readonly code: Code;
  readonly says: readonly string[];
  readonly timeMs?: number;
}

describe.each(EXECS)('pkcs11-tool, with %s', (_name, exec) => {
  const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-65).toString('hex');
  const SLOTS =
    'Slot 0 (0x5): a token\n  token label        : release\n  token flags        : login required, token initialized\n  serial num         : 1\n';
  const OBJECTS = ['Private Key Object; EC', 'Public Key Object; EC  EC_POINT 256 bits']
    .map((head) => `${head}\n  EC_POINT:   0441${raw}\n  EC_PARAMS:  06082a8648ce3d030107\n  label:      k\n  ID:         01\n`)
    .join('');
  const source = (fault?: Pick<Fault, 'at' | 'does'>): string => `
    const args = process.argv.slice(2);
    const fault = (step) => ${JSON.stringify(fault?.at ?? '')} === step;
    const step = ['--list-slots', '--list-objects', '--sign'].find((one) => args.includes(one));
    if (args.includes('--login') && process.env[args[args.indexOf('--pin') + 1].slice(4)] !== ${JSON.stringify(PIN)}) throw new Error('no PIN');
    const fail = (text) => { process.stderr.write(text); process.exitCode = 1; };
    if (fault(step)) { ${fault?.does ?? ''} }
    else if (step === '--list-slots') process.stdout.write(${JSON.stringify(SLOTS)});
    else if (step === '--list-objects') process.stdout.write(${JSON.stringify(OBJECTS)});
    else process.stdout.write(Buffer.from(${JSON.stringify(valid())}, 'base64'));`;
  const uri = `pkcs11:token=release;object=k?module-path=${process.execPath}`;

  const FAULTS: readonly Fault[] = [
    { at: '--list-slots', does: CRASH, code: 'SERVICE_UNAVAILABLE', says: ['SIGSEGV', 'Nothing was signed'] },
    { at: '--sign', does: CRASH, code: 'SERVICE_UNAVAILABLE', says: ['SIGSEGV'] },
    { at: '--list-slots', does: HANG, code: 'DEADLINE_EXCEEDED', says: ['SIGKILL', 'Raise timeout'], timeMs: 1500 },
    { at: '--list-slots', does: HUGE, code: 'SERVICE_UNAVAILABLE', says: ['1048576 bytes'] },
    { at: '--list-slots', does: 'process.stdout.write("garbage")', code: 'KEY_INVALID', says: ['no token matches'] },
    { at: '--list-objects', does: 'process.stdout.write("\\u0000\\u00ff")', code: 'KEY_INVALID', says: ['no key is visible'] },
    {
      at: '--list-objects',
      does: `process.stdout.write(${JSON.stringify(OBJECTS.replaceAll('0441', '0442'))})`,
      code: 'KEY_INVALID',
      says: ['point', 'malformed'],
    },
    { at: '--sign', does: '', code: 'SERVICE_ANSWER_INVALID', says: ['0 bytes', 'was not used'] },
    { at: '--sign', does: 'process.stdout.write("x".repeat(70))', code: 'SERVICE_ANSWER_INVALID', says: ['70 bytes'] },
    {
      at: '--sign',
      does: `const { generateKeyPairSync, sign } = require('node:crypto');
        process.stdout.write(sign('sha256', Buffer.from(${JSON.stringify(message.toString())}), generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey))`,
      code: 'SERVICE_ANSWER_INVALID',
      says: ['does not verify'],
    },
    {
      at: '--sign',
      does: 'fail("error: rv = CKR_FUNCTION_FAILED (0x6)\\nAborting.")',
      code: 'SERVICE_REFUSED',
      says: ['CKR_FUNCTION_FAILED'],
    },
    {
      at: '--sign',
      does: 'fail("C_Login failed: rv = CKR_PIN_INCORRECT (0xa0)")',
      code: 'KEY_INVALID',
      says: ['refused the PIN', 'not again'],
    },
    { at: '--list-objects', does: 'fail("rv = CKR_PIN_LOCKED (0xa4)")', code: 'KEY_INVALID', says: ['locked', '--init-pin'] },
    {
      at: '--sign',
      does: 'fail("C_SignInit failed: rv = CKR_MECHANISM_INVALID (0x70)")',
      code: 'KEY_UNSUPPORTED',
      says: ['--list-mechanisms'],
    },
    { at: '--sign', does: 'fail("rv = CKR_DEVICE_REMOVED (0x32)")', code: 'SERVICE_UNAVAILABLE', says: ['token is not there'] },
    {
      at: '--sign',
      does: 'fail(`\\u001b[31mthe PIN is ${process.env.COUNTERSIGN_PKCS11_PIN} ${"y".repeat(100000)}`)',
      code: 'SERVICE_REFUSED',
      says: ['the PIN is ***'],
    },
    ...['user PIN locked', 'final user PIN try'].map((flag) => ({
      at: '--list-slots',
      does: `process.stdout.write(${JSON.stringify(SLOTS.replace('login required', `login required, ${flag}`))})`,
      code: 'KEY_INVALID' as const,
      says: [flag],
    })),
  ];

  onUnix('', () => {
    it('works without a fault', async () => {
      await used(runWith(exec, program('pkcs11-tool', source())), uri);
    });

    it.each(FAULTS)('ends clearly: $at $code $says', async (fault) => {
      const { code, says, timeMs } = fault;
      const error = await failure(used(runWith(exec, program('pkcs11-tool', source(fault)), timeMs), uri));
      expect(error.code).toBe(code);
      const said = [error.message, error.expected, error.found, error.hint].join('\n');
      for (const words of says) expect(said).toContain(words);
      expect(said.length).toBeLessThan(3000);
      expect(said).not.toMatch(/[\u0000-\u0009\u001b]/);
      expect(inspect(error, { depth: 5 })).not.toContain(PIN);
    });

    it('is not installed: the packages are named', async () => {
      const error = await failure(used(runWith(exec, program('other', '')), uri));
      expect(error).toMatchObject({ code: 'KEY_UNSUPPORTED', message: 'pkcs11-tool is not installed', exitStatus: 3 });
      expect(error.hint).toMatch(/apt-get install opensc.*dnf install opensc.*brew install opensc/);
    });

    it('asks nothing more after a refused PIN', async () => {
      let logins = 0;
      const counted: Exec = (command, args, options) => {
        if (args.includes('--sign')) logins += 1;
        return exec(command, args, options);
      };
      const path = program('pkcs11-tool', source({ at: '--sign', does: 'fail("rv = CKR_PIN_INCORRECT (0xa0)")' }));
      const signer = await openSigner(runWith(counted, path), uri, { password: 'env://HSM_KEY_PASSWORD' });
      const all = await Promise.allSettled(Array.from({ length: 20 }, () => signer.sign({ kind: 'message', message })));
      expect([all.filter(({ status }) => status === 'rejected').length, logins]).toEqual([20, 1]);
    });
  });
});

type Step = Pick<Fault, 'at' | 'does'> & { readonly before?: string };

describe.each(EXECS)('a key plugin, with %s', (_name, exec) => {
  /** Answers as a plugin does, unless the fault is in this step. */
  const source = (fault?: Step): string => `
    ${fault?.before ?? ''}
    const request = JSON.parse(process.argv[3]);
    const step = request.methodName;
    const chunks = [];
    process.stdin.on('data', (chunk) => chunks.push(chunk)).on('end', () => {
      const message = Buffer.concat(chunks);
      const write = (answer) => process.stdout.write(typeof answer === 'string' ? answer : JSON.stringify(answer));
      const publicKeyPEM = ${JSON.stringify(Buffer.from(pem(publicKey)).toString('base64'))};
      const answers = {
        publicKey: () => write({ publicKey: { publicKeyPEM } }),
        signMessage: () => write({ signMessage: { signature: ${JSON.stringify(valid())} } }),
        supportedAlgorithms: () => write({ supportedAlgorithms: { supportedAlgorithms: ['ecdsa-p256', 'x'] } }),
        createKey: () => write({ createKey: { publicKeyPEM } }),
      };
      if (step === ${JSON.stringify(fault?.at ?? '')}) { ${fault?.does ?? ''} } else answers[step]();
    });`;
  const answer = (value: unknown): string => `write(${JSON.stringify(value)})`;
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' });

  const FAULTS: readonly Fault[] = [
    { at: 'publicKey', does: CRASH, code: 'SERVICE_UNAVAILABLE', says: ['SIGSEGV'] },
    { at: 'signMessage', does: CRASH, code: 'SERVICE_UNAVAILABLE', says: ['SIGSEGV'] },
    { at: 'publicKey', does: HANG, code: 'DEADLINE_EXCEEDED', says: ['SIGKILL'], timeMs: 1500 },
    { at: 'publicKey', does: HUGE, code: 'SERVICE_UNAVAILABLE', says: ['1048576 bytes'] },
    {
      at: 'publicKey',
      does: 'write(JSON.stringify({ x: "y".repeat(400000) }))',
      code: 'SERVICE_ANSWER_INVALID',
      says: ['sigstore-kms-acme'],
    },
    { at: 'publicKey', does: '', code: 'SERVICE_ANSWER_INVALID', says: ['exit status 0'] },
    {
      at: 'publicKey',
      does: 'console.error("the reason"); write("garbage"); process.exitCode = 7',
      code: 'SERVICE_ANSWER_INVALID',
      says: ['exit status 7: the reason'],
    },
    { at: 'publicKey', does: 'write("{}"); write("{}")', code: 'SERVICE_ANSWER_INVALID', says: ['protocol'] },
    { at: 'publicKey', does: answer([]), code: 'SERVICE_ANSWER_INVALID', says: ['protocol'] },
    { at: 'publicKey', does: answer({}), code: 'SERVICE_ANSWER_INVALID', says: ['publicKey is not an object'] },
    { at: 'publicKey', does: answer({ publicKey: { publicKeyPEM: 5 } }), code: 'SERVICE_ANSWER_INVALID', says: ['publicKeyPEM'] },
    {
      at: 'publicKey',
      does: answer({ publicKey: { publicKeyPEM: '%%%' } }),
      code: 'SERVICE_ANSWER_INVALID',
      says: ['publicKeyPEM'],
    },
    {
      at: 'publicKey',
      does: answer({ publicKey: { publicKeyPEM: 'aGVsbG8=' } }),
      code: 'KEY_INVALID',
      says: ['sigstore-kms-acme'],
    },
    {
      at: 'publicKey',
      does: answer({
        publicKey: { publicKeyPEM: Buffer.from(privateKey.export({ type: 'pkcs8', format: 'pem' })).toString('base64') },
      }),
      code: 'KEY_INVALID',
      says: ['sigstore-kms-acme'],
    },
    {
      at: 'publicKey',
      does: answer({ errorMessage: 'no such key\u001b[31m' }),
      code: 'SERVICE_REFUSED',
      says: ['no such key', 'COSIGN_PASSWORD'],
    },
    {
      at: 'publicKey',
      does: `${answer({ errorMessage: 'told' })}; process.exitCode = 1`,
      code: 'SERVICE_REFUSED',
      says: ['told'],
    },
    { at: 'publicKey', does: answer({ errorMessage: { a: 1 }, publicKey: {} }), code: 'SERVICE_REFUSED', says: ['no text'] },
    { at: 'signMessage', does: answer({ errorMessage: 'quota' }), code: 'SERVICE_REFUSED', says: ['quota'] },
    { at: 'signMessage', does: answer({}), code: 'SERVICE_ANSWER_INVALID', says: ['signMessage'] },
    { at: 'signMessage', does: answer({ signMessage: { signature: '' } }), code: 'SERVICE_ANSWER_INVALID', says: ['0 bytes'] },
    {
      at: 'signMessage',
      does: 'write(\'{"signMessage":{"signature":"aa==","signature":"YQ=="}}\')',
      code: 'SERVICE_ANSWER_INVALID',
      says: ['protocol'],
    },
    {
      at: 'signMessage',
      does: answer({ signMessage: { signature: sign('sha256', message, other.privateKey).toString('base64') } }),
      code: 'SERVICE_ANSWER_INVALID',
      says: ['does not verify', 'was not used'],
    },
  ];

  onUnix('', () => {
    it.each(FAULTS)('ends clearly: $at $code $says', async (fault) => {
      const { code, says, timeMs } = fault;
      const error = await failure(used(runWith(exec, program('sigstore-kms-acme', source(fault)), timeMs), 'acme://the/key'));
      expect(error.code).toBe(code);
      const said = [error.message, error.expected, error.found, error.hint].join('\n');
      for (const words of says) expect(said).toContain(words);
      expect(said).not.toContain('\u001b');
    });

    it('is not installed: the form that was perhaps meant is named', async () => {
      const error = await failure(used(runWith(exec, '/nonexistent'), 'evn://KEY'));
      expect(error).toMatchObject({ code: 'KEY_UNSUPPORTED', message: 'sigstore-kms-evn is not installed' });
      expect(error.hint).toContain('Did you mean env://VAR?');
    });

    it('gets the protocol exactly, whatever its exit status is', async () => {
      const calls: {
        readonly args: readonly string[];
        readonly input: unknown;
        readonly env: Readonly<Record<string, string>>;
      }[] = [];
      const recorded: Exec = async (command, args, options) => {
        expect(command).toBe('sigstore-kms-acme');
        calls.push({ args, input: options.input, env: options.env });
        return { ...(await exec(command, args, options)), status: 9 };
      };
      const run = runWith(recorded, program('sigstore-kms-acme', source()));
      const before = run.clock().getTime();
      const signer = await used(run, 'acme://the/key?x=1');
      expect(signer).toMatchObject({ name: 'acme://the/key?x=1', details: 'PKIX_ECDSA_P256_SHA_256', hash: 'sha256' });
      const digest = createHash('sha256').update(message).digest();
      await signer.sign({ kind: 'digest', digest });
      const requests = calls.map(({ args: [version, request = ''] }) => {
        expect(version).toBe('v1');
        return JSON.parse(request) as { readonly initOptions: { readonly ctxDeadline: string } };
      });
      const { ctxDeadline } = requests[0]?.initOptions ?? { ctxDeadline: '' };
      expect(ctxDeadline).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(Date.parse(ctxDeadline)).toBeGreaterThan(before);
      const rpcOptions = { ctxDeadline: expect.any(String) as unknown, keyVersion: '', remoteVerification: false };
      const initOptions = {
        ctxDeadline: expect.any(String) as unknown,
        protocolVersion: 'v1',
        keyResourceID: 'the/key?x=1',
        hashFunc: 5,
        rpcOptions,
      };
      const signing = (messageOptions: object) => ({
        initOptions,
        methodName: 'signMessage',
        signMessage: { signOptions: { rpcOptions, messageOptions } },
      });
      expect(requests).toEqual([
        { initOptions, methodName: 'publicKey', publicKey: { publicKeyOptions: { rpcOptions } } },
        signing({ hashFunc: 5 }),
        signing({ hashFunc: 5, digest: digest.toString('base64') }),
      ]);
      expect(calls.map(({ input }) => input)).toEqual([undefined, message, undefined]);
      for (const { env } of calls) {
        expect(env).toMatchObject({ ACME_TOKEN: 'for the plugin' });
        expect(env).not.toHaveProperty('COSIGN_PASSWORD');
      }
    });

    it('is not started in a run without the whole network', async () => {
      const run = testRun({ exec, capability: 'registries', env: { PATH: program('sigstore-kms-acme', source()) } });
      expect((await failure(used(run, 'acme://key'))).code).toBe('NETWORK_FORBIDDEN');
    });

    it('makes a key, unless it has it or cannot', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'countersign-plugin-'));
      folders.push(folder);
      let plugins = 0;
      /** A plugin that has its key only once it has made it, and signs with it. */
      const missing = () => {
        plugins += 1;
        const key = JSON.stringify(privateKey.export({ type: 'pkcs8', format: 'pem' }));
        return {
          at: 'publicKey',
          does: `if (existsSync(made)) answers.publicKey(); else ${answer({ errorMessage: 'no such key' })};
            } else if (step === 'createKey') { writeFileSync(made, ''); answers.createKey();
            } else if (step === 'signMessage') { write({ signMessage: { signature: sign('sha256', message, ${key}).toString('base64') } });`,
          before: `const { sign } = require('node:crypto'); const { existsSync, writeFileSync } = require('node:fs');
            const made = ${JSON.stringify(join(folder, String(plugins)))};`,
        };
      };
      const make = (fault?: Step, details: Parameters<typeof createKey>[2] = 'PKIX_ECDSA_P256_SHA_256') =>
        createKey(runWith(exec, program('sigstore-kms-acme', source(fault))), 'acme://new', details, {});
      expect((await make(missing())).details).toBe('PKIX_ECDSA_P256_SHA_256');
      expect((await failure(make())).code).toBe('KEY_INVALID');
      expect(await failure(make(missing(), 'PKIX_ED25519'))).toMatchObject({
        code: 'KEY_UNSUPPORTED',
        expected: '"ecdsa-p256", "x"',
      });
      expect((await failure(make({ at: 'publicKey', does: CRASH }))).code).toBe('SERVICE_UNAVAILABLE');
    });
  });
});
