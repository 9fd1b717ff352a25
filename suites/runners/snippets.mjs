/** The YAML blocks of the pages that people copy from, and the choice among their runs. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { root } from './programs.mjs';

const PAGES = ['README.md', 'gitlab-components/README.md', 'actions/*/README.md', 'examples/**/README.md', 'docs/**/*.md'];

/** @returns {{where: string, text: string, value: object}[]} */
export function snippets() {
  return globSync(PAGES, { cwd: root })
    .sort()
    .flatMap((page) =>
      [...readFileSync(join(root, page), 'utf8').matchAll(/^( *)```ya?ml\n([\s\S]*?)^ *```/gm)].map(
        ([, indent, block], index) => {
          const text = block.replaceAll(new RegExp(`^${indent}`, 'gm'), '');
          return { where: `${page} block ${index + 1}`, text, value: parse(text, { logLevel: 'silent' }) };
        },
      ),
    );
}

/** Some of many, the same for the same seed. All of them where COUNTERSIGN_RUNNERS=full; COUNTERSIGN_RUNNERS_SEED repeats a choice. */
export function sample(all, count, what) {
  if (process.env.COUNTERSIGN_RUNNERS === 'full' || all.length <= count) return all;
  const seed = Number(process.env.COUNTERSIGN_RUNNERS_SEED ?? Math.floor(Math.random() * 2 ** 31));
  console.log(`${what}: ${count} of ${all.length} runs, COUNTERSIGN_RUNNERS_SEED=${seed}; all with COUNTERSIGN_RUNNERS=full`);
  let state = seed;
  const next = () => (state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff);
  const order = all.map((one) => [next(), one]).sort(([a], [b]) => a - b);
  const chosen = new Set(order.slice(0, count).map(([, one]) => one));
  return all.filter((one) => chosen.has(one));
}
