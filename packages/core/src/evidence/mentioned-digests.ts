import type { Bundle } from '../bundles/index.js';
import { encodeHex, isJsonObject, parseJson, type JsonValue } from '../wire/index.js';

/**
 * The digests (lower-case hex) that a bundle mentions: the message digest, or those of the statement's subjects. They are not verified
 * and only select candidates: every candidate is verified against the artifact. Undefined if the bundle mentions none, so that it must
 * be tried.
 */
export function mentionedDigests(bundle: Bundle): ReadonlySet<string> | undefined {
  const { content } = bundle;
  if (content.kind === 'message') return content.digest === undefined ? undefined : new Set([encodeHex(content.digest.value)]);
  try {
    const statement = parseJson(content.payload, { maxBytes: content.payload.length, what: 'statement' });
    const subjects = isJsonObject(statement) ? statement['subject'] : undefined;
    if (!Array.isArray(subjects)) return undefined;
    return new Set((subjects as readonly JsonValue[]).flatMap(digestsOf));
  } catch {
    return undefined;
  }
}

function digestsOf(subject: JsonValue): string[] {
  const digest = isJsonObject(subject) ? subject['digest'] : undefined;
  if (digest === undefined || !isJsonObject(digest)) return [];
  return Object.values(digest).flatMap((value) => (typeof value === 'string' ? [value.toLowerCase()] : []));
}
