import { CountersignError, type Code } from '../errors/index.js';
import type { NetResponse } from '../run/index.js';

/** Longest `Link` header that is read; those of GitHub and of registries have some hundred characters. */
const MAX_LINK = 4096;

/**
 * Where the next page of an answer is, as written: `Link: <url>; rel="next"` (RFC 8288 section 3).
 * @param from whose answer it is
 * @throws CountersignError `code` for a header that is too long: to leave it out would leave pages out
 */
export function nextLink({ headers }: Pick<NetResponse, 'headers'>, from: string, code: Code): string | undefined {
  const link = headers['link'] ?? '';
  if (link.length > MAX_LINK) {
    throw new CountersignError(code, `${from}: the Link header is too long`, {
      expected: `at most ${MAX_LINK} characters`,
      found: `${link.length}`,
    });
  }
  return /<([^<>]*)>\s*;[^<]*\brel="?next"?/i.exec(link)?.[1];
}
