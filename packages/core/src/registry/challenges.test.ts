import { describe, expect, it } from '@jest/globals';
import { parseChallenges } from './challenges.js';

describe('parseChallenges', () => {
  it.each([
    ['Basic realm="x"', [{ scheme: 'basic' }]],
    [
      'bearer realm="https://a/t",service="s",scope="repository:a/b:pull,push"',
      [{ scheme: 'bearer', realm: 'https://a/t', service: 's', scope: 'repository:a/b:pull,push' }],
    ],
    ['Bearer realm=token , service = "a\\"b"', [{ scheme: 'bearer', realm: 'token', service: 'a"b', scope: undefined }]],
    [
      'Negotiate, Basic realm="a, Bearer realm=b", Bearer realm="c"',
      [{ scheme: 'basic' }, { scheme: 'bearer', realm: 'c', service: undefined, scope: undefined }],
    ],
    ['Bearer service="x"', []],
    ['Bearer realm="open', []],
    ['', []],
    ['=,,"', []],
  ])('%s', (header, expected) => {
    expect(parseChallenges(header)).toEqual(expected);
  });
});
