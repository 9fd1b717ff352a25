import { readdirSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import { MAX_BELOW_DEPTH, MAX_BELOW_ENTRIES } from './limits.js';

/** Folders in which others keep theirs. */
const FOREIGN: ReadonlySet<string> = new Set(['.git', 'node_modules']);

/**
 * Bundle files in the folders below one, by their paths relative to it, sorted. Only `.sigstore.json` and `.sigstore`: other `.jsonl`
 * files are as likely to be data. No link is followed, so nothing outside of the folder is read. Folders that cannot be listed
 * hold nothing for us.
 */
export function bundlesBelow(folder: string): { readonly names: readonly string[]; readonly cut: boolean } {
  const names: string[] = [];
  let looked = 0;
  let level = foldersIn('', entriesOf(folder));
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > MAX_BELOW_DEPTH) return { names, cut: true };
    const next: string[] = [];
    for (const inner of level) {
      const entries = entriesOf(join(folder, inner));
      looked += entries.length;
      if (looked > MAX_BELOW_ENTRIES) return { names, cut: true };
      for (const entry of entries)
        if (entry.isFile() && /\.sigstore(?:\.json)?$/.test(entry.name)) names.push(join(inner, entry.name));
      next.push(...foldersIn(inner, entries));
    }
    level = next;
  }
  return { names, cut: false };
}

function foldersIn(inner: string, entries: readonly Dirent[]): string[] {
  return entries.filter((entry) => entry.isDirectory() && !FOREIGN.has(entry.name)).map(({ name }) => join(inner, name));
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}
