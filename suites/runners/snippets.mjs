/** The YAML blocks of the pages that people copy from, and the choice among their runs. Start pages run whole: see pages. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { changedFiles } from '../../scripts/changed.mjs';
import { sampler } from '../../scripts/sample.mjs';
import { root } from './programs.mjs';

const PAGES = ['README.md', 'gitlab-components/README.md', 'actions/*/README.md', 'examples/**/README.md', 'docs/**/*.md'];

/** @returns {{where: string, text: string, value: any}[]} */
export function snippets() {
  return globSync(PAGES, { cwd: root })
    .filter((page) => !page.startsWith('docs/start/'))
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

/**
 * Runs of the snippets on pages that have changed, and some of the others; see scripts/sample.mjs.
 * @template {readonly [where: string, ...unknown[]]} Run
 * @param {readonly Run[]} all
 * @param {number} count
 * @param {string} what
 */
export function sample(all, count, what) {
  const changed = changedFiles();
  const some = sampler(`${what}, ${count} of ${all.length}, and those that have changed`);
  const touched = all.filter(([where]) => changed.has(where.split(' block ')[0]));
  const chosen = new Set([...some(touched, 2 * count), ...some(all, count)]);
  return all.filter((one) => chosen.has(one));
}
