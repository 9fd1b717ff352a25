import type { Part } from './glob-parts.js';

/** The state after a part of a path: positions in the patterns, ascending. */
export type Progress = readonly number[];

/** Matches paths name by name, so that a search knows whether anything below a folder can match. */
export interface PathMatcher {
  readonly start: Progress;
  step(progress: Progress, name: string): Progress;
  /** Whether the path up to here matches. */
  accepts(progress: Progress): boolean;
  /** Whether a longer path can match. */
  goesOn(progress: Progress): boolean;
  /** Whether every longer path matches. */
  takesAll(progress: Progress): boolean;
}

/** Matches paths that match any of `patterns`. */
export function pathMatcher(patterns: readonly (readonly Part[])[]): PathMatcher {
  // All patterns in one list; `undefined` marks the end of each.
  const parts = patterns.flatMap((pattern): (Part | undefined)[] => [...pattern, undefined]);
  const starts = patterns.map((_, index) => patterns.slice(0, index).reduce((sum, one) => sum + one.length + 1, 0));
  const reach = (positions: Iterable<number>): Progress => {
    const reached = new Set<number>();
    for (let position of positions) {
      reached.add(position);
      // `**` also matches no folder at all.
      while (parts[position]?.kind === 'any') reached.add((position += 1));
    }
    return [...reached].sort((a, b) => a - b);
  };
  return {
    start: reach(starts),
    step: (progress, name) =>
      reach(
        progress.flatMap((position) => {
          const part = parts[position];
          if (part === undefined) return [];
          if (part.kind === 'any') return [position];
          return part.is(name) ? [position + 1] : [];
        }),
      ),
    accepts: (progress) => progress.some((position) => parts[position] === undefined),
    takesAll: (progress) =>
      progress.some((position) => {
        const next = parts[position + 1];
        if (parts[position]?.kind !== 'any') return false;
        return next === undefined || (next.kind === 'name' && next.isAll === true && parts[position + 2] === undefined);
      }),
    goesOn: (progress) => progress.some((position) => parts[position] !== undefined),
  };
}
