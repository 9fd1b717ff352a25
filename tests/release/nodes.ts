import { execFileSync } from 'node:child_process';
import { peer } from '../../suites/peers.mjs';

/**
 * The Nodes that the released command line and the component's gate are run on: the project's own, and those that `npm run peers -- node-20 node-22` has installed.
 */
export function nodes(): readonly (readonly [name: string, program: string | undefined])[] {
  return [['24', process.execPath], ...['20', '22'].map((name) => [name, peer(`node-${name}`)] as const)];
}

export const versionOf = (program: string): string => execFileSync(program, ['--version'], { encoding: 'utf8' }).trim();
