import { describe, expect, it } from '@jest/globals';
import type { NetRequest } from '../run/index.js';
import { checkedUrl, exemptHosts } from './addresses.js';
import { proxyFor } from './proxy.js';
import { checkTarget } from './targets.js';

/** Whether a request for credentials of the machine may be sent there. */
function isAllowed(url: string, more: Partial<NetRequest> = {}): boolean {
  const request: NetRequest = { purpose: 'keys', method: 'GET', url, machineCredentials: true, ...more };
  const hosts = exemptHosts(request);
  try {
    checkTarget(checkedUrl(url, request.purpose, hosts), request.from === undefined ? {} : { from: request.from }, hosts);
    return true;
  } catch {
    return false;
  }
}

const METADATA = 'http://169.254.169.254/latest/api/token';

describe('credentials of the machine', () => {
  it.each([
    METADATA,
    'http://169.254.170.2/v2/credentials',
    'http://169.254.170.23/v1/credentials',
    'http://[fd00:ec2::254]/',
    'http://[fd00:ec2::23]/v1',
    'http://metadata.google.internal/computeMetadata/v1/',
  ])('are requested at %s', (url) => {
    expect(isAllowed(url)).toBe(true);
    // Through a proxy they would be those of another machine.
    expect(proxyFor(new URL(url), { http_proxy: 'http://proxy.example.com:3128' })).toBeUndefined();
  });

  it.each([
    ['http://169.254.169.253/'],
    ['http://169.254.169.254:8080/'],
    ['https://169.254.169.254/'],
    ['http://169.254.170.3/'],
    ['http://100.100.100.200/'],
    ['http://[fd00:ec2::1]/'],
    ['http://metadata.google.internal.example.com/'],
    ['http://metadata/'],
    ['http://example.com/'],
  ])('are not requested at %s', (url) => {
    expect(isAllowed(url)).toBe(false);
  });

  it.each<readonly [string, Partial<NetRequest>]>([
    ['another purpose', { purpose: 'registry' }],
    ['a request that is not for them', { machineCredentials: false }],
    ['an address from the answer of another host', { from: 'https://registry.example.com/v2/' }],
  ])('are not requested for %s', (_, more) => {
    expect(isAllowed(METADATA, more)).toBe(false);
  });
});
