import { MAX_BUNDLE_BYTES } from '../../bundles/index.js';
import { CountersignError } from '../../errors/index.js';
import { assertLoggable, type SigstoreServices } from '../../services/index.js';
import type { CredentialSource } from '../credentials.js';
import { refuseOtherClaims } from '../refuse-other-claims.js';
import { refuseLargeFile } from '../subject-message.js';
import type { SigningWork } from './types.js';

/** Room in a bundle for everything but its statement: certificate, log entries, timestamps. */
const OTHER_BYTES = 256 * 1024;

/**
 * Checks each file and statement: whether each key can sign it, the log can record it, and readers accept its bundle.
 * @param logVersionsOf of the logs that will record signatures by a kind of key
 * @throws CountersignError INPUT_UNSUPPORTED, INPUT_INVALID, KEY_UNSUPPORTED
 */
export function checkContents(
  { items }: SigningWork,
  sources: readonly CredentialSource[],
  logVersionsOf: SigstoreServices['logVersionsOf'],
): void {
  for (const { content } of items) {
    if (content.kind === 'file') refuseOtherClaims(content.file);
    else refuseLargeStatement(content.payload);
    for (const { key } of sources) {
      if (key === undefined) continue;
      assertLoggable(key, content.kind === 'file' ? 'message' : 'dsse', logVersionsOf(key.details));
      if (content.kind === 'file' && key.hash === undefined) refuseLargeFile(content.file, key.details);
    }
  }
}

/** The bundle contains the statement in base64. */
function refuseLargeStatement({ length }: Uint8Array): void {
  const most = Math.floor((MAX_BUNDLE_BYTES - OTHER_BYTES) / 4) * 3;
  if (length <= most) return;
  throw new CountersignError('INPUT_INVALID', 'the statement is too large for a bundle; nothing was signed', {
    expected: `at most ${most} bytes`,
    found: `${length} bytes`,
    hint: 'Attest the artifacts in several runs.',
  });
}

/**
 * Two references to one key would make two signatures that mean the same. An RSA key has several encodings, so its material is compared.
 * @throws CountersignError INPUT_INVALID
 */
export function refuseSameKey(sources: readonly CredentialSource[]): void {
  const names = new Map<string, string>();
  for (const { name, key } of sources) {
    if (key === undefined) continue;
    const { material } = key.publicKey;
    const other = names.get(material);
    if (other !== undefined) {
      throw new CountersignError('INPUT_INVALID', 'keys names one key twice', {
        expected: 'keys that differ',
        found: `${other} and ${name}`,
        hint: 'Name each key once.',
      });
    }
    names.set(material, name);
  }
}
