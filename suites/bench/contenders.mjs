/**
 * How each program does the same work: `{command, args, env, cwd, prepare}` for `measure`. A loop is a shell loop, as users
 * write it for a program that takes one file per call.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { peer } from '../peers.mjs';
import { GITHUB_IDENTITY } from '../interop/stack.mjs';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CLI = join(ROOT, 'packages', 'cli', 'dist', 'index.js');

const loop = (command) => `for f in *; do ${command} || exit 1; done`;
/** Every argument as one word of the shell. */
const quoted = (words) => words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');

/** `files` is a folder with nothing else in it, `out` where bundles go; both are absolute. */
export function contenders({ instance, home }) {
  const environment = { PATH: process.env.PATH, HOME: home };
  const services = ['--trusted-root', instance.trustedRoot, '--signing-config', instance.signingConfig];
  const signer = ['--certificate-identity', GITHUB_IDENTITY, '--certificate-oidc-issuer', instance.issuers.github];
  const trust = ['--trusted-root', instance.trustedRoot, ...signer];
  const pythonSigner = ['--cert-identity', GITHUB_IDENTITY, '--cert-oidc-issuer', instance.issuers.github];
  const token = join(home, 'token');
  const writeToken = async () => writeFileSync(token, await instance.token('github'));
  const fresh = (out) => {
    rmSync(out, { recursive: true, force: true });
    mkdirSync(out, { recursive: true });
  };
  const ours = async (args, cwd) => ({
    command: process.execPath,
    args: [CLI, ...args],
    env: { ...environment, ...(await instance.environment('github')) },
    cwd,
  });
  const shell = (script, cwd) => ({ command: 'sh', args: ['-c', script], env: environment, cwd });
  const signing = (one, out) => ({
    ...one,
    prepare: async () => {
      fresh(out);
      await writeToken();
    },
  });

  return {
    /** Tokens are valid for five minutes; call this during a longer loop. */
    writeToken,
    signFiles: {
      ours: async (files, out) => signing(await ours(['sign-blob', '*', '--output-dir', out, ...services], files), out),
      cosign: async (files, out) => {
        const args = quoted([peer('cosign'), 'sign-blob', '-y', ...services, '--identity-token', token]);
        return signing(shell(loop(`${args} --bundle ${quoted([out])}/"$f".sigstore.json "$f"`), files), out);
      },
      python: async (files, out) => {
        const args = quoted([peer('sigstore'), '--trust-config', instance.clientTrust, 'sign', '--output-directory', out]);
        return signing(shell(`${args} --identity-token "$(cat ${quoted([token])})" *`, files), out);
      },
    },
    /** The bundles lie beside the files: `<file>.sigstore.json` in the same folder. */
    verifyFiles: {
      ours: async (files) => ours(['verify', '*', '!*.sigstore.json', ...trust], files),
      cosign: async (files) => {
        const args = quoted([peer('cosign'), 'verify-blob', ...trust]);
        return shell(`for f in *.bin; do ${args} --bundle "$f".sigstore.json "$f" || exit 1; done`, files);
      },
      python: async (files) =>
        shell(
          `${quoted([peer('sigstore'), '--trust-config', instance.clientTrust, 'verify', 'identity', ...pythonSigner])} *.bin`,
          files,
        ),
    },
    signImages: {
      ours: async (images) => ours(['sign-image', ...services, ...images], home),
      cosign: async (images) => ({
        command: peer('cosign'),
        args: ['sign', '-y', '--allow-http-registry', ...services, '--identity-token', token, ...images],
        env: environment,
        cwd: home,
      }),
    },
    verifyImages: {
      ours: async (images) => ours(['verify', ...images.map((image) => `oci://${image}`), ...trust], home),
      cosign: async (images) => ({
        command: peer('cosign'),
        args: ['verify', '--allow-http-registry', ...trust, ...images],
        env: environment,
        cwd: home,
      }),
    },
  };
}
