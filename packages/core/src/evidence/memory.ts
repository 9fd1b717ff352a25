import type { Run } from '../run/index.js';
import { basename, join } from 'node:path';
import { bundleNames, listFolder, readBundleFile, type ByteBudget, type FileCandidate } from './bundle-files.js';
import { indexCandidates, type CandidateIndex } from './candidate-index.js';
import { bundlesBelow } from './bundles-below.js';
import { MAX_BELOW_DEPTH, MAX_BELOW_ENTRIES, MAX_FOLDER_BYTES, MAX_FOLDER_FILES, MAX_RUN_BYTES, overLimit } from './limits.js';

/** Cache of a run, so that each folder and file is read once for all subjects. */
interface Memory {
  readonly names: Map<string, readonly string[]>;
  readonly furtherKeys: Map<string, ReadonlyMap<string, readonly string[]>>;
  readonly folders: Map<string, CandidateIndex>;
  readonly files: Map<string, CandidateIndex | undefined>;
  readonly budget: ByteBudget;
}
const memories = new WeakMap<Run, Memory>();

function memoryOf(run: Run): Memory {
  const known = memories.get(run);
  if (known !== undefined) return known;
  const memory: Memory = {
    names: new Map(),
    furtherKeys: new Map(),
    folders: new Map(),
    files: new Map(),
    budget: { left: MAX_RUN_BYTES },
  };
  memories.set(run, memory);
  return memory;
}

function once<T>(known: Map<string, T>, key: string, make: () => T): T {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
}

/** Sorted names in a folder. @throws CountersignError FILE_UNREADABLE */
function namesOnce(run: Run, folder: string): readonly string[] {
  return once(memoryOf(run).names, folder, () => listFolder(folder));
}

/**
 * The bundles in a folder whose name may contain a key name (`<file>.<key>.sigstore.json`), by each file name that they may belong to.
 * A map, because the time would otherwise grow with the square of the number of files.
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

/** The bundles of a folder: all of them, or only those with the name of a bundle about several files. @throws CountersignError FILE_UNREADABLE */
export function folderOnce(run: Run, folder: string, which: 'all' | 'shared'): CandidateIndex {
  const wanted = which === 'all' ? () => true : isShared;
  return once(memoryOf(run).folders, `${which} ${folder}`, () => {
    const here = bundleNames(namesOnce(run, folder), wanted);
    // Signing with output-dir keeps the folders of the artifacts: X/dist/app.tgz.sigstore.json. Bundles at the top come first.
    const below = which === 'all' ? bundlesBelow(folder) : { names: [], cut: false };
    const names = [...here, ...below.names];
    const budget: ByteBudget = { left: MAX_FOLDER_BYTES };
    const candidates = names.slice(0, MAX_FOLDER_FILES).flatMap((name) => readFile(run, join(folder, name), budget) ?? []);
    const gaps =
      names.length <= MAX_FOLDER_FILES && !below.cut
        ? []
        : [
            overLimit(
              `the folder ${basename(folder)} contains too many files`,
              `${MAX_FOLDER_FILES} bundle files, and ${MAX_BELOW_ENTRIES} entries in subfolders, ${MAX_BELOW_DEPTH} levels deep`,
              'Name a smaller folder, or the bundle files, in evidence.',
            ),
          ];
    return indexCandidates(candidates, gaps);
  });
}

/** The bundles of one file; undefined if the file does not exist. See readBundleFile. */
export function fileOnce(run: Run, path: string): CandidateIndex | undefined {
  return once(memoryOf(run).files, path, () => {
    const candidates = readFile(run, path);
    return candidates === undefined ? undefined : indexCandidates(candidates);
  });
}

/** `readBundleFile` within the budget of the run. */
export function readFile(run: Run, path: string, ...budgets: readonly ByteBudget[]): readonly FileCandidate[] | undefined {
  return readBundleFile(path, memoryOf(run).budget, ...budgets);
}

/**
 * Whether a name is one of bundles about several files: `provenance.sigstore.json`, `app.provenance.release.sigstore.json`,
 * `provenance-linux.sigstore.json`, `multiple.intoto.jsonl`, `attestations.jsonl`, `bundles.sigstore.jsonl`. Not `<file>.sigstore.json`: that is the file's own bundle.
 */
function isShared(name: string): boolean {
  return (
    /(?:^|[._-])(?:provenance|intoto|attestations?)(?:\.[A-Za-z0-9_-]+)?\.(?:sigstore\.json|jsonl)$/.test(name) ||
    /^provenance-.*\.sigstore\.json$/.test(name) ||
    /(?:^|\.)(?:intoto|sigstore)\.jsonl$/.test(name)
  );
}
