import { readFileSync } from 'node:fs';

const read = (name) => readFileSync(new URL(`./bootstrap/${name}`, import.meta.url), 'utf8').trimEnd();

/** What a job runs before our program: bootstrap.sh, with the download in its place. */
export const BOOTSTRAP = read('bootstrap.sh').replace('@@fetch@@', () => read('fetch.mjs'));
