import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CountersignError, systemReason } from '@countersign/core/errors';
import type { Run } from '@countersign/core/run';
import { readRegularFile } from '@countersign/core/wire';
import { RELEASES, type Release } from './release.js';

/** The files of a release, not yet verified. */
export interface ReleaseFiles {
  readonly archive: Uint8Array;
  readonly bundle: Uint8Array;
}

/** Largest files that are read, in bytes; releases are about a tenth of it. */
export const MAX_BYTES = { archive: 32 << 20, bundle: 1 << 20 } as const;

/**
 * Reads the files of a release from github.com, from an address or from a folder.
 * @throws CountersignError INPUT_INVALID, FETCH_FAILED, FILE_UNREADABLE; EVIDENCE_NONE when the archive is there without its bundle
 */
export async function obtainRelease(run: Run, release: Release, mirror: string = RELEASES): Promise<ReleaseFiles> {
  const from = /^[a-z][a-z0-9+.-]*:\/\//i.test(mirror) ? overNetwork(run, baseOf(mirror)) : inFolder(resolve(run.cwd, mirror));
  const archive = await from(`${release.folder}/${release.archive}`, MAX_BYTES.archive);
  if (archive.bytes === undefined) throw noArchive(release, archive);
  const bundle = await from(`${release.folder}/${release.bundle}`, MAX_BYTES.bundle);
  if (bundle.bytes === undefined) throw noBundle(release, bundle);
  return { archive: archive.bytes, bundle: bundle.bytes };
}

/** A file, or the place where it was not found. */
type Found = { readonly place: string; readonly bytes: Uint8Array | undefined };
type Place = (path: string, maxBytes: number) => Promise<Found>;

function baseOf(mirror: string): string {
  const url = URL.parse(mirror);
  const plain = url !== null && /^https?:$/.test(url.protocol) && url.search === '' && url.hash === '';
  if (plain && url.username === '' && url.password === '') return url.href.replace(/(?<!\/)\/+$/, '');
  throw new CountersignError('INPUT_INVALID', 'mirror is not an address of release files', {
    expected: 'https://HOST/PATH without query and user name, or a folder',
    found: url === null ? 'not a URL' : `${url.protocol}//${url.host}`,
  });
}

const overNetwork =
  (run: Run, base: string): Place =>
  async (path, maxBytes) => {
    const url = `${base}/${path}`;
    const { status, body } = await run.net.fetch({ purpose: 'release', method: 'GET', url, maxBytes });
    if (status === 200) return { place: url, bytes: body };
    if (status === 404 || status === 410) return { place: url, bytes: undefined };
    throw new CountersignError('FETCH_FAILED', `${url} did not return a file`, {
      expected: 'status 200',
      found: `status ${String(status)}`,
      hint:
        status === 401 || status === 403
          ? 'The server requires credentials, and this action sends none: use a mirror that can be read without them.'
          : 'Nothing was installed. Run the job again, or name a mirror.',
    });
  };

const inFolder =
  (folder: string): Place =>
  (path, maxBytes) => {
    const place = join(folder, path);
    if (!existsSync(place)) return Promise.resolve({ place, bytes: undefined });
    try {
      return Promise.resolve({ place, bytes: readRegularFile(place, maxBytes, { followLink: true }) });
    } catch (cause) {
      throw new CountersignError('FILE_UNREADABLE', `${place} cannot be read`, { found: systemReason(cause), cause });
    }
  };

function noArchive({ version, folder, archive }: Release, { place }: Found): CountersignError {
  return new CountersignError('FETCH_FAILED', `there is no release ${version} at ${place}`, {
    expected: `${folder}/${archive}`,
    found: 'no such file',
    hint: 'Check version; https://github.com/countersign/countersign/releases lists all. A mirror has one folder for each version.',
  });
}

function noBundle({ archive, bundle }: Release, { place }: Found): CountersignError {
  return new CountersignError('EVIDENCE_NONE', `there is no signature of ${archive} at ${place}`, {
    expected: bundle,
    found: 'no such file',
    hint: 'Copy the bundle to the mirror, beside the archive. Without it nothing is installed.',
  });
}
