/** Lines of context around a change. */
const CONTEXT = 2;
/** More lines in the changed part are shown as removed and added, without a comparison. */
const MAX_LINES = 2000;

interface Line {
  readonly mark: ' ' | '-' | '+';
  readonly text: string;
}

/** The change of a text for people: as a unified diff without positions. Empty if nothing changed. */
export function lineDiff(before: string, after: string): readonly string[] {
  const [a, b] = [before.split('\n'), after.split('\n')];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const middle = compare(a.slice(start, a.length - end), b.slice(start, b.length - end));
  if (middle.length === 0) return [];
  const same = (texts: readonly string[]): readonly Line[] => texts.map((text) => ({ mark: ' ', text }));
  const lines = [...same(a.slice(0, start)), ...middle, ...same(end === 0 ? [] : a.slice(-end))];
  const near = lines.map((_line, index) =>
    lines.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(({ mark }) => mark !== ' '),
  );
  return lines.flatMap(({ mark, text }, index) => {
    if (near[index] === true) return [`${mark} ${text}`];
    return near[index + 1] === true ? ['…'] : [];
  });
}

/** By the longest common part. */
function compare(a: readonly string[], b: readonly string[]): readonly Line[] {
  const removed = (texts: readonly string[]): readonly Line[] => texts.map((text) => ({ mark: '-', text }));
  const added = (texts: readonly string[]): readonly Line[] => texts.map((text) => ({ mark: '+', text }));
  if (a.length > MAX_LINES || b.length > MAX_LINES) return [...removed(a), ...added(b)];
  const lengths = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  const at = (i: number, j: number): number => lengths[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const row = lengths[i];
      if (row !== undefined) row[j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  const lines: Line[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ mark: ' ', text: a[i] ?? '' });
      i += 1;
      j += 1;
    } else if (i < a.length && (j === b.length || at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ mark: '-', text: a[i] ?? '' });
      i += 1;
    } else {
      lines.push({ mark: '+', text: b[j] ?? '' });
      j += 1;
    }
  }
  return lines;
}
