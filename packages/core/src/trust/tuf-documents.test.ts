import { ECDH, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { checkTufDocument } from './tuf-documents.js';

interface WrittenKey {
  readonly keytype: string;
  readonly scheme?: string;
  readonly public: string;
}

function rootWith(...keys: readonly WrittenKey[]): Uint8Array {
  const named = keys.map(({ keytype, scheme = keytype, public: text }, at) => [
    `id${String(at)}`,
    { keytype, scheme, keyval: { public: text } },
  ]);
  const role = { keyids: named.map(([id]) => id), threshold: keys.length };
  return Buffer.from(JSON.stringify({ signed: { keys: Object.fromEntries(named) as object, roles: { root: role } } }));
}
const check =
  (...keys: readonly WrittenKey[]) =>
  () => {
    checkTufDocument(rootWith(...keys), 100_000);
  };

const ed = generateKeyPairSync('ed25519').publicKey;
const edHex = Buffer.from(ed.export({ format: 'jwk' }).x ?? '', 'base64url').toString('hex');
const edPem = ed.export({ type: 'spki', format: 'pem' }).toString();
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;
const point = ec.export({ type: 'spki', format: 'der' }).subarray(-65);
const ecHex = point.toString('hex');
const ecPem = ec.export({ type: 'spki', format: 'pem' }).toString();
const compressed = ECDH.convertKey(point, 'prime256v1', undefined, 'hex', 'compressed').toString();
const ecDer = ec.export({ type: 'spki', format: 'der' });
const rsaPem = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'pem' }).toString();
const ed25519 = (text: string): WrittenKey => ({ keytype: 'ed25519', public: text });
const ecdsa = (text: string, scheme = 'ecdsa-sha2-nistp256'): WrittenKey => ({ keytype: 'ecdsa', scheme, public: text });
const rsa = (text: string): WrittenKey => ({ keytype: 'rsa', scheme: 'rsassa-pss-sha256', public: text });

describe('a role that lists one key under two key IDs', () => {
  it.each([
    ['twice the same text', ed25519(edHex), ed25519(edHex)],
    ['hex in other letters', ed25519(edHex), ed25519(edHex.toUpperCase())],
    ['an Ed25519 key as hex and PEM', ed25519(edHex), ed25519(edPem)],
    ['a P-256 key as hex and PEM', ecdsa(ecHex), ecdsa(ecPem)],
    ['a P-256 key with a compressed point', ecdsa(ecHex), ecdsa(compressed)],
    ['other names of type and scheme', ecdsa(ecPem), { ...ecdsa(ecPem, 'other'), keytype: 'ecdsa-sha2-nistp256' }],
    ['PEM with other line breaks', ecdsa(ecPem), ecdsa(ecPem.replaceAll('\n', '\r\n'))],
    ['PEM with text after it', ecdsa(ecPem), ecdsa(`${ecPem}of the release team`)],
    ['PEM in one line', rsa(rsaPem), rsa(`${rsaPem.trimEnd()}\n\n`)],
    [
      'PEM of a compressed point',
      ecdsa(ecPem),
      ecdsa(
        `-----BEGIN PUBLIC KEY-----\n${Buffer.concat([
          Buffer.from([0x30, 0x39]),
          ecDer.subarray(2, ecDer.length - 68),
          Buffer.from([0x03, 0x22, 0]),
          Buffer.from(compressed, 'hex'),
        ]).toString('base64')}\n-----END PUBLIC KEY-----\n`,
      ),
    ],
  ])('is refused: %s', (_, one, other) => {
    expect(check(one, other)).toThrow('the role root lists one key under two key IDs');
  });

  it('is refused also where it is a delegated role', () => {
    const document = JSON.parse(Buffer.from(rootWith(ed25519(edHex), ed25519(edPem))).toString()) as {
      signed: { keys: object; roles: { root: object } };
    };
    const { keys, roles } = document.signed;
    for (const delegations of [
      { keys, roles: [{ name: 'role', ...roles.root }] },
      { keys, succinct_roles: roles.root },
    ])
      expect(() => {
        checkTufDocument(Buffer.from(JSON.stringify({ signed: { delegations } })), 100_000);
      }).toThrow('lists one key under two key IDs');
  });

  it('different keys are accepted, also of kinds that are unknown here', () => {
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const unknown = (text: string): WrittenKey => ({ keytype: 'ml-dsa', public: text });
    expect(check(ed25519(edHex), ecdsa(ecPem), ecdsa(other), rsa(rsaPem), unknown('00'), unknown('01'))).not.toThrow();
  });
});
