import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { x25519 } from '@noble/curves/ed25519.js';
import { sealedBox } from './sealed-box.js';

const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length));

/** libsodium, by its own ABI: another implementation. */
const OPEN = `
import ctypes, ctypes.util, sys
name = ctypes.util.find_library('sodium')
if name is None: sys.exit(77)
sodium = ctypes.CDLL(name)
sodium.sodium_init()
secret, sealed = bytes.fromhex(sys.argv[1]), bytes.fromhex(sys.argv[2])
public = ctypes.create_string_buffer(32)
sodium.crypto_scalarmult_base(public, secret)
out = ctypes.create_string_buffer(max(1, len(sealed) - 48))
if sodium.crypto_box_seal_open(out, sealed, ctypes.c_ulonglong(len(sealed)), public, secret) != 0: sys.exit(1)
sys.stdout.buffer.write(out.raw[:len(sealed) - 48])
`;
const open = (secret: Uint8Array, sealed: Uint8Array) =>
  spawnSync('python3', ['-c', OPEN, Buffer.from(secret).toString('hex'), Buffer.from(sealed).toString('hex')]);
const hasSodium = open(new Uint8Array(32).fill(1), new Uint8Array(60)).status === 1;

(hasSodium ? it : it.skip)('libsodium opens it, and not one with a changed byte', async () => {
  const secret = random(32);
  for (const text of ['', 'x', 'the private key\n'.repeat(500)]) {
    const sealed = await sealedBox(new TextEncoder().encode(text), x25519.getPublicKey(secret), random);
    expect(open(secret, sealed)).toMatchObject({ status: 0, stdout: Buffer.from(text) });
    sealed[sealed.length - 1] = (sealed.at(-1) ?? 0) ^ 1;
    expect(open(secret, sealed).status).toBe(1);
  }
});

it.each([
  ['of another length', new Uint8Array(31)],
  ['of a small order', new Uint8Array(32)],
])('refuses a public key %s', async (_name, key) => {
  await expect(sealedBox(new Uint8Array(1), key, random)).rejects.toMatchObject({ code: 'SERVICE_ANSWER_INVALID' });
});
