import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { publicKeyFromPem } from '@countersign/core/crypto';
import { publicKeyBeside } from './public-key-beside.js';

let cwd = '';
const pem = (key: KeyObject): string => key.export({ type: 'spki', format: 'pem' }).toString();
const make = (): { readonly text: string; readonly fingerprint: string } => {
  const text = pem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey);
  return { text, fingerprint: publicKeyFromPem(text).fingerprint };
};
const key = make();
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'countersign-public-key-'));
  for (const name of ['keys', '-k']) mkdirSync(join(cwd, name));
  for (const name of ['keys/release.pub', '-k/release.pub', 'cosign.pub', 'odd.key.pub'])
    writeFileSync(join(cwd, name), key.text);
  writeFileSync(join(cwd, 'other.pub'), make().text);
  writeFileSync(join(cwd, 'broken.pub'), 'no key');
});
afterAll(() => rmSync(cwd, { recursive: true }));

it.each([
  ['keys/release.key', 'keys/release.pub'],
  ['keys/release.pem', 'keys/release.pub'],
  ['cosign.key', 'cosign.pub'],
  ['odd.key', 'odd.key.pub'],
  ['other.key', undefined],
  ['broken.key', undefined],
  ['./-k/release.key', './-k/release.pub'],
  ['none.key', undefined],
])('beside %s is its public key: %s', (reference, expected) => {
  const name = `file:${reference.split('/').at(-1) ?? ''}`;
  expect(publicKeyBeside({ name, fingerprint: key.fingerprint }, ['keyless', reference], cwd)).toBe(expected);
});

it('of several keys it is that of the key that has signed', () => {
  const keys = ['other.key', 'keys/release.key', 'cosign.key'];
  expect(publicKeyBeside({ name: 'file:release.key', fingerprint: key.fingerprint }, keys, cwd)).toBe('keys/release.pub');
  expect(publicKeyBeside({ name: 'file:release.key', fingerprint: make().fingerprint }, keys, cwd)).toBeUndefined();
  expect(publicKeyBeside({ name: 'env://KEY', fingerprint: key.fingerprint }, ['env://KEY'], cwd)).toBeUndefined();
});
