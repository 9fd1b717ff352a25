import { expect, it } from '@jest/globals';
import type { NetResponse } from '../run/index.js';
import { registryFailure, withSecrets } from './answers.js';
import { basic } from './tokens.js';

const PASSWORD = 'correct horse battery';
const [BASIC, BEARER] = [basic({ username: 'octo', password: PASSWORD }), 'Bearer opaque-token-of-a-registry'];

it.each([
  [BASIC, `bad ${BASIC}`],
  [BASIC, `octo:${PASSWORD} is wrong`],
  [BASIC, `the password "${PASSWORD}" has expired`],
  [BEARER, `unknown token opaque-token-of-a-registry`],
  ['opaque-token-of-a-registry', `unknown token opaque-token-of-a-registry`],
])('an error about an answer does not repeat what was sent: %s, %s', (authorization, said) => {
  const bodies = [said, JSON.stringify({ errors: [{ code: 'DENIED', message: said, detail: { said } }] })];
  for (const body of bodies) {
    const response: NetResponse = {
      ...{ status: 403, headers: {}, url: 'https://r.test/v2/', attempts: 1 },
      body: new Uint8Array(Buffer.from(body)),
    };
    const { message, found = '', hint } = registryFailure(withSecrets(response, authorization), 'read it');
    expect(found).toContain('[secret]');
    expect(`${message} ${found} ${hint ?? ''}`).not.toMatch(/correct horse|b2N0bz|opaque-token/);
  }
});
