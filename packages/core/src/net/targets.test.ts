import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LookupFunction } from 'node:net';
import { kindOfHost } from './targets.js';
import { startServer, type LocalServer } from './testing/local-server.js';
import { failure, testRun } from './testing/test-run.js';

/** Spellings of this machine that some socket, resolver or URL parser accepts. */
const THIS_MACHINE = [
  ...['localhost', 'localhost.', 'LOCALHOST', 'LocalHost.', 'app.localhost', 'a.b.localhost.', 'localhost.localdomain'],
  ...[
    '127.0.0.1',
    '127.1',
    '127.0.1',
    '127.255.255.254',
    '127.0.0.1.',
    '0x7f000001',
    '0x7f.1',
    '0177.0.0.1',
    '2130706433',
    '017700000001',
  ],
  ...['0.0.0.0', '0', '0x0', '0.0.0.0.'],
  ...['::', '::1', '0:0:0:0:0:0:0:1', '[::]', '[::1]', '::1%lo'],
  ...[
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '[::ffff:7f00:1]',
    '::ffff:0.0.0.0',
    '0:0:0:0:0:ffff:7f00:0001',
    '::127.0.0.1',
    '::7f00:1',
  ],
  ...['64:ff9b::127.0.0.1', '64:ff9b::7f00:1', '2002:7f00:1::', '2002:7f00:0001:1::5'],
  ...[
    '64:ff9b:1::7f00:1',
    '64:ff9b:1:aaaa:bbbb:0:127.0.0.1',
    '64:ff9b:1:7f00:0:100::',
    '64:ff9b:1::',
    '::ffff:0:127.0.0.1',
    '::ffff:0:7f00:1',
  ],
];
const METADATA = [
  ...[
    '169.254.169.254',
    '169.254.169.254.',
    '0xa9fea9fe',
    '2852039166',
    '0xa9.254.43518',
    '0251.0376.0251.0376',
    '169.254.170.2',
  ],
  ...['::ffff:169.254.169.254', '[::ffff:a9fe:a9fe]', '::a9fe:a9fe', '64:ff9b::a9fe:a9fe', '2002:a9fe:a9fe::'],
  ...[
    'fd00:ec2::254',
    '[fd00:ec2::254]',
    'fe80::1',
    'fe80::1%eth0',
    'fd20:ce::254',
    'fd00:c1::a9fe:a9fe',
    '[fd00:c1::a9fe:a9fe]',
    'fd00:42::42',
  ],
  ...['64:ff9b:1::a9fe:a9fe', '64:ff9b:1:a9fe:a9:fe00::', '64:ff9b:1:6464:64:c800::', '::ffff:0:169.254.169.254'],
  ...['metadata.google.internal', 'Metadata.Google.Internal.', 'metadata.goog', 'metadata', 'instance-data.ec2.internal'],
  ...['100.100.100.200', '::ffff:100.100.100.200', '1684301000', '168.63.129.16', '192.0.0.192'],
];
const OTHER = [
  'registry.example',
  '10.0.0.5',
  '192.168.1.1',
  '128.0.0.1',
  '1.2.3.4',
  '100.100.100.201',
  '2001:db8::1',
  '[2001:db8::1]',
  '::ffff:1.2.3.4',
  '::ffff:0:1.2.3.4',
  '64:ff9b:1::808:808',
  '64:ff9b:1:808:8:800::',
  '64:ff9b:2::7f00:1',
  'fd00:42::43',
  'fd00:c1::1',
  'localhost.example',
  'fe.example',
  'dead.beef',
  'fd00:dead::1',
];

describe('kindOfHost', () => {
  it.each(THIS_MACHINE)('%s is this machine', (host) => expect(kindOfHost(host)).toBe('this-machine'));
  it.each(METADATA)('%s is a metadata service', (host) => expect(kindOfHost(host)).toBe('metadata'));
  it.each(OTHER)('%s is another host', (host) => expect(kindOfHost(host)).toBe('other'));
});

let server: LocalServer;
let location = '';
beforeAll(async () => {
  server = await startServer((request, response) => {
    if (request.url === '/away') response.writeHead(302, { location }).end();
    else response.end(request.headers.authorization ?? 'no login');
  });
});
afterAll(() => server.close());

/** The results of resolving a name, in order; the last one is repeated. */
function names(table: Readonly<Record<string, readonly string[]>>): {
  readonly lookup: LookupFunction;
  readonly asked: string[];
} {
  const asked: string[] = [];
  const lookup: LookupFunction = (hostname, { all }, callback) => {
    const answers = table[hostname] ?? [];
    const address = answers[Math.min(asked.filter((one) => one === hostname).length, answers.length - 1)] ?? '';
    asked.push(hostname);
    const family = address.includes(':') ? 6 : 4;
    if (all === true) callback(null, [{ address, family }]);
    else callback(null, address, family);
  };
  return { lookup, asked };
}
const get = (url: string, from?: string) =>
  ({ purpose: 'registry', method: 'GET', url, retry: false, ...(from === undefined ? {} : { from }) }) as const;
