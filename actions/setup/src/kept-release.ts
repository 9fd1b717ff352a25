import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemReason } from '@countersign/core/errors';
import type { Run } from '@countersign/core/run';
import { readRegularFile } from '@countersign/core/wire';
import { openToolCache, type ToolCache } from '@countersign/surface/tool-cache';
import { MAX_BYTES, type ReleaseFiles } from './obtain-release.js';
import type { Release } from './release.js';

const TOOL = 'countersign';

/**
 * Release files in the runner's cache of tools. Archive and bundle are kept, never the unpacked program: what is read from the cache is
 * verified and unpacked at each use, as if it had just been downloaded.
 */
export interface KeptReleases {
  /** Unverified. Undefined when nothing is kept, or nothing that can be read. */
  read(release: Release): ReleaseFiles | undefined;
  /** Keeps verified files. A failure is a warning. */
  keep(release: Release, files: ReleaseFiles): Promise<void>;
}

export function openKeptReleases(run: Run, cache: ToolCache | undefined = openToolCache(run.env)): KeptReleases {
  return {
    read(release) {
      const folder = cache?.find(TOOL, release.version);
      if (folder === undefined) return undefined;
      try {
        return {
          archive: readRegularFile(join(folder, release.archive), MAX_BYTES.archive),
          bundle: readRegularFile(join(folder, release.bundle), MAX_BYTES.bundle),
        };
      } catch (error) {
        run.log.warn(`the kept files of ${release.archive} cannot be read (${systemReason(error)}): they are fetched again`);
        return undefined;
      }
    },
    async keep(release, files) {
      if (cache === undefined) return;
      const folder = mkdtempSync(join(run.env['RUNNER_TEMP'] || tmpdir(), 'countersign-keep-'));
      try {
        writeFileSync(join(folder, release.archive), files.archive);
        writeFileSync(join(folder, release.bundle), files.bundle);
        await cache.store(folder, TOOL, release.version);
      } catch (error) {
        run.log.warn(`${release.archive} cannot be kept for later jobs: ${systemReason(error)}`);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}
