import { aws } from './aws.mjs';
import { azure } from './azure.mjs';
import { commands } from './commands.mjs';
import { files } from './files.mjs';
import { google } from './google.mjs';
import { postQuantum } from './post-quantum.mjs';
import { hsm } from './hsm.mjs';
import { plugin } from './plugin.mjs';
import { vault } from './vault.mjs';

/**
 * The services of keys, by name: each starts its servers in a folder and gives the rows to run. `examples` is for `exampleCases`.
 * @type {Readonly<Record<string, (scene: {folder: string, stack: any, examples: any}) => Promise<{stop: () => Promise<void>, cases: {name: string, direction: string, needs: string[], run: () => Promise<string>}[]}>>>}
 */
export const SERVICES = { aws, azure, commands, files, google, hsm, plugin, postQuantum, vault };
