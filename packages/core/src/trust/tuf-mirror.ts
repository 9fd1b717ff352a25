import { createHash } from 'node:crypto';
import { CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import { ask, describeUrl } from '../net/index.js';
import { askedMirror } from './asked-mirror.js';
import { NAMED_INSTANCES } from './named-instances.js';
import type { TufMirror } from './types.js';

/**
 * Parses a mirror as users write it: `https://host/path#sha256=<hex of its 1.root.json>` or `…#root=<file>`. A mirror
 * without a pinned root could serve anything, so it is refused (except those of the named instances, whose roots are embedded).
 * @throws CountersignError INPUT_INVALID
 */
export function parseMirror(text: string, readFile: (path: string) => Uint8Array): TufMirror {
  const [url = '', pin] = text.split(/#(.*)/s);
  const bare = url.replace(/(?<!\/)\/+$/, '');
  const named = Object.values(NAMED_INSTANCES).find(({ mirror }) => mirror.url === bare);
  if (named !== undefined && pin === undefined) return named.mirror;
  const [, kind, value = ''] = /^(sha256|root)=(.+)$/s.exec(pin ?? '') ?? [];
  if (kind === 'root') {
    const root = readFile(value);
    return { url, anchor: { root: () => Promise.resolve(root) } };
  }
  if (kind === 'sha256' && /^[0-9a-f]{64}$/.test(value)) return { url, anchor: { sha256: value } };
  throw new CountersignError('INPUT_INVALID', 'a TUF mirror needs a pinned root', {
    expected: `${describeUrl(url)}#sha256=<hex digest of its 1.root.json>, or #root=<file>`,
    found: pin === undefined ? 'none' : `#${pin}`,
    hint: 'Ask the operator of the mirror for the digest of its first root, over another channel than the mirror.',
  });
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Fetches the root with the pinned digest. @throws CountersignError FETCH_FAILED, SERVICE_REFUSED, TRUST_ROOT_INVALID */
export async function fetchPinnedRoot(run: Run, mirror: string, pin: string, maxBytes: number): Promise<Uint8Array> {
  const url = `${mirror.replace(/(?<!\/)\/+$/, '')}/1.root.json`;
  const answer = await ask(run, askedMirror(url), { purpose: 'sigstore', method: 'GET', maxBytes });
  const found = sha256(answer.body);
  if (found !== pin) {
    throw new CountersignError('TRUST_ROOT_INVALID', `${describeUrl(url)} is not the pinned root`, {
      expected: `sha256:${pin}`,
      found: `sha256:${found}, ${answer.body.length} bytes from ${describeUrl(answer.url)}`,
      hint: 'Check the digest in trusted-root, and that its address is that of the TUF repository. Ask the operator of the mirror if both are right.',
    });
  }
  return answer.body;
}
