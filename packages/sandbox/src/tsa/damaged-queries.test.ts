import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { HttpError } from '../http/router.js';
import { damaged } from '../testing/mutations.js';
import { der, OID } from '../x509/index.js';
import { createTimestampAuthority, newTimestampAuthorityKeys } from './index.js';

const QUERY = der.sequence(
  der.integer(1),
  der.sequence(der.sequence(der.oid(OID.sha256), der.nullValue()), der.octetString(Buffer.alloc(32, 7))),
  der.integer(0xffff_ffff_ffff_ffffn),
  der.boolean(true),
);

it('a damaged query is answered or refused, and never makes the service fail', async () => {
  const now = new Date();
  const authority = createTimestampAuthority({ clock: () => now, keys: await newTimestampAuthorityKeys({ now }) });
  const ask = async (body: Buffer): Promise<number> => {
    const url = new URL('http://127.0.0.1/api/v1/timestamp');
    const headers = { 'content-type': 'application/timestamp-query' };
    try {
      const answer = await authority.handler({ method: 'POST', url, headers, body });
      return typeof answer === 'object' ? answer.status : 0;
    } catch (error) {
      if (error instanceof HttpError) return error.status;
      throw error;
    }
  };
  expect(await ask(QUERY)).toBe(200);
  await fc.assert(
    fc.asyncProperty(damaged(QUERY), async (body) => {
      expect([200, 400]).toContain(await ask(body));
    }),
    { numRuns: 2000 },
  );
});
