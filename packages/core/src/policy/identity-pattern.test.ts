import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CountersignError } from '../errors/index.js';
import { identityPattern } from './resolve/identity-pattern.js';

/** The pattern, or why it is refused. */
async function read(source: string, anyOwner = false) {
  try {
    return await identityPattern(source, { anyOwner });
  } catch (error) {
    if (error instanceof CountersignError) return error;
    throw error;
  }
}

describe('a pattern for URIs must have a literal owner', () => {
  it.each([
    'https://github\\.com/.*/my-special-repo/\\.github/workflows/release\\.yml@refs/heads/main',
    'https://github\\.com/[^/]+/my-special-repo/.*',
    'https://github\\.com/str.*',
    'https://github\\.com/.*acme.*',
    'https://github\\.com/acme?/.*',
    'https://github\\.com/(?:acme/|beta/)+.*',
    'https://github\\.com/acme*/.*',
    'https://github\\.com/acm./.*',
    'https://github\\.com/acme-(a|b)?/.*',
    'https://github\\.com/(acme|.*)/my-app/.*',
    'https://github\\.com/(?:acme/app|evil)/?.*|https://github\\.com/.*',
    'https://github\\.com/(?:acme/app/|)x.*',
    'https://github\\.com(?:/acme)?/.*',
    'https://gitlab\\.com/acme.*',
    'https://gitlab\\.com/[^/]*/app//.*',
    'https://buildkite\\.com/.*',
    'https://circleci\\.com/.*',
    'https://circleci\\.com/api/v2/projects/.*',
    'https://ghe\\.acme\\.dev/.*',
    'https://g.thub\\.com/+acme/.*',
    'https://github\\.com//acme/.*',
    'https://[Gg]ithub\\.com/acme/.*',
    'https://github\\.com\\x2Facme/.*',
    'https://gіthub\\.com/acme/.*',
    'https://github\\.com{1}/acme/.*',
    '(https://github\\.com/acme/.*)*',
    'https://github\\.com/acme/.*|https://github\\.com/{0}.*',
    'https://github\\.com/(?i:acme)/.*',
    'https://github\\.com/(?P<o>acme|b*)/.*',
    `https://github\\.com/${'(?:a|b)'.repeat(12)}/.*`,
  ])('%s', async (source) => {
    const refused = await read(source);
    expect(refused).toMatchObject({ code: 'INPUT_INVALID', found: source });
  });

  it('the hint shows the option to add', async () => {
    expect(await read('https://github\\.com/.*acme.*')).toMatchObject({
      code: 'INPUT_INVALID',
      expected: 'every alternative begins with a literal https://github.com/OWNER/',
      hint: expect.stringContaining('"owner: OWNER" or "repository: OWNER/NAME" (--owner OWNER, --repository OWNER/NAME)'),
    });
    expect(await read('https://circleci\\.com/api/.*')).toMatchObject({
      expected: 'every alternative begins with a literal https://circleci.com/api/v2/projects/PROJECT-ID/',
    });
    expect(await read('(?i)https://github\\.com/acme/.*')).toMatchObject({
      expected: expect.stringContaining('no inline flags'),
    });
  });

  it.each<[string, string]>([
    ['^https://github.com/acme/app/.*', 'https://github.com/acme/app/x'],
    ['^https:\\/\\/github[.]com\\/acme\\/app\\/.*$', 'https://github.com/acme/app/x'],
    ['https://github\\.com/(?:acme|beta)/app/.*', 'https://github.com/beta/app/x'],
    ['https://git(?:hub|lab)\\.com/acme/.*', 'https://gitlab.com/acme/x'],
    ['https://github\\.com/acme', 'https://github.com/acme'],
    ['https://ghe\\.acme\\.dev:8443/acme/.*', 'https://ghe.acme.dev:8443/acme/x'],
    ['https://circleci\\.com/api/v2/projects/6f/.*', 'https://circleci.com/api/v2/projects/6f/x'],
  ])('%s matches %j', async (source, identity) => {
    const pattern = await read(source);
    if (pattern instanceof Error) throw pattern;
    expect(pattern.matches(identity)).toBe(true);
  });

  it('a dot in the host matches only a dot', async () => {
    const pattern = await read('^https://github.com/acme/app/.*');
    if (pattern instanceof Error) throw pattern;
    expect(pattern.source).toBe('^https://github\\.com/acme/app/.*');
    expect(pattern.matches('https://github.com/acme/app/x')).toBe(true);
    expect(pattern.matches('https://githubXcom/acme/app/x')).toBe(false);
    expect(pattern.matches('https://github/com/acme/app/x')).toBe(false);
  });

  it('with a separate owner only the host must be literal', async () => {
    const pattern = await read('https://github.com/[^/]+/ci/.*', true);
    if (pattern instanceof Error) throw pattern;
    expect(pattern.matches('https://github.com/acme/ci/x')).toBe(true);
    for (const source of ['https://.*', 'https://github\\.com.*', 'https://github\\.com/acme/.*|.*'])
      expect(await read(source, true)).toMatchObject({ code: 'INPUT_INVALID' });
  });
});

