import { VARIABLES, type ReadVariables } from './environment.js';

/** The variables that only the action `setup` reads. */
const FOR_SETUP: readonly ReadVariables[] = [
  {
    names: ['RUNNER_TOOL_CACHE'],
    surface: 'action',
    why: 'The folder for release files that `setup` keeps between jobs.',
    atMost: 'Files from there are verified at each use, as downloaded ones are.',
  },
  {
    names: ['RUNNER_TEMP'],
    surface: 'action',
    why: 'The folder for the verified command line. A step cannot change it.',
    atMost: 'The command line is in another folder, to which only the user of the job can write.',
  },
  {
    names: ['GITHUB_PATH'],
    surface: 'action',
    why: 'The file for additions to PATH.',
    atMost: 'Later steps do not find the command line.',
  },
];

/** Every environment variable that `setup` may read. */
export const SETUP_VARIABLES: readonly ReadVariables[] = [...VARIABLES, ...FOR_SETUP];
