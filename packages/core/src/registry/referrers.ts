import type { NetResponse } from '../run/index.js';
import { nextLink } from '../net/index.js';
import { isJsonObject, readArray, readObject, type JsonObject, type JsonValue } from '../wire/index.js';
import { invalidAnswer, jsonIn, registryFailure, saysUnsupported } from './answers.js';
import { checkMemberNames } from './content.js';
import { MAX_MANIFEST_BYTES, MAX_REFERRERS, MAX_REFERRER_PAGES, MAX_VALUES } from './limits.js';
import { OCI_INDEX } from './media-types.js';
import type { Repository } from './repositories.js';
import { linkedUrl, type Send } from './session.js';

export type Listing =
  | {
      readonly supported: true;
      /** As listed, not checked yet. */
      readonly entries: readonly JsonValue[];
      /** Whether there were more entries than the limit. */
      readonly cut: boolean;
    }
  | { readonly supported: false };

/** Longest media type or digest that is kept. */
const MAX_FIELD = 1024;

/**
 * All referrers of a digest by the referrers API (distribution-spec 1.1, "Listing Referrers"), page by page, unfiltered:
 * registries disagree about what the artifactType of a referrer is.
 *
 * @throws CountersignError REGISTRY_*
 */
export async function listReferrers(send: Send, at: Repository, digest: string): Promise<Listing> {
  const doing = `list the referrers of ${at.registry}/${at.repository}@${digest}`;
  const entries: JsonValue[] = [];
  const base = `${at.origin}/v2/${at.repository}/referrers/`;
  const visited = new Set<string>();
  for (let url: string | undefined = `${base}${digest}`; url !== undefined;) {
    if (visited.has(url) || visited.size === MAX_REFERRER_PAGES)
      throw invalidAnswer(`cannot ${doing}: there are too many pages`, `at most ${MAX_REFERRER_PAGES} different pages`, 'more');
    visited.add(url);
    const response: NetResponse = await send(at, {
      method: 'GET',
      access: 'pull',
      url,
      headers: { accept: OCI_INDEX },
      maxBytes: MAX_MANIFEST_BYTES,
    });
    if (visited.size === 1 && (response.status === 404 || saysUnsupported(response))) return { supported: false };
    if (response.status !== 200) throw registryFailure(response, doing);
    for (const entry of readIndex(response, doing)) {
      if (entries.length === MAX_REFERRERS) return { supported: true, entries, cut: true };
      entries.push(descriptorOf(entry));
    }
    url = nextPage(at, base, response);
  }
  return { supported: true, entries, cut: false };
}

/** Keeps only the members that are used: a hundred pages of annotations would need too much memory. */
function descriptorOf(entry: JsonValue): JsonValue {
  if (!isJsonObject(entry)) return null;
  const { mediaType, digest, size } = entry;
  return { mediaType: short(mediaType), digest: short(digest), size: typeof size === 'number' ? size : null };
}

function short(value: JsonValue | undefined): string | null {
  return typeof value === 'string' && value.length <= MAX_FIELD ? value : null;
}

function readIndex(response: NetResponse, doing: string): readonly JsonValue[] {
  const what = `the list of referrers`;
  const code = 'REGISTRY_ANSWER_INVALID';
  const index: JsonObject = readObject(
    jsonIn(response, { maxBytes: MAX_MANIFEST_BYTES, maxValues: MAX_VALUES, what }),
    what,
    code,
  );
  checkMemberNames(index, what);
  const type = response.headers['content-type']?.split(';')[0]?.trim();
  if (type !== OCI_INDEX && index['mediaType'] !== OCI_INDEX) {
    throw invalidAnswer(`cannot ${doing}: the answer is not an index`, OCI_INDEX, type ?? 'no media type');
  }
  return readArray(index['manifests'], `${what}: manifests`, code);
}

/** `Link: <url>; rel="next"` (RFC 8288); must stay in the same list. */
function nextPage(at: Repository, base: string, response: NetResponse): string | undefined {
  const target = nextLink(response, at.registry, 'REGISTRY_ANSWER_INVALID');
  if (target === undefined) return undefined;
  const url = linkedUrl(at, response.url, target);
  if (!url.href.startsWith(base))
    throw invalidAnswer(
      `${at.registry}: the link to the next page of referrers has another address`,
      base,
      `${url.origin}${url.pathname}`,
    );
  return url.href;
}
