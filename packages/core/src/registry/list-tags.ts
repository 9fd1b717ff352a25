import type { NetResponse } from '../run/index.js';
import { nextLink } from '../net/index.js';
import { readArray, readObject, readString } from '../wire/index.js';
import { invalidAnswer, jsonIn, registryFailure } from './answers.js';
import { MAX_MANIFEST_BYTES, MAX_VALUES } from './limits.js';
import type { Repository } from './repositories.js';
import { linkedUrl, type Send } from './session.js';

const MAX_TAGS = 10_000;
const MAX_PAGES = 100;
const TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
const CODE = 'REGISTRY_ANSWER_INVALID';

/**
 * The tags of a repository (distribution-spec 1.1, "Listing Tags"), page by page. The tags under which registries without the API list
 * the referrers of an image are left out: they are found with the image.
 * @throws CountersignError REGISTRY_*
 */
export async function listTags(send: Send, at: Repository): Promise<readonly string[]> {
  const doing = `list the tags of ${at.registry}/${at.repository}`;
  const base = `${at.origin}/v2/${at.repository}/tags/list`;
  const tags = new Set<string>();
  const visited = new Set<string>();
  for (let url: string | undefined = base; url !== undefined;) {
    if (visited.has(url) || visited.size === MAX_PAGES)
      throw invalidAnswer(`cannot ${doing}: there are too many pages`, `at most ${MAX_PAGES} different pages`, 'more');
    visited.add(url);
    const response: NetResponse = await send(at, { method: 'GET', access: 'pull', url, maxBytes: MAX_MANIFEST_BYTES });
    if (response.status !== 200) throw registryFailure(response, doing);
    const what = 'the list of tags';
    const list = readObject(jsonIn(response, { maxBytes: MAX_MANIFEST_BYTES, maxValues: MAX_VALUES, what }), what, CODE);
    // `null` is how some registries write an empty list.
    for (const one of list['tags'] === null ? [] : readArray(list['tags'], `${what}: tags`, CODE)) {
      const tag = readString(one, `${what}: tag`, CODE);
      if (!TAG.test(tag)) throw invalidAnswer(`cannot ${doing}`, 'tags', 'something that is no tag');
      if (!/^sha(?:256|384|512)-[0-9a-f]{64,128}(?:\.[a-z]+)?$/.test(tag)) tags.add(tag);
      if (tags.size > MAX_TAGS) throw invalidAnswer(`cannot ${doing}: there are too many`, `at most ${MAX_TAGS}`, 'more');
    }
    const next = nextLink(response, at.registry, CODE);
    url = next === undefined ? undefined : linkedUrl(at, response.url, next).href;
    if (url !== undefined && !url.startsWith(base))
      throw invalidAnswer(`${at.registry}: the link to the next page of tags has another address`, base, 'another one');
  }
  return [...tags];
}
