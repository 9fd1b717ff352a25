import { CountersignError, type Code } from '../errors/index.js';
import type { NetResponse } from '../run/index.js';

/** Longest accepted `Link` header; those of GitHub and of registries have some hundred characters. */
const MAX_LINK = 4096;

/**
 * The address of the next page of an answer, unchanged: `Link: <url>; rel="next"` (RFC 8288 section 3).
 * @param from the server, for messages
 * @throws CountersignError `code` for a header that is too long: ignoring it would miss pages
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
