import { writeSync } from 'node:fs';
import { systemCode } from '@countersign/core/errors';

/**
 * Writes a whole text to standard output (1) or standard error (2). Writes to the descriptor, because Node's streams load its network
 * code, which takes an eighth of the time of a gate. If the reader has ended (EPIPE), the decision does not change.
 */
export function writeText(descriptor: 1 | 2, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(descriptor, bytes, at);
    } catch (error) {
      const code = systemCode(error);
      if (code !== 'EAGAIN') {
        if (code === 'EPIPE' || code === 'EBADF') return;
        throw error;
      }
      // A non-blocking pipe with a slow reader: wait a little, without a busy loop.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}