const REFUSED = { code: 'FETCH_FAILED', message: expect.stringContaining('this address is not allowed') };
const hosted = (host: string): string =>
  `https://${host.includes(':') && !host.startsWith('[') ? `[${host.replace(/%.*/, '')}]` : host}/x`;

describe('addresses from an answer of another host', () => {
  it.each([...THIS_MACHINE, ...METADATA])('%s is refused', async (host) => {
    if (URL.parse(hosted(host)) === null) return;
    expect(await failure(testRun().net.fetch(get(hosted(host), 'https://registry.example')))).toMatchObject(REFUSED);
  });

  it.each(METADATA)('%s is refused even if the user named it', async (host) => {
    if (URL.parse(hosted(host)) === null) return;
    expect(await failure(testRun().net.fetch(get(hosted(host))))).toMatchObject(REFUSED);
  });

  it.each([
    'http://0.0.0.0:1/',
    'http://[::]:1/',
    'http://[::ffff:127.0.0.1]:1/',
    'http://localhost.:1/',
    'http://a.localhost:1/',
  ])('plain http is only for plain spellings of loopback: %s', async (url) => {
    expect((await failure(testRun().net.fetch(get(url)))).message).toContain('plain http is refused');
  });

  it('a name from another host that resolves to this machine is refused', async () => {
    for (const address of ['127.0.0.1', '::1', '::ffff:127.0.0.1', '0.0.0.0', '169.254.169.254', 'fd00:ec2::254']) {
      const { lookup, asked } = names({ 'evil.example': [address] });
      const run = testRun({ lookup });
      expect(await failure(run.net.fetch(get('https://evil.example/token', 'https://registry.example')))).toMatchObject(REFUSED);
      expect(asked).toEqual(['evil.example']);
    }
  });

  it('a name that resolves to a metadata service is always refused', async () => {
    const { lookup } = names({ 'registry.example': ['169.254.169.254'] });
    expect(await failure(testRun({ lookup }).net.fetch(get('https://registry.example/')))).toMatchObject(REFUSED);
  });

  it('a name that resolves differently each time: the checked address is the one that is used', async () => {
    const { lookup, asked } = names({ 'evil.example': ['203.0.113.7', '127.0.0.1'] });
    const run = testRun({ lookup });
    // The first address does not answer; the second lookup gives this machine.
    const first = run.net.fetch({ ...get(`https://evil.example:${server.port}/`, 'https://registry.example'), timeoutMs: 2000 });
    expect((await failure(first)).code).toBe('FETCH_FAILED');
    expect(await failure(run.net.fetch(get(`https://evil.example:${server.port}/`, 'https://registry.example')))).toMatchObject(
      REFUSED,
    );
    expect(asked).toHaveLength(2);
    expect(server.seen).toEqual([]);
  });

  it('a redirect from another host to this machine is refused, by address and by name', async () => {
    const { lookup } = names({ 'registry.example': ['127.0.0.1'], 'evil.example': ['127.0.0.1'] });
    const run = testRun({ lookup, insecureHosts: [`registry.example:${server.port}`] });
    for (const target of [
      `http://127.0.0.1:${server.port}/secret`,
      `https://evil.example:${server.port}/secret`,
      'https://169.254.169.254/latest',
    ]) {
      location = target;
      expect(await failure(run.net.fetch(get(`http://registry.example:${server.port}/away`)))).toMatchObject(REFUSED);
    }
    expect(server.seen.filter((line) => line.includes('secret'))).toEqual([]);
  });
});

describe('allowed addresses', () => {
  it('loopback named by the user, and redirects from loopback to loopback', async () => {
    location = `${server.url.replace('127.0.0.1', 'localhost')}/next`;
    const run = testRun();
    expect((await run.net.fetch(get(`${server.url}/away`))).status).toBe(200);
    expect((await run.net.fetch(get(`${server.url}/token`, server.url))).status).toBe(200);
  });

  it('a name from the user that resolves to this network, and a host named as an insecure registry', async () => {
    const { lookup } = names({ 'registry.example': ['127.0.0.1'] });
    const run = testRun({ lookup, insecureHosts: [`registry.example:${server.port}`] });
    const url = `http://registry.example:${server.port}/v2/`;
    expect((await run.net.fetch(get(url))).status).toBe(200);
    expect((await run.net.fetch(get(url, 'https://other.example'))).status).toBe(200);
  });
});
