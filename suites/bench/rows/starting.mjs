/** From start to exit: the command line and the action's bundle on one file, beside a Node process that does nothing, and cosign. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GITHUB_IDENTITY } from '../../interop/stack.mjs';
import { ROOT } from '../contenders.mjs';
import { interleave } from '../measure.mjs';
import { times } from '../table.mjs';
import { signedFiles } from './verifying.mjs';

const gate = join(ROOT, 'actions', 'verify-gate', 'dist', 'index.js');

export async function startToExit(world, table, { rounds }) {
  const { folder, home, instance, work } = world;
  const files = await signedFiles(world, 1);
  const empty = join(folder, 'empty.mjs');
  writeFileSync(empty, '');
  const env = { PATH: process.env.PATH, HOME: home };
  const action = {
    ...env,
    INPUT_PATHS: join(files, '0.bin'),
    'INPUT_CERTIFICATE-IDENTITY': GITHUB_IDENTITY,
    'INPUT_CERTIFICATE-OIDC-ISSUER': instance.issuers.github,
    'INPUT_TRUSTED-ROOT': instance.trustedRoot,
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: files,
    RUNNER_TEMP: folder,
    GITHUB_OUTPUT: join(folder, 'output'),
    GITHUB_STEP_SUMMARY: join(folder, 'summary'),
  };
  const clean = () => ['output', 'summary'].forEach((name) => writeFileSync(join(folder, name), ''));
  const runs = {
    empty: { command: process.execPath, args: [empty], env, cwd: files },
    verify: await work.verifyFiles.ours(files),
    ...(existsSync(gate) && { gate: { command: process.execPath, args: [gate], env: action, cwd: files, prepare: clean } }),
    ...(world.real && { cosign: await work.verifyFiles.cosign(files) }),
  };
  const { empty: nothing, verify, gate: bundle, cosign } = await interleave(runs, rounds, { warmUp: true });
  const house = (max) => ({ of: 'wall', max });
  table.compare(
    '`countersign verify`, one file / an empty Node process',
    verify,
    nothing,
    house(2),
    times(verify.wall, nothing.wall),
  );
  if (bundle)
    table.compare(
      '`verify-gate`, one file / an empty Node process',
      bundle,
      nothing,
      house(3.5),
      times(bundle.wall, nothing.wall),
    );
  else table.skip('`verify-gate`, one file', 'actions/verify-gate/dist is not there');
  if (!cosign) return table.skip('verify one file / cosign', 'the real services are not installed');
  const beyond = { wall: verify.wall - nothing.wall, cpu: verify.cpu - nothing.cpu, memory: verify.memory };
  table.compare(
    'verify one file, beyond an empty Node process / cosign in all',
    beyond,
    cosign,
    { of: 'wall', max: 1 },
    times(beyond.wall, cosign.wall),
  );
}
