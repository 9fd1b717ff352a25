import { describe, expect, it } from '@jest/globals';
import { corrupted, Faults, oversizedHeaders, tooManyRequests } from './faults.js';
import type { SandboxRequest, SandboxResponse } from './http/router.js';

const request = (method: string, path: string): SandboxRequest => ({
  method,
  url: new URL(path, 'http://127.0.0.1:1'),
  headers: {},
  body: Buffer.alloc(0),
});
const served = { status: 200, headers: { a: 'b' }, body: 'hello' };

describe('faults', () => {
  it('apply to matching requests, as often as set, and to no others', async () => {
    const faults = new Faults([
      { service: 'registry', method: 'PUT', path: /manifests/, skip: 1, times: 2, answer: tooManyRequests(3) },
    ]);
    const handler = faults.around('registry', () => served);
    const put = async (): Promise<unknown> => handler(request('PUT', '/v2/a/manifests/v1'));
    const answers = [await put(), await put(), await put(), await put()].map((answer) => (answer as { status: number }).status);
    expect(answers).toEqual([200, 429, 429, 200]);
    expect(await handler(request('GET', '/v2/a/manifests/v1'))).toBe(served);
    expect(await faults.around('rekor', () => served)(request('PUT', '/v2/a/manifests/v1'))).toBe(served);
  });

  it('can be added and removed', async () => {
    const faults = new Faults();
    const handler = faults.around('tsa', () => served);
    const remove = faults.add({ service: 'tsa', answer: 'reset' });
    expect(await handler(request('GET', '/'))).toBe('reset');
    remove();
    expect(await handler(request('GET', '/'))).toBe(served);
  });

  it('change answers: other bytes of the same length, or too many headers', async () => {
    const faults = new Faults([{ service: 'registry', times: 1, alter: corrupted }]);
    faults.add({ service: 'registry', alter: oversizedHeaders(20_000) });
    const handler = faults.around('registry', () => served);
    const wrong = (await handler(request('GET', '/'))) as SandboxResponse & { body: Buffer };
    expect(wrong.body.toString()).not.toBe('hello');
    expect(wrong.body).toHaveLength(5);
    const large = (await handler(request('GET', '/'))) as SandboxResponse;
    expect(large.headers?.['x-padding']).toHaveLength(20_000);
    expect(large.body).toBe('hello');
  });
});
