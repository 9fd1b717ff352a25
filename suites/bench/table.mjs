/** Rows of ratios, ours to the peer's, each with its target. */

/**
 * @param target `{of: 'wall' | 'cpu' | 'memory', max?: number, min?: number}`: the ratio must not be above `max`
 *   or below `min`
 */
export class Table {
  rows = [];
  skipped = [];

  /** One kind of work by us and by a peer; the ratio of each measure both have. */
  compare(what, ours, peer, target, note = '') {
    const ratio = (kind) => (ours[kind] === undefined || !(peer[kind] > 0) ? undefined : Math.max(0, ours[kind]) / peer[kind]);
    this.rows.push({ what, wall: ratio('wall'), cpu: ratio('cpu'), memory: ratio('memory'), target, note });
  }

  skip(what, why) {
    this.skipped.push({ what, why });
  }

  /** @returns {{what: string}[]} */
  missed() {
    return this.rows.filter((row) => verdict(row) === 'missed');
  }

  line(row) {
    const cells = [row.what, number(row.wall), number(row.cpu), number(row.memory), goal(row.target), verdict(row), row.note];
    return `| ${cells.join(' | ')} |`;
  }

  markdown() {
    const lines = ['| work, ours / theirs | wall | CPU | peak memory | target | | |', '|---|---|---|---|---|---|---|'];
    for (const row of this.rows) lines.push(this.line(row));
    if (this.skipped.length > 0) lines.push('', 'Skipped:', '');
    for (const { what, why } of this.skipped) lines.push(`- ${what}: ${why}`);
    return `${lines.join('\n')}\n`;
  }
}

const number = (value) => (value === undefined ? '' : value < 0.1 ? value.toFixed(3) : value.toFixed(2));

const KIND = { wall: 'wall', cpu: 'CPU', memory: 'memory' };
const goal = (target) => (target ? `${KIND[target.of]} ${target.max === undefined ? `≥ ${target.min}` : `≤ ${target.max}`}` : '');

function verdict({ target, ...row }) {
  if (!target || row[target.of] === undefined) return '';
  return row[target.of] <= (target.max ?? Infinity) && row[target.of] >= (target.min ?? 0) ? 'met' : 'missed';
}

const seconds = (value) => (value < 1 ? `${(value * 1000).toFixed(value < 0.01 ? 1 : 0)} ms` : `${value.toFixed(1)} s`);
/** Absolute times, for orientation only. */
export const times = (ours, peer) => `${seconds(ours)} / ${seconds(peer)}`;
