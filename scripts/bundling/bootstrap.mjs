import { readFileSync } from 'node:fs';

const read = (name) => readFileSync(new URL(`./bootstrap/${name}`, import.meta.url), 'utf8').trimEnd();

/** What a job runs before our program: bootstrap.sh, with the scripts for Node in their places. */
export const BOOTSTRAP = ['fetch', 'tracked'].reduce(
  (text, name) => text.replace(`@@${name}@@`, () => read(`${name}.mjs`)),
  read('bootstrap.sh'),
);