describe('a pattern for mail addresses', () => {
  it.each([
    '.*@gmail\\.com',
    '[a-z]+@outlook\\.com|.*@acme\\.dev',
    '(?:a|b.*)@yahoo\\.co\\.uk',
    'alice.b@gmail\\.com',
    '.*@(?:acme\\.dev|gmx\\.at)',
    '.*@qq.com',
    '\\w+@proton\\.me',
    '.*@acme\\.de[v]?',
    '.*@acme\\.dev.*',
    '.*@[a-z]+\\.dev',
    '.*acme\\.dev',
    '.*@acme\\x2Edev',
  ])('%s is refused', async (source) => {
    expect(await read(source)).toMatchObject({ code: 'INPUT_INVALID', found: source });
  });

  it.each<[string, string, string]>([
    ['.*@acme.dev', 'bob@acme.dev', 'bob@acmeXdev'],
    ['(?:alice|bob)@gmail\\.com', 'bob@gmail.com', 'eve@gmail.com'],
    ['alice\\.b@gmail.com', 'alice.b@gmail.com', 'alicexb@gmail.com'],
    ['[a-z]+@(?:acme|beta)\\.dev', 'bob@beta.dev', 'bob@eve.dev'],
  ])('%s matches %s, not %s', async (source, one, other) => {
    const pattern = await read(source);
    if (pattern instanceof Error) throw pattern;
    expect(pattern.matches(one)).toBe(true);
    expect(pattern.matches(other)).toBe(false);
  });
});

it('an accepted pattern never matches another owner', async () => {
  const PIECES = [
    ...[
      'acme',
      'beta',
      'app',
      '/',
      '/',
      '.*',
      '.',
      '[^/]+',
      '(acme|.*)',
      '(?:',
      '(',
      ')',
      '|',
      '?',
      '*',
      '+',
      '{0}',
      '{1,2}',
      '^',
      '$',
    ],
    ...[
      'https://github\\.com/acme/',
      'https://github.com/beta/',
      '@',
      '\\',
      '\\/',
      '[.]',
      '[a-z/]',
      '\\w',
      '-',
      '\\b',
      '?:',
      'github\\.com',
    ],
  ];
  const STRANGERS = ['zq', 'acme-evil', 'xacme', 'acm', 'acme.evil', 'ACME', 'acme@x', 'a', ''];
  const RESTS = [
    '',
    '/',
    '/acme/',
    '/app/x',
    '/app/.github/workflows/a.yml@refs/heads/main',
    '//acme/app',
    '/acme/.*https://github.com/acme/',
  ];
  const identities = ['github.com', 'gitlab.com', 'githubXcom', 'evil.com'].flatMap((host) => [
    ...STRANGERS.flatMap((owner) => RESTS.map((rest) => `https://${host}/${owner}${rest}`)),
    ...(host === 'github.com' ? [] : [`https://${host}/acme/app/x`, `https://${host}/https://github.com/acme/app`]),
  ]);
  let accepted = 0;
  let refused = 0;
  const pattern = fc
    .tuple(
      fc.constantFrom('https://github\\.com/acme/', '(?:https://github.com/acme/', 'https://github\\.com/', ''),
      fc.array(fc.constantFrom(...PIECES), { maxLength: 8 }),
      fc.constantFrom('.*', ').*', '/.*', ''),
    )
    .map(([head, middle, tail]) => head + middle.join('') + tail);
  await fc.assert(
    fc.asyncProperty(pattern, async (source) => {
      const one = await read(source);
      if (one instanceof Error) {
        refused++;
        return;
      }
      accepted++;
      expect(identities.filter((identity) => one.matches(identity))).toEqual([]);
    }),
    { numRuns: 4000, seed: 7 },
  );
  expect(accepted).toBeGreaterThan(400);
  expect(refused).toBeGreaterThan(400);
});
