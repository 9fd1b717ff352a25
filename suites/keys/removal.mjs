/**
 * Proves that every check of our client of AWS matters: takes each one out of a copy of the sources, in turn, and shows a test that fails then.
 * `node suites/keys/removal.mjs [WORDS]`. The checks of the stand-in for AWS are left out in turn by its own test.
 */
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const project = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const core = join(project, 'packages', 'core');
/** Inside the package, so that its dependencies are found. */
const scratch = join(core, `.check-removal-aws-${process.pid}`);

/** Name → file in core's sources, its text, and what stands for it: the program without this check. @type {Readonly<Record<string, readonly [string, string | RegExp, string]>>} */
const CHECKS = {
  'the signature verifies': ['keys/awskms.ts', 'if (!(await isSignature(publicKey, request, signature)))', 'if (false)'],
  'the answer is about this key': ['keys/awskms.ts', 'signed.arn !== arn || ', ''],
  'the answer is about this algorithm': ['keys/awskms.ts', ' || signed.algorithm !== algorithm.name', ''],
  'there is a signature': ['keys/awskms.ts', 'signature === undefined || signed.arn', 'signed.arn'],
  'the key has the algorithm': ['keys/awskms.ts', 'if (!signingAlgorithms.includes(algorithm.name))', 'if (false)'],
  'messages have a limit': ['keys/awskms.ts', ' && input.message.length <= MAX_MESSAGE_BYTES', ''],
  'the alias is free': ['keys/awskms.ts', 'if (await exists(kms, client, alias))', 'if (false)'],
  'all signatures are by one key': ['keys/awskms.ts', 'keyId: arn, algorithm', 'keyId: key.keyId, algorithm'],
  'the key is for signatures': ['public-keys/aws/key.ts', "if (usage !== 'SIGN_VERIFY')", 'if (false)'],
  'there is a public key': ['public-keys/aws/key.ts', 'spki === undefined || ', 'spki === undefined ? false : '],
  'the region is a region': ['public-keys/aws/settings.ts', 'if (isRegion(region)) return region;', 'return region;'],
  'the role is a role': ['public-keys/aws/web-identity.ts', /check\('role'.*\n/, ''],
  'the session has a name': ['public-keys/aws/web-identity.ts', /check\('session'.*\n/, ''],
  'the credentials are still valid': [
    'public-keys/aws/web-identity.ts',
    'if (!(expiration.getTime() > run.clock().getTime()))',
    'if (false)',
  ],
  'the token is masked': ['public-keys/login-token.ts', 'run.log.secret(token);', ''],
  'the session token is masked': ['public-keys/aws/credentials.ts', 'run.log.secret(found.sessionToken);', ''],
  'the secret is masked': ['public-keys/aws/secret.ts', 'run.log.secret(whole);', ''],
  'the secret has a name': ['public-keys/aws/secret.ts', 'region === undefined && !NAME.test(id)', 'false'],
  'throttled requests wait': ['public-keys/aws/send.ts', '!isThrottled(answer) || ', 'true || '],
  'a login comes first': ['public-keys/aws/credentials.ts', 'login === undefined ?', 'true ?'],
  'credentials are asked for once': ['public-keys/aws/credentials.ts', 'current === undefined || ends', 'true || ends'],
};

const TESTS = ['keys/awskms.e2e.test.ts'];
const words = process.argv[2] ?? '';

function copyWithout(name, folder) {
  const [file, text, instead] = CHECKS[name] ?? ['', '', ''];
  const source = readFileSync(join(core, 'src', file), 'utf8');
  const changed = source.replace(text, instead);
  if (changed === source) throw new Error(`nothing to take out for: ${name}`);
  mkdirSync(folder, { recursive: true });
  cpSync(join(core, 'src'), join(folder, 'src'), { recursive: true });
  writeFileSync(join(folder, 'src', file), changed);
  const config = `import base from ${JSON.stringify(join(project, 'jest.config.mjs'))};
export default { ...base, reporters: ['default'], testPathIgnorePatterns: ['/node_modules/'], rootDir: ${JSON.stringify(project)}, roots: [${JSON.stringify(join(folder, 'src'))}],
  moduleNameMapper: { '^(?:\\\\.\\\\./)+sandbox/src/(.*)\\\\.js$': ${JSON.stringify(join(project, 'packages/sandbox/src/$1.ts'))}, ...base.moduleNameMapper } };`;
  writeFileSync(join(folder, 'jest.config.mjs'), config);
}

const test = (folder) =>
  new Promise((resolve, reject) => {
    const jest = ['--experimental-vm-modules', '--no-warnings', join(project, 'node_modules/jest/bin/jest.js')];
    const args = [
      ...jest,
      '-c',
      join(folder, 'jest.config.mjs'),
      '-i',
      '--json',
      '--silent',
      ...TESTS.map((one) => join(folder, 'src', one)),
    ];
    const child = spawn(process.execPath, args, { cwd: project });
    let out = '';
    child.stdout.on('data', (chunk) => (out += chunk));
    child.stderr.resume();
    child.on('error', reject);
    child.on('close', () => {
      const report = JSON.parse(out);
      const failed = report.testResults.flatMap(({ assertionResults }) =>
        assertionResults.filter(({ status }) => status === 'failed'),
      );
      resolve({ ran: report.numTotalTests, failed: failed.map(({ fullName }) => fullName) });
    });
  });

let survived = 0;
try {
  for (const name of Object.keys(CHECKS).filter((one) => one.includes(words))) {
    const folder = join(scratch, 'one');
    rmSync(folder, { recursive: true, force: true });
    copyWithout(name, folder);
    const { ran, failed } = await test(folder);
    if (ran < 10 || failed.length === 0) survived += 1;
    console.log(`${ran >= 10 && failed.length > 0 ? 'ok  ' : 'FAIL'} ${name} | ${failed[0] ?? `no test fails (${ran} ran)`}`);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
console.log(`${Object.keys(CHECKS).filter((one) => one.includes(words)).length - survived} passed, ${survived} failed`);
process.exitCode = survived > 0 ? 1 : 0;
