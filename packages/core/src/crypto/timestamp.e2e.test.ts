import { createHash } from 'node:crypto';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { encodeDer, encodeDerBoolean, encodeDerInteger, encodeDerOctets, encodeDerSequence, parsePem } from '../wire/index.js';
import { certificateSignedBy, parseCertificate } from './certificate.js';
import { hashIdentifier } from './testing/certificate-builder.js';
import { parseTimestampResponse, verifyTimestampSignature } from './timestamp.js';

const SERVER = join(process.env['COUNTERSIGN_PEERS'] ?? join(homedir(), '.cache/countersign-peers'), 'bin/timestamp-server');
const installed = existsSync(SERVER);

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

(installed ? describe : describe.skip)(
  installed ? "Sigstore's timestamp-server" : `Sigstore's timestamp-server (skipped: none at ${SERVER})`,
  () => {
    let url: string;
    let server: ChildProcess;

    beforeAll(async () => {
      const port = await freePort();
      url = `http://127.0.0.1:${port}/api/v1/timestamp`;
      const options = [`--port=${port}`, '--host=127.0.0.1', '--timestamp-signer=memory', '--disable-ntp-monitoring'];
      const start = (): ChildProcess =>
        spawn(SERVER, ['serve', ...options], { stdio: 'ignore', env: { PATH: process.env['PATH'] } });
      server = start();
      for (let attempt = 0; attempt < 900; attempt += 1) {
        // The released server has a fixed metrics port: it exits at once if another copy runs.
        if (server.exitCode !== null) server = start();
        if (
          await fetch(`${url}/certchain`).then(
            ({ ok }) => ok,
            () => false,
          )
        )
          return;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      throw new Error('timestamp-server did not start');
    }, 120_000);
    afterAll(() => {
      server.kill();
    });

    it.each(['sha256', 'sha384', 'sha512'])(
      'stamps a signature imprinted with %s, and we verify it up to its root',
      async (hash) => {
        const signature = Buffer.from('a signature');
        const imprint = Uint8Array.from(createHash(hash).update(signature).digest());
        for (const embed of [true, false]) {
          const query = encodeDerSequence(
            encodeDerInteger(1n),
            encodeDerSequence(hashIdentifier(hash), encodeDerOctets(imprint)),
            encodeDerInteger(123456789n),
            ...(embed ? [encodeDerBoolean(true)] : []),
          );
          const answer = await fetch(url, {
            method: 'POST',
            headers: { 'content-type': 'application/timestamp-query' },
            body: Uint8Array.from(query),
          });
          const der = new Uint8Array(await answer.arrayBuffer());
          const chain = parsePem(await (await fetch(`${url}/certchain`)).text(), { labels: ['CERTIFICATE'] }).map((block) =>
            parseCertificate(block.der),
          );
          const timestamp = parseTimestampResponse(der);
          expect(timestamp).toMatchObject({ imprint: { hash, digest: imprint }, nonce: 123456789n });
          expect(Math.abs(timestamp.genTime.getTime() - Date.now())).toBeLessThan(60_000);
          expect(chain.map((certificate) => verifyTimestampSignature(timestamp, certificate))).toEqual([
            true,
            ...chain.slice(1).map(() => false),
          ]);
          expect(
            chain.map((certificate, index) => certificateSignedBy(certificate, chain[index + 1] ?? certificate)),
          ).not.toContain(false);
          expect(timestamp.certificates.length).toBe(embed ? 1 : 0);
        }
      },
    );

    it('refuses an answer with a refusal status', () => {
      const refusal = encodeDerSequence(
        encodeDerSequence(encodeDerInteger(2n), encodeDerSequence(encodeDer(0x0c, Buffer.from('no')))),
      );
      expect(() => parseTimestampResponse(refusal)).toThrow(
        expect.objectContaining({ code: 'TIMESTAMP_INVALID', found: 'status 2' }),
      );
    });
  },
);
