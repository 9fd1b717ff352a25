import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CountersignError } from '../errors/index.js';
import { parseImageReference } from './image-reference.js';

const DIGEST = `sha256:${'a'.repeat(64)}`;

describe('parseImageReference', () => {
  it.each<[string, string, string, string | undefined, string | undefined]>([
    ['ghcr.io/acme/app', 'ghcr.io', 'acme/app', undefined, undefined],
    ['ghcr.io/acme/app:1.2.3', 'ghcr.io', 'acme/app', '1.2.3', undefined],
    [`ghcr.io/acme/app@${DIGEST}`, 'ghcr.io', 'acme/app', undefined, DIGEST],
    [`ghcr.io/acme/app:v1@${DIGEST}`, 'ghcr.io', 'acme/app', 'v1', DIGEST],
    [`localhost:5000/app@${DIGEST}`, 'localhost:5000', 'app', undefined, DIGEST],
    ['localhost/app', 'localhost', 'app', undefined, undefined],
    ['127.0.0.1:41234/a/b/c:t', '127.0.0.1:41234', 'a/b/c', 't', undefined],
    ['[::1]:5000/app', '[::1]:5000', 'app', undefined, undefined],
    ['GHCR.IO/acme/app', 'ghcr.io', 'acme/app', undefined, undefined],
    ['alpine', 'docker.io', 'library/alpine', undefined, undefined],
    ['alpine:3.20', 'docker.io', 'library/alpine', '3.20', undefined],
    ['acme/app', 'docker.io', 'acme/app', undefined, undefined],
    ['docker.io/alpine', 'docker.io', 'library/alpine', undefined, undefined],
    ['index.docker.io/acme/app', 'docker.io', 'acme/app', undefined, undefined],
    ['oci://ghcr.io/acme/app', 'ghcr.io', 'acme/app', undefined, undefined],
    ['registry.example/a__b/c--d/e.f_g', 'registry.example', 'a__b/c--d/e.f_g', undefined, undefined],
    [`registry.example/app@sha512:${'b'.repeat(128)}`, 'registry.example', 'app', undefined, `sha512:${'b'.repeat(128)}`],
  ])('%s', (text, registry, repository, tag, digest) => {
    expect(parseImageReference(text)).toEqual({ registry, repository, tag, digest, name: `${registry}/${repository}` });
  });

  it.each([
    '',
    'ghcr.io/',
    '/app',
    'ghcr.io//app',
    'ghcr.io/Acme/app',
    'ghcr.io/acme/app:',
    'ghcr.io/acme/app:a b',
    `ghcr.io/acme/app:${'a'.repeat(129)}`,
    'ghcr.io/acme/app@',
    'ghcr.io/acme/app@sha256:abc',
    `ghcr.io/acme/app@sha256:${'A'.repeat(64)}`,
    `ghcr.io/acme/app@md5:${'a'.repeat(32)}`,
    `ghcr.io/acme/app@${DIGEST}@${DIGEST}`,
    'ghcr.io/acme/../app',
    'ghcr.io/acme/app_',
    'ghcr.io/a___b',
    'ghcr.io:port/app',
    'ghcr.io:123456/app',
    'user@ghcr.io/app',
    'https://ghcr.io/acme/app',
    'ghcr.io/acme/app?x',
    'ghcr.io/acme/app\n',
    ' ghcr.io/acme/app',
    'ex ample.io/app',
    '-a.io/app',
    `ghcr.io/${'a/'.repeat(200)}a`,
  ])('rejects %j', (text) => {
    expect(() => parseImageReference(text)).toThrow(
      expect.objectContaining({ code: 'IMAGE_REFERENCE_INVALID', expected: expect.any(String), found: expect.any(String) }),
    );
  });

  it('parses the name that it returns, and throws only CountersignError', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'B', '0', '.', ':', '/', '@', '-', '_', '[', ']', ' ') });
    fc.assert(
      fc.property(text, (written) => {
        try {
          const { name, registry, repository } = parseImageReference(written);
          expect(parseImageReference(name)).toMatchObject({ name, registry, repository });
        } catch (error) {
          expect(error).toBeInstanceOf(CountersignError);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('the hint says what to write instead of commas', () => {
    expect(() => parseImageReference('ghcr.io/acme/app:1, ghcr.io/acme/app:2')).toThrow(
      expect.objectContaining({ code: 'IMAGE_REFERENCE_INVALID', hint: expect.stringContaining('one image per line') }),
    );
  });
});
