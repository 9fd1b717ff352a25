import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { readKeyLogins } from './index.js';

const read = (...lines: string[]) =>
  readKeyLogins(lines, 'key-login').map((login) => [login.service, Object.fromEntries(login.parameters)]);

describe('key-login', () => {
  it('names a service and its parameters', () => {
    expect(
      read('aws role=arn:aws:iam::123456789012:role/sign', 'vault  role=release mount=jwt token=env://VAULT_ID_TOKEN'),
    ).toEqual([
      ['aws', { role: 'arn:aws:iam::123456789012:role/sign' }],
      ['vault', { role: 'release', mount: 'jwt', token: 'env://VAULT_ID_TOKEN' }],
    ]);
  });

  it.each([
    [['asw role=x']],
    [['']],
    [['aws role']],
    [['aws role=']],
    [['aws rol=x']],
    [['aws role=a role=b']],
    [['aws role=a', 'aws role=b']],
    [['vault tenant=x']],
  ])('refuses %j', (lines) => {
    expect(() => read(...lines)).toThrow('key-login has a line that is not understood');
  });

  it('does not print a token in the wrong place', () => {
    const token = 'eyJhbGciOiJub25lIn0.e30.x';
    let thrown: unknown;
    try {
      read(`aws ${token}`);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ code: 'INPUT_INVALID', found: 'another word' });
    expect(inspect(thrown)).not.toContain(token);
  });
});
