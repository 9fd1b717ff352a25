import type { FakeAnswer } from './fake-vault-types.js';

/** The envelope of every answer with data. */
export const withData = (data: unknown, auth: unknown = null): FakeAnswer => ({
  status: 200,
  body: {
    request_id: '3a4c40c5-cdba-ddea-e792-c930d00ac3a7',
    lease_id: '',
    renewable: false,
    lease_duration: 0,
    data,
    wrap_info: null,
    warnings: null,
    auth,
  },
});
export const refuse = (status: number, ...errors: string[]): FakeAnswer => ({ status, body: { errors } });
/** What OpenBao says for an error inside of an engine. */
export const failed = (text: string): FakeAnswer => refuse(500, `1 error occurred:\n\t* ${text}\n\n`);
/** What no real server says: the request is not one that we should send. */
export const wrongRequest = (text: string): FakeAnswer => refuse(400, `the strict server refuses: ${text}`);

/** Members beyond those that are known: a typing mistake in a member would silently be ignored by the real server. */
export function unknownMember(body: Readonly<Record<string, unknown>>, known: readonly string[]): string | undefined {
  return Object.keys(body).find((name) => !known.includes(name));
}
