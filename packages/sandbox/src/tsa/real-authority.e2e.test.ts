import { execFileSync } from 'node:child_process';
import { createPrivateKey } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serve, type RunningServer } from '../http/router.js';
import { freePort, peer, startPeer, type RunningPeer } from '../testing/peers.js';
import { readElement, readElements, type Element } from '../x509/der-reader.js';
import { createTimestampAuthority, newTimestampAuthorityKeys } from './index.js';

const timestampServer = peer('timestamp-server');

(timestampServer ? describe : describe.skip)('the sandbox and a real timestamp-server with the same key', () => {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-real-tsa-'));
  let real: RunningPeer | undefined;
  let realUrl = '';
  let ours: RunningServer;

  beforeAll(async () => {
    const keys = await newTimestampAuthorityKeys({ now: new Date() });
    ours = await serve(createTimestampAuthority({ clock: () => new Date(), keys }).handler);
    const write = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    const key = createPrivateKey(keys.key).export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'pass' });
    const port = await freePort();
    realUrl = `http://127.0.0.1:${port}`;
    real = await startPeer(
      timestampServer ?? '',
      [
        'serve',
        '--host=127.0.0.1',
        `--port=${port}`,
        '--timestamp-signer=file',
        `--file-signer-key-path=${write('key.pem', key.toString())}`,
        '--file-signer-passwd=pass',
        `--certificate-chain-path=${write('chain.pem', keys.chain.join(''))}`,
        '--disable-ntp-monitoring',
      ],
      async () => (await fetch(`${realUrl}/ping`)).ok,
    );
  });
  afterAll(async () => {
    await real?.stop();
    await ours.close();
    rmSync(folder, { recursive: true });
  });

  it.each(['-cert', '-sha384 -cert', '-sha512', '-no_nonce'])(
    'answer alike but for serial, times and signature: openssl ts -query %s',
    async (options) => {
      writeFileSync(join(folder, 'data'), 'hello');
      const query = execFileSync('openssl', ['ts', '-query', '-data', 'data', ...options.split(' ')], {
        cwd: folder,
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const [mine, theirs] = await Promise.all([ours.url, realUrl].map((url) => parts(url, query)));
      expect(mine?.map(({ tag }) => tag)).toEqual(theirs?.map(({ tag }) => tag));
      const different = (mine ?? []).filter(({ content }, index) => theirs?.[index]?.content.equals(content) === false);
      // Serial, genTime, signingTime, messageDigest and signature.
      const individual = new Set([0x02, 0x04, 0x17, 0x18]);
      expect(different.length).toBeLessThanOrEqual(5);
      expect(different.every(({ tag }) => individual.has(tag))).toBe(true);
    },
  );
});

/** Every element of a reply, depth first; of constructed ones only the tag counts. */
async function parts(url: string, query: Buffer): Promise<Element[]> {
  const headers = { 'content-type': 'application/timestamp-query' };
  const response = await fetch(`${url}/api/v1/timestamp`, { method: 'POST', headers, body: new Uint8Array(query) });
  return walk(readElement(Buffer.from(await response.arrayBuffer())));
}

function walk(element: Element): Element[] {
  const isConstructed = (element.tag & 0x20) !== 0;
  // The TSTInfo is DER inside an OCTET STRING.
  const isWrapper = element.tag === 0x04 && element.content[0] === 0x30 && element.content.length > 100 && wraps(element.content);
  if (!isConstructed && !isWrapper) return [element];
  return [{ ...element, content: Buffer.alloc(0) }, ...readElements(element.content).flatMap(walk)];
}

/** Whether the bytes are a TSTInfo, which begins with version 1 and a policy, rather than a signature. */
function wraps(content: Buffer): boolean {
  const [version, policy] = readElements(readElement(content).content);
  return version?.tag === 0x02 && policy?.tag === 0x06;
}
