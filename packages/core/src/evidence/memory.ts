import type { Run } from '../errors/index.js';
import { listFolder, readBundleFile, readBundleFolder, type BundleFolder, type FileCandidate } from './bundle-files.js';

/** What was read in a run, so that a thousand subjects read a folder once. */
interface Memory {
  readonly names: Map<string, readonly string[]>;
  readonly furtherKeys: Map<string, ReadonlyMap<string, readonly string[]>>;
  readonly folders: Map<string, BundleFolder>;
  readonly files: Map<string, readonly FileCandidate[] | undefined>;
}
const memories = new WeakMap<Run, Memory>();

function memoryOf(run: Run): Memory {
  const memory = memories.get(run) ?? { names: new Map(), furtherKeys: new Map(), folders: new Map(), files: new Map() };
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

/**
 * The bundles in a folder that are named for more than their file, `<file>.<key>.sigstore.json`, by each file name they may be for:
 * looked up, because a thousand files that each went through all names would take a million looks.
 */
export function furtherKeysOnce(run: Run, folder: string): ReadonlyMap<string, readonly string[]> {
  return once(memoryOf(run).furtherKeys, folder, () => {
    const byFile = new Map<string, string[]>();
    for (const name of namesOnce(run, folder).filter((one) => one.endsWith('.sigstore.json'))) {
      for (let dot = name.indexOf('.'); dot !== -1; dot = name.indexOf('.', dot + 1)) {
        const file = name.slice(0, dot);
        const names = byFile.get(file);
        if (names === undefined) byFile.set(file, [name]);
        else names.push(name);
      }
    }
    return byFile;
  });
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
