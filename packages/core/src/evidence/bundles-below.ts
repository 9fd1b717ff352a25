import { readdirSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import { MAX_BELOW_DEPTH, MAX_BELOW_ENTRIES } from './limits.js';

/** Folders that are not searched: they contain files of other projects. */
const SKIPPED: ReadonlySet<string> = new Set(['.git', 'node_modules']);

/**
 * Bundle files in the subfolders of a folder, sorted, with paths relative to it. Only `.sigstore.json` and `.sigstore`, because a
 * `.jsonl` file may contain any data. Links are not followed, so nothing outside the folder is read. Folders that cannot be listed are
 * skipped.
 * @returns `cut` if a limit was reached
 */
export function bundlesBelow(folder: string): { readonly names: readonly string[]; readonly cut: boolean } {
  const names: string[] = [];
  let seen = 0;
  let level = foldersIn('', entriesOf(folder));
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > MAX_BELOW_DEPTH) return { names, cut: true };
    const next: string[] = [];
    for (const inner of level) {
      const entries = entriesOf(join(folder, inner));
      seen += entries.length;
      if (seen > MAX_BELOW_ENTRIES) return { names, cut: true };
      for (const entry of entries)
        if (entry.isFile() && /\.sigstore(?:\.json)?$/.test(entry.name)) names.push(join(inner, entry.name));
      next.push(...foldersIn(inner, entries));
    }
    level = next;
  }
  return { names, cut: false };
}

function foldersIn(inner: string, entries: readonly Dirent[]): string[] {
  return entries.filter((entry) => entry.isDirectory() && !SKIPPED.has(entry.name)).map(({ name }) => join(inner, name));
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}
