/**
 * Runs an action as a step of a GitHub job does, but from lib/, unbundled, so that stack traces and breakpoints are those of src/:
 *   npm run action -- NAME [INPUT=VALUE …]           lines of a list are separate arguments: paths=a paths=b
 *   npm run action -- --inspect NAME [INPUT=VALUE …]  waits for a debugger before the first line
 * Sigstore, registry and token issuer are a sandbox whose state stays in .demo/debug, so that what was signed there can be judged next.
 * The working folder of the step is the one that this is called in.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startSandbox } from '../packages/sandbox/lib/index.js';
import { stepOf } from './run-action.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const args = process.argv.slice(2);
const inspect = args[0] === '--inspect' ? args.shift() : undefined;
const [name, ...pairs] = args;
const program = join(root, 'actions', 'lib', name ?? '', 'src', 'index.js');
const malformed = pairs.find((pair) => !pair.includes('='));
if (name === undefined || !existsSync(program) || malformed !== undefined) {
  console.error(`usage: npm run action -- [--inspect] NAME [INPUT=VALUE …]; found ${malformed ?? name ?? 'no name'}`);
  process.exit(3);
}

const given = Map.groupBy(pairs, (pair) => pair.slice(0, pair.indexOf('=')));
const inputs = Object.fromEntries([...given].map(([key, all]) => [key, all.map((pair) => pair.slice(key.length + 1))]));
const scratch = join(root, '.demo', 'debug');
mkdirSync(scratch, { recursive: true });
const sandbox = await startSandbox({ stateDir: join(scratch, 'sandbox') });
try {
  const instance = {
    'trusted-root': sandbox.files.trustedRoot,
    ...(name === 'verify-gate' ? {} : { 'signing-config': sandbox.files.signingConfig }),
  };
  // npm starts scripts in the folder of package.json.
  const cwd = process.env.INIT_CWD ?? process.cwd();
  const env = { PATH: process.env.PATH, ...sandbox.github() };
  const { environment, written } = stepOf({ ...instance, ...inputs }, { env, cwd, scratch });
  const node = ['--enable-source-maps', ...(inspect ? ['--inspect-brk'] : [])];
  const child = spawn(process.execPath, [...node, program], { cwd, env: environment, stdio: 'inherit' });
  const status = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  const { outputs, summary } = written();
  console.log(`\n--- exit status ${status}\n--- outputs`, outputs, `\n--- step summary\n${summary}`);
  console.log(`--- the job's identity is issued by ${sandbox.issuers.github}`);
  process.exitCode = status ?? 2;
} finally {
  await sandbox.stop();
}
