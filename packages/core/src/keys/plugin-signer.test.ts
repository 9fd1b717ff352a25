import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { publicKeyFromObject } from '../crypto/index.js';
import { failure, testRun, type TestRun } from '../net/testing/test-run.js';
import { createKey } from './index.js';

interface Request {
  readonly methodName: string;
}

const pair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const mine = pair();
const other = pair();

/** A plugin that holds `holds`, says that it has made `says`, and shows `shows` afterwards. */
function plugin(says: KeyObject, shows: KeyObject, holds: KeyObject): TestRun {
  let made = false;
  const pem = (key: KeyObject): string => Buffer.from(key.export({ type: 'spki', format: 'pem' })).toString('base64');
  const answer = ({ methodName }: Request, input: Uint8Array): object => {
    if (methodName === 'supportedAlgorithms') return { supportedAlgorithms: { supportedAlgorithms: ['ecdsa-p256'] } };
    if (methodName === 'publicKey') return made ? { publicKey: { publicKeyPEM: pem(shows) } } : { errorMessage: 'no such key' };
    if (methodName === 'signMessage') return { signMessage: { signature: sign('sha256', input, holds).toString('base64') } };
    made = true;
    return { createKey: { publicKeyPEM: pem(says) } };
  };
  return testRun({
    exec: (_program, [, request = ''], { input = new Uint8Array() }) =>
      Promise.resolve({
        status: 0,
        stdout: Buffer.from(JSON.stringify(answer(JSON.parse(request) as Request, Buffer.from(input)))),
      }),
  });
}

describe('a key that a plugin makes', () => {
  const made = (run: TestRun) => createKey(run, 'acme://release', 'PKIX_ECDSA_P256_SHA_256');

  it('is the one that it names afterwards, and signs with', async () => {
    const key = await made(plugin(mine.publicKey, mine.publicKey, mine.privateKey));
    expect(key.material).toBe(publicKeyFromObject(mine.publicKey).material);
  });

  it.each([
    ['that it does not name afterwards', plugin(mine.publicKey, other.publicKey, mine.privateKey)],
    ['with which it cannot sign', plugin(mine.publicKey, mine.publicKey, other.privateKey)],
  ])('is refused if it is one %s', async (_name, run) => {
    expect(await failure(made(run))).toMatchObject({ code: 'SERVICE_ANSWER_INVALID' });
  });
});
