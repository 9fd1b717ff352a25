import { execFileSync } from 'node:child_process';

/**
 * The Nodes that the released command line is run on: the project's own, and those that `npm run peers -- node-20 node-22` has installed.
 */
export async function nodes(): Promise<readonly (readonly [name: string, program: string | undefined])[]> {
  const { peer } = (await import('../../suites/peers.mjs' as string)) as { peer: (name: string) => string | undefined };
  return [['24', process.execPath], ...['20', '22'].map((name) => [name, peer(`node-${name}`)] as const)];
}

export const versionOf = (program: string): string => execFileSync(program, ['--version'], { encoding: 'utf8' }).trim();
