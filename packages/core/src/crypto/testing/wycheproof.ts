import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Beside the project, or where COUNTERSIGN_VECTORS says. */
const VECTORS = process.env['COUNTERSIGN_VECTORS'] ?? join(import.meta.dirname, '../../../../../../shared/vectors');
const FOLDER = join(VECTORS, 'wycheproof');

export const hasWycheproof = existsSync(FOLDER);
export const withWycheproof = (title: string): string => (hasWycheproof ? title : `${title} (skipped: no data at ${FOLDER})`);

/** One test of a file, with the key of its group. */
export interface Vector {
  readonly id: number;
  /** SubjectPublicKeyInfo, DER; undefined for an ML-DSA key that has none, because its length is wrong. */
  readonly spki: Uint8Array | undefined;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
  /** Of ML-DSA; empty otherwise. */
  readonly context: Uint8Array;
  readonly result: 'valid' | 'acceptable' | 'invalid';
  readonly flags: readonly string[];
  readonly comment: string;
}

interface Document {
  readonly numberOfTests: number;
  readonly testGroups: readonly {
    readonly publicKeyDer?: string | null;
    readonly tests: readonly {
      readonly tcId: number;
      readonly comment: string;
      readonly msg: string;
      readonly sig: string;
      readonly ctx?: string;
      readonly result: Vector['result'];
      readonly flags: readonly string[];
    }[];
  }[];
}

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));

/** All tests of a file; as many as the file says. */
export function readVectors(file: string): readonly Vector[] {
  const { testGroups, numberOfTests } = JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Document;
  const vectors = testGroups.flatMap(({ publicKeyDer, tests }) =>
    tests.map(({ tcId, msg, sig, ctx = '', result, flags, comment }) => ({
      id: tcId,
      spki: typeof publicKeyDer === 'string' ? bytes(publicKeyDer) : undefined,
      message: bytes(msg),
      signature: bytes(sig),
      context: bytes(ctx),
      result,
      flags,
      comment,
    })),
  );
  if (vectors.length !== numberOfTests) throw new Error(`${file}: ${String(vectors.length)} of ${String(numberOfTests)} tests`);
  return vectors;
}
