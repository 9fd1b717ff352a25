import { readBundle, type Bundle, type BundleText } from '../../bundles/index.js';
import { hash } from '../../crypto/index.js';
import { CountersignError } from '../../errors/index.js';
import type { Run } from '../../run/index.js';
import type { ArtifactInput } from '../../verification/index.js';
import { encodeHex } from '../../wire/index.js';
import { KEYLESS_KEY } from '../keyless-source.js';
import { messageOf } from '../subject-message.js';
import type { PlannedSignature } from './types.js';

/** The bundles of one file, by what they say that they are over; a file for all bundles has thousands. */
export type BundlesByContent = ReadonlyMap<string, readonly BundleText[]>;

export function byContent(texts: readonly BundleText[]): BundlesByContent {
  const index = new Map<string, BundleText[]>();
  for (const text of texts) {
    const bundle = readable(text);
    const key = bundle && contentKey(bundle);
    if (key === undefined) continue;
    const others = index.get(key);
    if (others === undefined) index.set(key, [text]);
    else others.push(text);
  }
  return index;
}

/** Undefined if it is no bundle. */
export function readable({ bytes, what }: BundleText): Bundle | undefined {
  try {
    return readBundle(bytes, what);
  } catch {
    return undefined;
  }
}

const messageKey = (algorithm: string, digest: string): string => `message ${algorithm}:${digest}`;
const statementKey = (payload: Uint8Array): string => `statement ${encodeHex(hash('sha256', payload))}`;

/** What a bundle says it is over; undefined for a message signature without a digest, which we do not make. */
export function contentKey({ content }: Bundle): string | undefined {
  if (content.kind === 'dsse') return statementKey(content.payload);
  return content.digest === undefined ? undefined : messageKey(content.digest.algorithm, encodeHex(content.digest.value));
}

/** What a signature must be over. */
export interface WantedContent {
  /** The `contentKey` of its bundle. */
  readonly key: string;
  readonly artifact: ArtifactInput;
}

/** Undefined if the file can no longer be signed, which signing then says. */
export async function wantedContent(
  run: Run,
  { content, source, subjects }: Pick<PlannedSignature, 'content' | 'source' | 'subjects'>,
): Promise<WantedContent | undefined> {
  if (content.kind === 'statement') {
    const [first] = subjects;
    return first && { key: statementKey(content.payload), artifact: { digests: first.digests } };
  }
  try {
    const { digests, input, algorithm } = await messageOf(run, content.file, source.key ?? KEYLESS_KEY);
    const artifact = { digests, ...(input.kind === 'message' ? { bytes: input.message } : {}) };
    return { key: messageKey(algorithm, digests[algorithm] ?? ''), artifact };
  } catch (thrown) {
    if (thrown instanceof CountersignError) return undefined;
    throw thrown;
  }
}
