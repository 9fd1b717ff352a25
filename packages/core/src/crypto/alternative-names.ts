import {
  derAscii,
  derExplicit,
  derFail,
  derIsContext,
  derOid,
  derSequence,
  derUtf8,
  encodeHex,
  parseDer,
  type DerNode,
} from '../wire/index.js';
import { FULCIO_ARC } from './fulcio-extensions.js';
import type { SubjectAlternativeName } from './types.js';

/**
 * Names of a SubjectAlternativeName extension (RFC 5280 section 4.2.1.6), in order. Kinds that are not Sigstore identities
 * (DNS names, directory names …) are kept as `unsupported`, so that the name after one is not mistaken for the first name.
 */
export function readAlternativeNames(value: Uint8Array, certificate: DerNode): readonly SubjectAlternativeName[] {
  const names = derSequence(parseDer(value, `the subject alternative name of ${certificate.what}`, certificate.code), 1);
  return names.map(readName);
}

function readName(node: DerNode): SubjectAlternativeName {
  if (derIsContext(node, 6)) return { kind: 'uri', value: text(node) };
  if (derIsContext(node, 1)) return { kind: 'email', value: text(node) };
  if (derIsContext(node, 0) && node.constructed) {
    const [oid, value, ...more] = node.children;
    // OtherName of Fulcio's username identities: OID .7, then [0] EXPLICIT UTF8String.
    if (oid !== undefined && value !== undefined && more.length === 0 && derOid(oid) === `${FULCIO_ARC}.7`) {
      return { kind: 'other-name', value: derUtf8(derExplicit(value, 0)) };
    }
  }
  return { kind: 'unsupported', value: encodeHex(node.raw) };
}

function text(node: DerNode): string {
  const value = derAscii(node);
  // No valid identity has a control character; printed, it can cut off or hide the rest.
  if (value === '' || /[\u0000-\u001f\u007f]/.test(value))
    derFail(node, 'an empty name or one with control characters', 'printable text');
  return value;
}
