import { readFileSync } from 'node:fs';

const read = (name) => readFileSync(new URL(`./bootstrap/${name}`, import.meta.url), 'utf8').trimEnd();

/** The folder of the programs in a released image; they are used if their digest is the one in the component. */
export const PROGRAM_FOLDER = '/opt/countersign';

/** The shell text that a job runs before our program: bootstrap.sh, with the scripts for Node inserted. */
export const BOOTSTRAP = ['fetch', 'tracked']
  .reduce((text, name) => text.replace(`@@${name}@@`, () => read(`${name}.mjs`)), read('bootstrap.sh'))
  .replaceAll('@@folder@@', PROGRAM_FOLDER);
