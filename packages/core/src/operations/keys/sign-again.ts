import { isPlainName } from '../../artifacts/index.js';
import { asCountersignError, CountersignError } from '../../errors/index.js';
import type { PublicKey } from '../../crypto/index.js';
import { COSIGN_SIGN_V1, readStatement } from '../../statements/index.js';
import { decodeUtf8 } from '../../wire/index.js';
import type { TrustedRoot } from '../../trust/index.js';
import { verifyBundle } from '../../verification/index.js';
import type { AffectedSignature } from './affected.js';

/** Whether an artifact may be signed with the new key. */
export interface Choice {
  readonly signature: AffectedSignature;
  /** `listed`: a person confirmed its digest; `proven`: it was signed before the key was compromised. */
  readonly because: 'listed' | 'proven' | undefined;
  /** Why not, for people. */
  readonly reason?: string;
}

export interface ChooseOptions {
  readonly key: PublicKey;
  /** The moment from which the key cannot be trusted; undefined: at no time. */
  readonly since: Date | undefined;
  /** Hex digests that a person confirmed. */
  readonly digests: ReadonlySet<string>;
  /** Without it, no time is proven. */
  readonly root: TrustedRoot | undefined;
  readonly now: Date;
}

/**
 * Chooses what may be signed again. The old key may have been in other hands: what it signed may be an attacker's, and a new signature
 * would make it trusted. So it is signed only if a person lists its digest, or a log or a timestamp authority proves that the old key
 * signed it before it was compromised; and only bytes that are here.
 */
export async function chooseForSigning(
  signatures: readonly AffectedSignature[],
  options: ChooseOptions,
): Promise<readonly Choice[]> {
  const choices: Choice[] = [];
  for (const signature of signatures) choices.push(await choose(signature, options));
  return choices;
}

async function choose(signature: AffectedSignature, options: ChooseOptions): Promise<Choice> {
  const refuse = (reason: string): Choice => ({ signature, because: undefined, reason });
  const { file, image, digests, kind, state } = signature;
  if (kind === 'statement' || (kind === 'image' && signature.bundle.content.kind === 'dsse' && !isImageSignature(signature)))
    return refuse('it is an attestation: the build that made it must make it again');
  if (digests === undefined || (file ?? image) === undefined)
    return refuse(
      'what was signed is in none of the places that were searched, or was changed: only bytes that are there are signed again',
    );
  // It is signed by a list of checksums, one a line.
  if (file !== undefined && (!isPlainName(file) || file.includes('\\')))
    return refuse('its name has a control character, a line break or a backslash');
  if (Object.values(digests).some((digest) => digest !== undefined && options.digests.has(digest)))
    return { signature, because: 'listed' };
  if (state === 'unchecked') return refuse('it names the key, but the signature could not be checked');
  const problem = await notProvenBefore(signature, options);
  return problem === undefined ? { signature, because: 'proven' } : refuse(problem);
}

/** cosign signs images as statements of this type, which say nothing but that the image is signed. */
function isImageSignature({ bundle: { content } }: AffectedSignature): boolean {
  return content.kind === 'dsse' && readStatement(content.payload).predicateType === COSIGN_SIGN_V1;
}

async function notProvenBefore(
  { bundle, digests, bytes, imageText }: AffectedSignature,
  { key, since, root, now }: ChooseOptions,
): Promise<string | undefined> {
  const hint = 'if you know that it is yours, list its digest in --digests';
  if (since === undefined) return `no moment before the compromise is known (--since); ${hint}`;
  if (root === undefined) return `no trusted root proves a time; ${hint}`;
  try {
    const { times } = await verifyBundle({
      bundle,
      artifact: { digests: digests ?? {}, bytes, ...(imageText === undefined ? {} : { imageText }) },
      root,
      expected: { kind: 'key', keys: [key] },
      thresholds: { logEntries: 0, timestamps: 0, scts: 0, times: 1 },
      now,
    });
    const [first] = times;
    if (first !== undefined && first.time < since) return undefined;
    return `nothing proves that it was signed before ${since.toISOString()}; ${hint}`;
  } catch (thrown) {
    const { code, message } = asCountersignError(thrown);
    return `nothing proves that it was signed before ${since.toISOString()} (${code}: ${message}); ${hint}`;
  }
}

/**
 * A list of confirmed digests: one a line, as `sha256:<hex>`, hex alone, or as sha256sum writes it; `#` begins a comment.
 * @throws CountersignError INPUT_INVALID
 */
export function readDigestList(bytes: Uint8Array, what: string): ReadonlySet<string> {
  const digests = new Set<string>();
  for (const [index, line] of decodeUtf8(bytes, what, 'INPUT_INVALID').split(/\r?\n/).entries()) {
    if (/^\s*(?:#|$)/.test(line)) continue;
    const [, hex] = /^\s*(?:sha(?:256|384|512):)?([0-9a-fA-F]{64}|[0-9a-fA-F]{96}|[0-9a-fA-F]{128})(?:\s.*)?$/.exec(line) ?? [];
    if (hex === undefined)
      throw new CountersignError('INPUT_INVALID', `${what}:${String(index + 1)} is no digest`, {
        expected: 'sha256:<64 hex digits>, or a line of sha256sum',
        found: line.slice(0, 80),
      });
    digests.add(hex.toLowerCase());
  }
  return digests;
}
