import { cacheDir, find } from '@actions/tool-cache';
import type { Environment } from '@countersign/core/run';

/** The files are the same for every platform. */
const ARCHITECTURE = 'all';

/**
 * The runner's cache of tools, through GitHub's toolkit, which reads RUNNER_TOOL_CACHE and RUNNER_TEMP of the process. On a self-hosted
 * runner other jobs can write there: nothing in it is trusted.
 */
export interface ToolCache {
  /** The folder of this version; undefined when there is none. */
  find(tool: string, version: string): string | undefined;
  /** Copies the files of a folder. @throws Error of the file system */
  store(folder: string, tool: string, version: string): Promise<void>;
}

/** @returns undefined on a runner without such a cache */
export function openToolCache(env: Environment): ToolCache | undefined {
  if (!env['RUNNER_TOOL_CACHE'] || !env['RUNNER_TEMP']) return undefined;
  return {
    find: (tool, version) => find(tool, version, ARCHITECTURE) || undefined,
    async store(folder, tool, version) {
      await cacheDir(folder, tool, version, ARCHITECTURE);
    },
  };
}
