/** The YAML blocks of the pages that people copy from, and the choice among their runs. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { sampler } from '../../scripts/sample.mjs';
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

/** Some of many; see scripts/sample.mjs. */
export const sample = (all, count, what) => sampler(`${what}, ${count} of ${all.length}`)(all, count);
