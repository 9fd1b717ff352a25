import { describe, expect, it } from '@jest/globals';
import { proxyFor } from './proxy.js';

const proxied = (url: string, env: Record<string, string>) => proxyFor(new URL(url), env)?.url;

describe('proxyFor', () => {
  it.each([
    ['https://a.example/', { HTTPS_PROXY: 'http://p:1' }, 'http://p:1'],
    ['https://a.example/', { https_proxy: 'http://q:1', HTTPS_PROXY: 'http://p:1' }, 'http://q:1'],
    ['https://a.example/', { HTTP_PROXY: 'http://p:1' }, undefined],
    ['http://a.example/', { HTTP_PROXY: 'p:1' }, 'http://p:1'],
    ['https://a.example/', { ALL_PROXY: 'http://p:1' }, 'http://p:1'],
    ['https://a.example/', { HTTPS_PROXY: '' }, undefined],
    ['https://127.0.0.1:5000/', { HTTPS_PROXY: 'http://p:1' }, undefined],
    ['http://localhost:5000/', { HTTP_PROXY: 'http://p:1' }, undefined],
  ])('%s with %j goes through %s', (url, env, expected) => {
    expect(proxied(url, env as unknown as Record<string, string>)).toBe(expected);
  });

  it.each([
    ['a.example', true],
    ['.example', true],
    ['*.example', true],
    ['EXAMPLE', true],
    ['ample', false],
    ['b.a.example', false],
    ['other, a.example', true],
    ['a.example:443', true],
    ['a.example:8443', false],
    ['*', true],
    ['10.0.0.0/8', false],
    ['', false],
  ])('NO_PROXY=%s exempts a.example: %s', (list, exempt) => {
    expect(proxied('https://a.example/', { HTTPS_PROXY: 'http://p:1', NO_PROXY: list }) === undefined).toBe(exempt);
  });

  it.each([
    ['10.0.0.0/8', true],
    ['10.1.2.3', true],
    ['1.2.3', false],
    ['11.0.0.0/8', false],
    ['10.0.0.0/99', false],
  ])('NO_PROXY=%s exempts 10.1.2.3: %s', (list, exempt) => {
    expect(proxied('https://10.1.2.3/', { HTTPS_PROXY: 'http://p:1', NO_PROXY: list }) === undefined).toBe(exempt);
  });

  it.each([
    ['https://[2001:db8::1]/', '2001:DB8:0:0::1', true],
    ['https://[2001:db8::1]:5000/', '[2001:0db8::1]:5000', true],
    ['https://[2001:db8::1]:5000/', '[2001:0db8::1]:443', false],
    ['https://[2001:db8::2]/', '2001:db8::1', false],
    ['https://registry.acme.dev./', 'registry.acme.dev', true],
    ['https://registry.acme.dev/', 'acme.dev.', true],
    ['https://registry.acme.dev/', '.', false],
    ['https://registry.acme.dev/', '*.', false],
    ['https://registry.acme.dev./', '.', false],
  ])('spellings of one host are the same: %s with NO_PROXY=%s: %s', (url, list, exempt) => {
    expect(proxied(url, { HTTPS_PROXY: 'http://p:1', NO_PROXY: list }) === undefined).toBe(exempt);
  });

  it('exempts an IPv6 block', () => {
    const env = { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'fd00::/8' };
    expect(proxied('https://[fd00::1]/', env)).toBeUndefined();
    expect(proxied('https://[fe00::1]/', env)).toBe('http://p:1');
  });
});
