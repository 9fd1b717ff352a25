import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { CountersignError } from '@countersign/core/errors';
import type { Run } from '@countersign/core/run';
import { readTar } from '@countersign/core/wire';
import { launchers } from './launchers.js';
import type { Release } from './release.js';

const LIMITS = { maxFiles: 1000, maxBytes: 128 << 20 } as const;
/** The path of the program below the top folder of the archive. */
const PROGRAM = 'dist/index.js';

/**
 * Unpacks verified bytes into a new folder of this job that only its user can read and write, and adds the launchers.
 * @param node the program that runs the command line
 * @returns the folder for PATH, which has the launchers and nothing else
 * @throws CountersignError EVIDENCE_MALFORMED
 */
export function unpack(run: Run, release: Release, archive: Uint8Array, node: string): string {
  const files = readTar(inflated(archive, release), { what: release.archive, ...LIMITS });
  const prefix = `${release.topFolder}/`;
  const stray = files.find(({ path }) => !path.startsWith(prefix));
  if (stray !== undefined) throw otherContent(release, stray.path);
  // The release workflow signs other archives too: this one must be the command line.
  if (!files.some(({ path }) => path === `${prefix}${PROGRAM}`)) throw otherContent(release, `no ${PROGRAM}`);
  const folder = mkdtempSync(join(run.env['RUNNER_TEMP'] || tmpdir(), 'countersign-'));
  for (const { path, bytes } of files) {
    const to = join(folder, path);
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, bytes, { flag: 'wx' });
  }
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  const program = join(folder, release.topFolder, ...PROGRAM.split('/'));
  for (const { name, text } of launchers({ node, program })) writeFileSync(join(bin, name), text, { flag: 'wx', mode: 0o755 });
  return bin;
}

function inflated(archive: Uint8Array, release: Release): Uint8Array {
  try {
    return gunzipSync(archive, { maxOutputLength: LIMITS.maxBytes + (1 << 20) });
  } catch {
    throw otherContent(release, 'no gzip, or more than it may contain');
  }
}

function otherContent({ archive, topFolder }: Release, found: string): CountersignError {
  return new CountersignError('EVIDENCE_MALFORMED', `${archive} is not an archive of the command line`, {
    expected: `${topFolder}/${PROGRAM}, and only files of that folder`,
    found,
  });
}
