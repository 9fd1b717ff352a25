import { writeSync } from 'node:fs';

/**
 * Writes all of a text to standard output (1) or standard error (2). Straight to the descriptor: Node's own streams load its
 * network code, which takes a gate an eighth of its time. A reader that has gone away (EPIPE) changes no decision.
 */
export function writeText(descriptor: 1 | 2, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(descriptor, bytes, at);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code !== 'EAGAIN') {
        if (code === 'EPIPE' || code === 'EBADF') return;
        throw error;
      }
      // A pipe that does not block and whose reader is slow: wait a little, without spinning.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}
