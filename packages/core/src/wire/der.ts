import { CountersignError, type Code } from '../errors/index.js';

export type DerClass = 'universal' | 'application' | 'context' | 'private';

/** One DER element with its children. */
export interface DerNode {
  /** Tag number, 0 to 30. */
  readonly tag: number;
  readonly class: DerClass;
  readonly constructed: boolean;
  /** The whole element: tag, length and content. */
  readonly raw: Uint8Array;
  readonly content: Uint8Array;
  /** Empty for a primitive element. */
  readonly children: readonly DerNode[];
  /** How errors name the structure this element belongs to. */
  readonly what: string;
  readonly code: Code;
}

/** Universal tag numbers (X.680 section 8.6). */
export const TAG = {
  boolean: 1,
  integer: 2,
  bitString: 3,
  octetString: 4,
  null: 5,
  oid: 6,
  utf8String: 12,
  sequence: 16,
  set: 17,
  printableString: 19,
  ia5String: 22,
  utcTime: 23,
  generalizedTime: 24,
} as const;

const CLASSES: readonly DerClass[] = ['universal', 'application', 'context', 'private'];
/** Nested levels. */
export const MAX_DEPTH = 48;

/**
 * Strict DER (X.690 section 10): definite lengths in their shortest form, one-byte tags, no bytes after the element.
 * @throws CountersignError `code`, EVIDENCE_MALFORMED unless given
 */
export function parseDer(bytes: Uint8Array, what: string, code: Code = 'EVIDENCE_MALFORMED'): DerNode {
  const node = readNode(bytes, 0, 0, what, code);
  if (node.raw.length !== bytes.length) fail({ what, code }, 'bytes after the end of the structure');
  return node;
}

function readNode(bytes: Uint8Array, start: number, depth: number, what: string, code: Code): DerNode {
  const at = { what, code };
  if (depth > MAX_DEPTH) fail(at, 'too many nested levels');
  const first = bytes[start];
  if (first === undefined) return fail(at, 'a structure that ends early');
  const tag = first & 0x1f;
  if (tag === 0x1f) fail(at, 'a tag number above 30');
  const { length, contentStart } = readLength(bytes, start + 1, at);
  const end = contentStart + length;
  if (end > bytes.length) fail(at, 'a length beyond the end of the data');
  const constructed = (first & 0x20) !== 0;
  const nodeClass = CLASSES[first >> 6] ?? 'universal';
  if (nodeClass === 'universal') {
    if (tag === 0) fail(at, 'the reserved tag 0');
    // DER allows constructed encodings only for sequences and sets (X.690 section 10.2).
    if (constructed !== (tag === TAG.sequence || tag === TAG.set)) fail(at, `a wrong encoding of tag ${tag}`);
  }
  const content = bytes.subarray(contentStart, end);
  const children: DerNode[] = [];
  if (constructed) {
    for (let child = 0; child < content.length;) {
      const node = readNode(content, child, depth + 1, what, code);
      children.push(node);
      child += node.raw.length;
    }
  }
  return { tag, class: nodeClass, constructed, raw: bytes.subarray(start, end), content, children, what, code };
}

function readLength(bytes: Uint8Array, start: number, at: Place): { length: number; contentStart: number } {
  const first = bytes[start];
  if (first === undefined) return fail(at, 'a structure that ends early');
  if (first < 0x80) return { length: first, contentStart: start + 1 };
  const size = first & 0x7f;
  if (size === 0 || size > 4) fail(at, size === 0 ? 'an indefinite length' : 'a length above 4 GiB');
  let length = 0;
  for (let index = 1; index <= size; index += 1) {
    const byte = bytes[start + index];
    if (byte === undefined) return fail(at, 'a structure that ends early');
    if (index === 1 && byte === 0) fail(at, 'a length that is not in its shortest form');
    length = length * 256 + byte;
  }
  if (length < 0x80) fail(at, 'a length that is not in its shortest form');
  return { length, contentStart: start + 1 + size };
}

type Place = Pick<DerNode, 'what' | 'code'>;

/** Throws with the name and error code of the document that the structure was read from. */
export function fail(node: Place, found: string, expected = 'DER'): never {
  throw new CountersignError(node.code, `${node.what} is malformed`, { expected, found });
}
