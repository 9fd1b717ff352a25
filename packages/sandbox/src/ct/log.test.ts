import { createHash, verify } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newKeyPair, post, startServices, type Services } from '../testing/services.js';
import { readCertificate } from '../x509/certificate-reader.js';
import { der, extension, OID } from '../x509/index.js';

const NOW = new Date('2026-11-21T09:00:01.234Z');
let services: Services;
beforeAll(async () => {
  services = await startServices({ clock: () => NOW });
});
afterAll(() => services.close());

interface Answer {
  sct_version: number;
  id: string;
  timestamp: number;
  extensions: string;
  signature: string;
}

/** A pre-certificate of the authority, and the same certificate without the poison. */
function precertificate(poison = extension(OID.ctPoison, true, der.nullValue())): Buffer {
  const { authority, issuer } = services;
  const identity = authority.identity({ iss: issuer.issuers.oidc, sub: 'x', email: 'a@example.com', email_verified: true });
  const spki = newKeyPair().publicKey.export({ type: 'spki', format: 'der' });
  const [leaf] = authority.issue(identity, spki, { logs: [], extensions: (all) => [...all, poison] });
  return leaf ?? Buffer.alloc(0);
}

const chainOf = (leaf: Buffer, ...issuers: readonly Buffer[]): unknown => ({
  chain: [leaf, ...issuers].map((entry) => entry.toString('base64')),
});

async function add(body: unknown): Promise<Response> {
  return post(`${services.logUrl}/ct/v1/add-pre-chain`, body);
}

describe('add-pre-chain', () => {
  it('signs the certificate without its poison, and the issuer’s key', async () => {
    const leaf = precertificate();
    const issuer = services.authority.chain[0] ?? Buffer.alloc(0);
    const answer = (await (await add(chainOf(leaf, ...services.authority.chain))).json()) as Answer;
    expect(answer).toMatchObject({
      sct_version: 0,
      timestamp: NOW.getTime(),
      extensions: '',
      id: services.log.logId.toString('base64'),
    });

    // The signed structure is built here from RFC 6962 3.2, byte by byte.
    const parts = readCertificate(leaf);
    const kept = parts.extensions.filter(({ id }) => id !== OID.ctPoison).map(({ raw }) => raw);
    const body = der.sequence(...parts.head, der.context(3, der.sequence(...kept)));
    const time = Buffer.alloc(8);
    time.writeBigUInt64BE(BigInt(NOW.getTime()));
    const size = Buffer.alloc(4);
    size.writeUInt32BE(body.length);
    const issuerKeyHash = createHash('sha256').update(readCertificate(issuer).spki).digest();
    const signed = Buffer.concat([
      Buffer.from([0, 0]),
      time,
      Buffer.from([0, 1]),
      issuerKeyHash,
      size.subarray(1),
      body,
      Buffer.from([0, 0]),
    ]);
    const signature = Buffer.from(answer.signature, 'base64');
    expect([signature[0], signature[1], signature.readUInt16BE(2)]).toEqual([4, 3, signature.length - 4]);
    expect(verify('sha256', signed, services.log.publicKeyPem, signature.subarray(4))).toBe(true);
  });

  it('returns the same SCT for the same pre-certificate, and grows by one entry', async () => {
    const before = services.log.size();
    const body = chainOf(precertificate(), ...services.authority.chain);
    const [first, second] = [await (await add(body)).json(), await (await add(body)).json()];
    expect(second).toEqual(first);
    expect(services.log.size()).toBe(before + 1);
    const head = (await (await fetch(`${services.logUrl}/ct/v1/get-sth`)).json()) as { tree_size: number };
    expect(head.tree_size).toBe(before + 1);
    const roots = (await (await fetch(`${services.logUrl}/ct/v1/get-roots`)).json()) as { certificates: string[] };
    expect(roots.certificates).toEqual([services.authority.chain.at(-1)?.toString('base64')]);
  });

  it.each([
    [
      'a certificate without poison',
      () => chainOf(precertificate(extension('1.2.3.4', false, der.nullValue())), ...services.authority.chain),
    ],
    [
      'a poison that is not critical',
      () => chainOf(precertificate(extension(OID.ctPoison, false, der.nullValue())), ...services.authority.chain),
    ],
    [
      'a chain whose next certificate is not the issuer',
      () => chainOf(precertificate(), services.authority.chain.at(-1) ?? Buffer.alloc(0)),
    ],
    ['a pre-certificate alone', () => chainOf(precertificate())],
    ['bytes that are not a certificate', () => ({ chain: ['AAAA', 'AAAA'] })],
    ['a chain that is not a list', () => ({ chain: 'x' })],
    ['nothing', () => ({})],
  ])('refuses %s with 400', async (_, body) => {
    const before = services.log.size();
    expect((await add(body())).status).toBe(400);
    expect(services.log.size()).toBe(before);
  });
});
