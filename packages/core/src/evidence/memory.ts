import type { Run } from '../run/index.js';
import { basename, join } from 'node:path';
import { bundleNames, listFolder, readBundleFile, type ByteBudget, type FileCandidate } from './bundle-files.js';
import { indexCandidates, type CandidateIndex } from './candidate-index.js';
import { bundlesBelow } from './bundles-below.js';
import { MAX_BELOW_DEPTH, MAX_BELOW_ENTRIES, MAX_FOLDER_BYTES, MAX_FOLDER_FILES, MAX_RUN_BYTES, overLimit } from './limits.js';

/** What was read in a run, so that a thousand subjects read a folder once. */
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
export function folderOnce(run: Run, folder: string, which: 'all' | 'shared'): CandidateIndex {
  const wanted = which === 'all' ? () => true : isShared;
  return once(memoryOf(run).folders, `${which} ${folder}`, () => {
    const here = bundleNames(namesOnce(run, folder), wanted);
    // Signing with output-dir keeps the folders of the artifacts: X/dist/app.tgz.sigstore.json. What lies at the top comes first.
    const below = which === 'all' ? bundlesBelow(folder) : { names: [], cut: false };
    const names = [...here, ...below.names];
    const budget: ByteBudget = { left: MAX_FOLDER_BYTES };
    const candidates = names.slice(0, MAX_FOLDER_FILES).flatMap((name) => readFile(run, join(folder, name), budget) ?? []);
    const gaps =
      names.length <= MAX_FOLDER_FILES && !below.cut
        ? []
        : [
            overLimit(
              `the folder ${basename(folder)} holds more files than are looked at`,
              `${MAX_FOLDER_FILES} bundle files, ${MAX_BELOW_ENTRIES} entries ${MAX_BELOW_DEPTH} folders deep`,
              'name a smaller folder, or the bundle files, in evidence',
            ),
          ];
    return indexCandidates(candidates, gaps);
  });
}

/** The bundles of one file; undefined when there is none. See readBundleFile. */
export function fileOnce(run: Run, path: string): CandidateIndex | undefined {
  return once(memoryOf(run).files, path, () => {
    const candidates = readFile(run, path);
    return candidates === undefined ? undefined : indexCandidates(candidates);
  });
}

/** Within what the run may still read. */
export function readFile(run: Run, path: string, ...budgets: readonly ByteBudget[]): readonly FileCandidate[] | undefined {
  return readBundleFile(path, memoryOf(run).budget, ...budgets);
}

/**
 * Names of bundles that speak of several files: `provenance.sigstore.json`, `app.provenance.release.sigstore.json`,
 * `provenance-linux.sigstore.json`, `multiple.intoto.jsonl`, `attestations.jsonl`, `bundles.sigstore.jsonl`. `<file>.sigstore.json` is not among them: it is read as its file's own.
 */
function isShared(name: string): boolean {
  return (
    /(?:^|[._-])(?:provenance|intoto|attestations?)(?:\.[A-Za-z0-9_-]+)?\.(?:sigstore\.json|jsonl)$/.test(name) ||
    /^provenance-.*\.sigstore\.json$/.test(name) ||
    /(?:^|\.)(?:intoto|sigstore)\.jsonl$/.test(name)
  );
}
