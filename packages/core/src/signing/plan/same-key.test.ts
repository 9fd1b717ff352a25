import { generateKeyPairSync } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { publicKeyFromSpki } from '../../crypto/index.js';
import type { Signer } from '../../keys/index.js';
import { derSequence, encodeDerOid, encodeDerSequence, parseDer } from '../../wire/index.js';
import type { CredentialSource } from '../credentials.js';
import { refuseSameKey } from './check-contents.js';

it('one RSA key in two encodings is one key', () => {
  const der = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'der' });
  const [, bits] = derSequence(parseDer(der, 'the key', 'KEY_INVALID'));
  const pssOnly = encodeDerSequence(encodeDerSequence(encodeDerOid('1.2.840.113549.1.1.10')), bits?.raw ?? new Uint8Array());
  const source = (name: string, spki: Uint8Array): CredentialSource =>
    ({ name, key: { publicKey: publicKeyFromSpki(spki) } as Signer }) as CredentialSource;
  const [plain, restricted] = [source('a.pem', der), source('b.pem', pssOnly)];
  expect(plain.key?.publicKey.fingerprint).not.toBe(restricted.key?.publicKey.fingerprint);
  expect(() => {
    refuseSameKey([plain, restricted]);
  }).toThrow(expect.objectContaining({ code: 'INPUT_INVALID', found: 'a.pem and b.pem' }) as unknown as Error);
});
