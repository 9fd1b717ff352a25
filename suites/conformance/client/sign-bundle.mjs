// `sign-bundle [--in-toto] --identity-token TOKEN --bundle FILE [--trusted-root FILE] [--signing-config FILE] FILE`
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../../packages/cli/lib/main.js', import.meta.url));

export async function run(values, file) {
  if (values['in-toto']) throw new Error('statements of other makers are signed by "attest", which does not exist yet');
  if (values.bundle === undefined || values['identity-token'] === undefined)
    throw new Error('needs --bundle and --identity-token');
  if (values.staging) throw new Error('staging is not embedded: give --trusted-root and --signing-config');
  const given = ['trusted-root', 'signing-config'].filter((name) => values[name] !== undefined);
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      ...[program, 'sign-blob', file, '--bundle-path', values.bundle, '--identity-token', 'env://CONFORMANCE_TOKEN'],
      ...given.flatMap((name) => [`--${name}`, values[name]]),
    ],
    { env: { ...process.env, CONFORMANCE_TOKEN: values['identity-token'] }, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr);
}
