import type { State } from '../state.js';

/** Index of the entries by digest, key and address; stored beside the log. */
export interface SearchIndex {
  add(keys: readonly string[], index: number): void;
  find(key: string): readonly number[];
}

export function openIndex(state: State, file: string): SearchIndex {
  const byKey = new Map<string, number[]>();
  const remember = (key: string, index: number): void => {
    const found = byKey.get(key);
    if (!found) byKey.set(key, [index]);
    else if (!found.includes(index)) found.push(index);
  };
  for (const line of state.lines(file)) {
    const [index, ...keys] = JSON.parse(line) as [number, ...string[]];
    for (const key of keys) remember(key, index);
  }
  return {
    add: (keys, index) => {
      for (const key of keys) remember(key, index);
      state.appendLine(file, JSON.stringify([index, ...keys]));
    },
    find: (key) => byKey.get(key) ?? [],
  };
}
