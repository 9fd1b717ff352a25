import type { Run } from '../errors/index.js';
import { listFolder, readBundleFile, readBundleFolder, type BundleFolder, type FileCandidate } from './bundle-files.js';

/** What was read in a run, so that a thousand subjects read a folder once. */
interface Memory {
  readonly names: Map<string, readonly string[]>;
  readonly folders: Map<string, BundleFolder>;
  readonly files: Map<string, readonly FileCandidate[] | undefined>;
}
const memories = new WeakMap<Run, Memory>();

function memoryOf(run: Run): Memory {
  const memory = memories.get(run) ?? { names: new Map(), folders: new Map(), files: new Map() };
  memories.set(run, memory);
  return memory;
}

function once<T>(known: Map<string, T>, key: string, make: () => T): T {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
}

/** Sorted names in a folder. @throws CountersignError FILE_UNREADABLE */
export function namesOnce(run: Run, folder: string): readonly string[] {
  return once(memoryOf(run).names, folder, () => listFolder(folder));
}

/** The bundles of a folder: all of them, or those that stand beside several files. @throws CountersignError FILE_UNREADABLE */
export function folderOnce(run: Run, folder: string, which: 'all' | 'shared'): BundleFolder {
  const wanted = which === 'all' ? () => true : isShared;
  return once(memoryOf(run).folders, `${which} ${folder}`, () => readBundleFolder(folder, namesOnce(run, folder), wanted));
}

/** See readBundleFile. */
export function fileOnce(run: Run, path: string): readonly FileCandidate[] | undefined {
  return once(memoryOf(run).files, path, () => readBundleFile(path));
}

/**
 * Names of bundles that speak of several files: `provenance.sigstore.json`, `app.provenance.release.sigstore.json`,
 * `multiple.intoto.jsonl`, `attestations.jsonl`. `<file>.sigstore.json` is not among them: it is read as its file's own.
 */
function isShared(name: string): boolean {
  return (
    /(?:^|[._-])(?:provenance|intoto|attestations?)(?:\.[A-Za-z0-9_-]+)?\.(?:sigstore\.json|jsonl)$/.test(name) ||
    name.endsWith('.intoto.jsonl')
  );
}
