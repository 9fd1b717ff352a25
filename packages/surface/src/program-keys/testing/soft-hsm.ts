import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MODULES = ['/usr/lib/softhsm/libsofthsm2.so', '/usr/lib64/softhsm/libsofthsm.so', '/usr/local/lib/softhsm/libsofthsm2.so'];
/** Undefined if SoftHSM2 or pkcs11-tool is not installed. */
export const MODULE = ['/usr/bin/pkcs11-tool', '/usr/bin/softhsm2-util'].every((path) => existsSync(path))
  ? MODULES.find((path) => existsSync(path))
  : undefined;

export const PIN = '73915562';

/** A SoftHSM2 of its own, in a folder. */
export interface SoftHsm {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** Runs pkcs11-tool, logged in to a token. */
  tool(token: string, ...args: string[]): string;
  slots(): string;
  makeToken(label: string): void;
  /** A reference with the module. */
  uri(path: string): string;
  remove(): void;
}

export function softHsm(): SoftHsm {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-hsm-'));
  mkdirSync(join(folder, 'tokens'));
  const config = join(folder, 'softhsm2.conf');
  writeFileSync(config, `directories.tokendir = ${join(folder, 'tokens')}\nobjectstore.backend = file\n`);
  const env = { PATH: '/usr/bin:/bin', SOFTHSM2_CONF: config };
  const start = (program: string, args: readonly string[]): string =>
    execFileSync(program, args, { env: { ...env, PIN }, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  return {
    folder,
    env,
    tool: (token, ...args) =>
      start('/usr/bin/pkcs11-tool', ['--module', MODULE ?? '', '--token-label', token, '--login', '--pin', 'env:PIN', ...args]),
    slots: () => start('/usr/bin/pkcs11-tool', ['--module', MODULE ?? '', '--list-token-slots']),
    makeToken: (label) => {
      start('/usr/bin/softhsm2-util', ['--init-token', '--free', '--label', label, '--pin', PIN, '--so-pin', '12345678']);
    },
    uri: (path) => `pkcs11:${path}?module-path=${MODULE ?? ''}`,
    remove: () => {
      rmSync(folder, { recursive: true });
    },
  };
}
