/**
 * The formats of cosign before version 3, which it still supports: no bundles, but tags, detached files and environment variables
 * that name what is trusted. On a sandbox with Rekor v1, whose SETs are in these formats.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { peer } from '../peers.mjs';
import { must, tell } from './processes.mjs';

const pem = (label, base64) => `-----BEGIN ${label}-----\n${base64.match(/.{1,64}/g).join('\n')}\n-----END ${label}-----\n`;

export function classicCosign(instance, folder, more = {}) {
  const home = join(folder, 'classic');
  mkdirSync(home, { recursive: true });
  const at = (name, text) => (writeFileSync(join(home, name), text), join(home, name));
  const root = JSON.parse(readFileSync(instance.trustedRoot, 'utf8'));
  const chain = root.certificateAuthorities[0].certChain.certificates;
  const env = {
    ...more,
    HOME: home,
    COSIGN_PASSWORD: 'interop',
    SIGSTORE_CT_LOG_PUBLIC_KEY_FILE: at('ct.pub', pem('PUBLIC KEY', root.ctlogs[0].publicKey.rawBytes)),
    SIGSTORE_REKOR_PUBLIC_KEY: at('rekor.pub', pem('PUBLIC KEY', root.tlogs[0].publicKey.rawBytes)),
    SIGSTORE_ROOT_FILE: at('root.pem', chain.map(({ rawBytes }) => pem('CERTIFICATE', rawBytes)).join('')),
  };
  const old = ['--new-bundle-format=false'];
  return {
    /** `sign`, `sign-blob`, `attest`, `attest-blob`; with the key, or with the identity of a GitHub job. */
    async sign(command, args, key) {
      const signer = key ? ['--key', key] : ['--fulcio-url', instance.fulcio, '--identity-token', await instance.token('github')];
      const where = [...old, '--use-signing-config=false', '--rekor-url', instance.rekor, '-y'];
      await must(peer('cosign'), [command, ...where, ...signer, ...args], { env, cwd: home });
    },
    async verify(command, args) {
      const { ok, output } = await tell(peer('cosign'), [command, ...old, ...args], { env, cwd: home });
      return { accepted: ok, output };
    },
  };
}
