import { VARIABLES, type ReadVariables } from './environment.js';

/** What the action `setup` reads of the environment besides. */
const FOR_SETUP: readonly ReadVariables[] = [
  {
    names: ['RUNNER_TOOL_CACHE'],
    surface: 'action',
    why: 'Where `setup` keeps release files between jobs.',
    atMost: 'Files from there are verified at each use, as downloaded ones are.',
  },
  {
    names: ['RUNNER_TEMP'],
    surface: 'action',
    why: 'Where `setup` unpacks the verified command line. The runner lets no step change it.',
    atMost: 'The command line lies in another folder, which only the user of the job can write.',
  },
  {
    names: ['GITHUB_PATH'],
    surface: 'action',
    why: 'File that the runner reads additions to PATH from.',
    atMost: 'Later steps do not find the command line.',
  },
];

/** Every environment variable that `setup` may read. */
export const SETUP_VARIABLES: readonly ReadVariables[] = [...VARIABLES, ...FOR_SETUP];
