import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const KINDS = {
  'P-256': () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  'P-384': () => generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  'P-521': () => generateKeyPairSync('ec', { namedCurve: 'P-521' }),
  'RSA-2048': () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  Ed25519: () => generateKeyPairSync('ed25519'),
  'ML-DSA-65': () => generateKeyPairSync('ml-dsa-65'),
} as const;

export type KeyName = keyof typeof KINDS;

/** A new private key as PEM in a folder. */
export function keyFile(folder: string, kind: KeyName, name: string): { readonly pem: string; readonly publicPem: string } {
  const { privateKey, publicKey } = KINDS[kind]();
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  writeFileSync(join(folder, name), pem, { mode: 0o600 });
  return { pem, publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString() };
}
