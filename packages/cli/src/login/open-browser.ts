import { spawn } from 'node:child_process';
import type { Environment } from '@countersign/core/run';
import { findHelper } from '@countersign/surface/find-program';

/** How long a starter of browsers may take to fail. If it runs longer, it is the browser itself. */
const SETTLED_MS = 1500;

type Words = readonly string[];

/**
 * The commands that open an address, the first that exists is used. `BROWSER` is a command, in which `%s` is the address (as other programs read
 * it). Without a screen, `xdg-open` would start a browser in this terminal.
 */
export function openers(env: Environment, platform: NodeJS.Platform): readonly Words[] {
  const own = (env['BROWSER'] ?? '').trim();
  const chosen: readonly Words[] = own === '' ? [] : [own.split(/\s+/)];
  if (platform === 'darwin') return [...chosen, ['open']];
  if (platform === 'win32') return [...chosen, ['rundll32.exe', 'url.dll,FileProtocolHandler']];
  const windows: readonly Words[] = env['WSL_DISTRO_NAME'] ? [['wslview']] : [];
  const screen: readonly Words[] = env['DISPLAY'] || env['WAYLAND_DISPLAY'] ? [['xdg-open'], ['x-www-browser']] : [];
  return [...chosen, ...windows, ...screen];
}

/** Whether a browser can probably be started here. */
export function hasBrowser(env: Environment, platform: NodeJS.Platform = process.platform): boolean {
  return openers(env, platform).some(([program = '']) => findHelper(program, env) !== undefined);
}

/**
 * Starts the browser, without a shell.
 * @param childEnv what the browser gets of the environment
 * @returns false if there is none, or if its starter fails at once
 */
export async function openBrowser(
  url: string,
  env: Environment,
  childEnv: Environment,
  platform: NodeJS.Platform = process.platform,
): Promise<boolean> {
  for (const [program = '', ...rest] of openers(env, platform)) {
    const path = findHelper(program, env);
    if (path === undefined) continue;
    const named = rest.some((word) => word.includes('%s'));
    const args = named ? rest.map((word) => word.replace('%s', () => url)) : [...rest, url];
    if (await started(path, args, childEnv)) return true;
  }
  return false;
}

function started(path: string, args: Words, env: Environment): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(path, [...args], { env: { ...env }, stdio: 'ignore', detached: true });
    const settled = setTimeout(() => {
      resolve(true);
    }, SETTLED_MS);
    const end = (isOpen: boolean): void => {
      clearTimeout(settled);
      resolve(isOpen);
    };
    child.once('error', () => {
      end(false);
    });
    child.once('exit', (status) => {
      end(status === 0);
    });
    // The browser stays when we end.
    child.unref();
  });
}
