import { createHash } from 'node:crypto';
import type { Digests } from '../../artifacts/index.js';
import { readImageText, type Bundle } from '../../bundles/index.js';
import { parseCertificate, type PublicKey } from '../../crypto/index.js';
import { readStatement } from '../../statements/index.js';
import { isSignedBy, type ArtifactInput } from '../../verification/index.js';
import { encodeBase64, encodeHex, encodeUtf8 } from '../../wire/index.js';

/** What a bundle is about, as the key signed it. */
export interface SignedSubject {
  /** Undefined for the file that a signature is over. */
  readonly name: string | undefined;
  readonly digests: Readonly<Record<string, string>>;
}

/**
 * - `yes`: the signature verifies with the key
 * - `unchecked`: the bundle names the key, and only the bytes of the file could show whether it signed
 * - `no`: not by this key, or damaged
 */
export type Answer = 'yes' | 'unchecked' | 'no';

/** Whether a key made the signature of a bundle. The hint of a bundle proves nothing, and may be missing: the signature is checked. */
export async function signedByKey(key: PublicKey, bundle: Bundle, artifact: Partial<ArtifactInput>): Promise<Answer> {
  if (!mayBeBy(key, bundle)) return 'no';
  const { content } = bundle;
  if (content.kind === 'message' && artifact.bytes === undefined && artifact.imageText === undefined) {
    const digest = content.digest === undefined ? {} : { [content.digest.algorithm]: encodeHex(content.digest.value) };
    // The digest that a bundle claims becomes a fact if the signature over it verifies.
    const digests: Digests = { ...digest, ...artifact.digests };
    if (key.hash === undefined || digests[key.hash] === undefined) return namesKey(key, bundle) ? 'unchecked' : 'no';
    return (await isSignedBy(key, bundle, { digests })) ? 'yes' : 'no';
  }
  const bytes = artifact.imageText ?? artifact.bytes;
  return (await isSignedBy(key, bundle, { digests: artifact.digests ?? {}, bytes })) ? 'yes' : 'no';
}

/** False for a certificate of another key, which needs no check of its signature. */
export function mayBeBy(key: PublicKey, { material }: Bundle): boolean {
  if (material.kind === 'public-key') return true;
  const [leaf] = material.chain;
  try {
    return leaf !== undefined && parseCertificate(leaf).publicKey.material === key.material;
  } catch {
    return false;
  }
}

function namesKey(key: PublicKey, { material }: Bundle): boolean {
  if (material.kind === 'certificate') return true;
  const pem = key.object.export({ type: 'spki', format: 'pem' }).toString();
  const hex = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
  return [encodeBase64(createHash('sha256').update(key.spki).digest()), key.fingerprint, hex(encodeUtf8(pem))].includes(
    material.hint,
  );
}

/** The subjects of a bundle whose signature was checked. */
export function subjectsOf({ content }: Bundle, imageText?: Uint8Array): readonly SignedSubject[] {
  if (imageText !== undefined) {
    const { digest, reference } = readImageText(imageText, 'the signed text');
    const [algorithm = '', hex = ''] = digest.split(':');
    return [{ name: reference, digests: { [algorithm]: hex } }];
  }
  if (content.kind === 'message')
    return [
      {
        name: undefined,
        digests: content.digest === undefined ? {} : { [content.digest.algorithm]: encodeHex(content.digest.value) },
      },
    ];
  try {
    return readStatement(content.payload).subjects.map(({ name, digest }) => ({ name, digests: { ...digest } }));
  } catch {
    // Signed, but no statement: that it was signed is still worth saying.
    return [];
  }
}
