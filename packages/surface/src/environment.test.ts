import { describe, expect, it } from '@jest/globals';
import { environmentFor, VARIABLES, withoutTokensOutsideGithub } from './environment.js';
import { SIGNING_VARIABLES } from './signing-environment.js';

const env = {
  PATH: '/bin',
  HOME: '/home',
  SOME_PROFILE: 'p',
  NOT_PATH: 'x',
  GITHUB_TOKEN: 't',
  GITHUB_API_URL: 'https://api.github.com',
  SIGSTORE_ID_TOKEN: 'i',
  INPUT_MODE: 'warn',
  COUNTERSIGN_MODE: 'warn',
  COUNTERSIGN_POLICIES: 'evil.yaml',
  MY_KEY: 'k',
  MY_PASSWORD: 'p',
  NPM_TOKEN: 'n',
};
const names = (...args: Parameters<typeof environmentFor>): readonly string[] => Object.keys(environmentFor(...args)).sort();

describe('the environment of a run', () => {
  it('contains for the gate no token for signing, no input and no unknown variable', () => {
    expect(names(VARIABLES, 'command', env)).toEqual(['GITHUB_API_URL', 'GITHUB_TOKEN', 'HOME', 'PATH']);
  });

  it('contains inputs only for an action, and an identity token only for signing', () => {
    expect(names(VARIABLES, 'action', env)).toContain('INPUT_MODE');
    expect(names(SIGNING_VARIABLES, 'command', env)).toContain('SIGSTORE_ID_TOKEN');
    expect(names(SIGNING_VARIABLES, 'command', env)).not.toContain('INPUT_MODE');
  });

  it('contains variables that an input names exactly', () => {
    const options = { keys: ['env://MY_KEY', 'file.pem'], keyPassword: ['file.pem=env://MY_PASSWORD'], timeout: 3 };
    const read = names(SIGNING_VARIABLES, 'command', env, options);
    expect(read).toEqual(expect.arrayContaining(['MY_KEY', 'MY_PASSWORD']));
    expect(read).not.toContain('NPM_TOKEN');
    const hsm = { keys: ['pkcs11:object=k?module-path=env://MY_KEY&pin-source=env://MY_PASSWORD'] };
    expect(names(SIGNING_VARIABLES, 'command', env, hsm)).toEqual(expect.arrayContaining(['MY_KEY', 'MY_PASSWORD']));
    expect(names(SIGNING_VARIABLES, 'command', env, { keys: ['https://host/env://NPM_TOKEN'] })).not.toContain('NPM_TOKEN');
  });
});

describe('a token of GitHub', () => {
  it.each(['https://api.github.com', 'https://api.github.com/', 'https://api.acme.ghe.com', ''])('is kept for %s', (api) => {
    const whole = { ...env, GITHUB_API_URL: api };
    expect(withoutTokensOutsideGithub(whole, () => undefined)).toEqual(whole);
  });

  it.each([
    'https://api.evil.test',
    'http://api.github.com',
    'https://api.github.com.evil.test',
    'https://api.github.com/../@evil.test',
    'http://127.0.0.1:1',
  ])('is left out, and said, for %s', (api) => {
    const said: string[] = [];
    const left = withoutTokensOutsideGithub({ ...env, GH_TOKEN: 'g', GITHUB_API_URL: api }, (message) => said.push(message));
    expect([left['GITHUB_TOKEN'], left['GH_TOKEN'], left['GITHUB_API_URL']]).toEqual([undefined, undefined, api]);
    expect(said).toEqual([expect.stringContaining('GITHUB_API_URL')]);
  });
});
