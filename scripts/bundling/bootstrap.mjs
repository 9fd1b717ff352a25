import { readFileSync } from 'node:fs';

const read = (name) => readFileSync(new URL(`./bootstrap/${name}`, import.meta.url), 'utf8').trimEnd();

/** Where a released image holds the programs; they are used from there if their digest is the component's. */
export const PROGRAM_FOLDER = '/opt/countersign';

/** What a job runs before our program: bootstrap.sh, with the scripts for Node in their places. */
export const BOOTSTRAP = ['fetch', 'tracked']
  .reduce((text, name) => text.replace(`@@${name}@@`, () => read(`${name}.mjs`)), read('bootstrap.sh'))
  .replaceAll('@@folder@@', PROGRAM_FOLDER);
