import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for PATH with one program, whose source is JavaScript. It starts as a program of its own, without a shell. */
export function standIn(name: string, source: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-program-'));
  writeFileSync(join(folder, name), `#!${process.execPath}\n${source}\n`, { mode: 0o755 });
  return folder;
}
