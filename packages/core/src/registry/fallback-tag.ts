import { CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import { excerpt, isJsonObject, readArray, type JsonObject, type JsonValue } from '../wire/index.js';
import { pushFailure, saysImmutable } from './answers.js';
import { getManifest, putManifest, type Descriptor, type Missing } from './content.js';
import { MAX_MANIFEST_BYTES } from './limits.js';
import { IMAGE_INDEXES, IMAGE_MANIFESTS, OCI_INDEX } from './media-types.js';
import { pause, step } from './pause.js';
import type { Repository } from './repositories.js';
import type { Send } from './session.js';

/** `sha256-<hex>`: the tag that lists referrers if the registry has no referrers API (distribution-spec 1.1, "Referrers Tag Schema"). */
export function fallbackTag(digest: string): string {
  return digest.replace(':', '-');
}

/**
 * Some registries without the API return the image itself for this tag, because they read `sha256-<hex>` as its digest.
 * Such a registry lists no referrers, and cannot store a list.
 */
export interface TagOfSubject {
  readonly isSubject: true;
}

export interface FallbackIndex {
  readonly json: JsonObject;
  readonly entries: readonly JsonValue[];
  readonly etag: string | undefined;
}

/** @throws CountersignError REGISTRY_*; REGISTRY_ANSWER_INVALID also if the tag is something else */
export async function readFallbackTag(
  send: Send,
  at: Repository,
  digest: string,
): Promise<FallbackIndex | Missing | TagOfSubject> {
  const tag = fallbackTag(digest);
  const manifest = await getManifest(send, at, tag, [...IMAGE_INDEXES, ...IMAGE_MANIFESTS]);
  if ('missing' in manifest) return manifest;
  if (manifest.digest === digest) return { isSubject: true };
  if (manifest.mediaType !== OCI_INDEX) {
    throw new CountersignError('REGISTRY_ANSWER_INVALID', `${at.registry}/${at.repository}:${tag} is not an index of referrers`, {
      expected: OCI_INDEX,
      found: excerpt(manifest.mediaType),
      hint: 'Something else was pushed under this tag; remove it.',
    });
  }
  return {
    json: manifest.json,
    entries: readArray(manifest.json['manifests'], `${tag}: manifests`, 'REGISTRY_ANSWER_INVALID'),
    etag: manifest.etag,
  };
}

/** How often our entry must be seen after the write; more often if other writers were noticed. */
const SIGHTINGS = { alone: 2, contended: 3 };
const SETTLE_MS = { least: 250, most: 3_000 };

/**
 * Adds an entry to the fallback tag so that it stays: the list is read, extended, written back and read again.
 *
 * This is a read-modify-write on a shared tag, and many registries ignore `If-Match`: another writer that read before our write
 * may overwrite our entry after we checked it. So we check again after several times the duration of one such cycle. If an entry is
 * missing that we saw before (ours or another's), we merge and write again. A write is never repeated without reading again.
 *
 * @throws CountersignError STORE_FAILED if the registry refuses the list, or if the entry did not stay in it while the budget lasted;
 * REGISTRY_*
 */
export async function addToFallbackTag(
  run: Run,
  send: Send,
  at: Repository,
  subject: string,
  entry: Descriptor & JsonObject,
): Promise<void> {
  const doing = `list the signature at ${at.registry}/${at.repository}:${fallbackTag(subject)}`;
  const wanted = new Map<string, JsonValue>();
  let sightings = 0;
  let contended = false;
  let written: number | undefined;
  let refused: string | undefined;
  let lastError: CountersignError | undefined;

  for (let attempt = 1; ; attempt += 1) {
    const before = run.clock().getTime();
    const current = await readFallbackTag(send, at, subject);
    if ('isSubject' in current) throw cannotList(at, subject);
    const entries = 'missing' in current ? [] : current.entries;
    const present = new Set(entries.map(digestIn));
    if ([...present].some((digest) => written !== undefined && !wanted.has(digest))) contended = true;
    for (const other of entries) wanted.set(digestIn(other), other);
    const lost = [...wanted].filter(([digest]) => !present.has(digest));

    if (present.has(entry.digest) && lost.length === 0) {
      sightings += 1;
      // We wrote nothing if the entry was already there.
      if (written === undefined || sightings >= (contended ? SIGHTINGS.contended : SIGHTINGS.alone)) return;
      const settle = Math.min(SETTLE_MS.most, Math.max(SETTLE_MS.least, 3 * written));
      if (!(await pause(run, 1, settle))) return;
      continue;
    }
    if (written !== undefined) contended = true;
    sightings = 0;

    wanted.set(entry.digest, entry);
    const bytes = serialized('missing' in current ? undefined : current.json, [
      ...entries,
      ...[...wanted].filter(([digest]) => !present.has(digest)).map(([, value]) => value),
    ]);
    const etag = 'missing' in current ? undefined : current.etag;
    // If a condition is refused and the list has not changed, the registry cannot compare etags, or it refuses the write itself.
    const state = 'missing' in current ? 'missing' : etag;
    const isRefused = state !== undefined && state === refused;
    const condition: Readonly<Record<string, string>> =
      state === undefined || isRefused ? {} : 'missing' in current ? { 'if-none-match': '*' } : { 'if-match': state };
    const answer = await step(run, doing, () =>
      putManifest(send, at, fallbackTag(subject), { mediaType: OCI_INDEX, bytes }, { headers: condition, retry: false }),
    );
    let wait = 0;
    if (!('status' in answer)) {
      lastError = answer.error;
      wait = answer.waitMs;
    } else if (answer.status === 412 && Object.keys(condition).length > 0 && !saysImmutable(answer)) {
      contended = true;
      refused = state;
      lastError = pushFailure(answer, doing, 'status 201');
    } else if (answer.status >= 200 && answer.status < 300) {
      written = Math.max(written ?? 0, run.clock().getTime() - before);
      if (attempt === 1) continue;
    } else throw pushFailure(answer, doing, 'status 201');

    // After the first successful write we check immediately. Otherwise a random pause keeps parallel writers from colliding again.
    if (!(await pause(run, Math.min(attempt, 5), wait))) throw notKept(doing, lastError);
  }
}

/** The identity of an entry; a malformed entry of another tool is kept unchanged. */
function digestIn(entry: JsonValue): string {
  const digest = isJsonObject(entry) ? entry['digest'] : undefined;
  return typeof digest === 'string' ? digest : JSON.stringify(entry);
}

function serialized(json: JsonObject | undefined, manifests: readonly JsonValue[]): Uint8Array {
  const index = { ...(json ?? { schemaVersion: 2, mediaType: OCI_INDEX }), manifests };
  const bytes = Buffer.from(JSON.stringify(index), 'utf8');
  if (bytes.length <= MAX_MANIFEST_BYTES) return bytes;
  throw new CountersignError('STORE_FAILED', 'the list of referrers at the fallback tag is full', {
    expected: `at most ${MAX_MANIFEST_BYTES} bytes`,
    found: `${bytes.length} bytes`,
    hint: 'Remove old signatures of the image, or use a registry with the referrers API.',
  });
}

function cannotList(at: Repository, subject: string): CountersignError {
  return new CountersignError('STORE_FAILED', `${at.registry} cannot list referrers of ${at.repository}@${subject}`, {
    expected: 'the referrers API, or a free tag for the list',
    found: `the image itself at the tag ${fallbackTag(subject)}`,
    hint: 'Store the signatures in a repository of another registry (signature-repository); the bundle file exists.',
  });
}

function notKept(doing: string, cause: CountersignError | undefined): CountersignError {
  return new CountersignError('STORE_FAILED', `cannot ${doing}: the entry was missing when the timeout of the run was over`, {
    expected: 'our entry in the list after writing it',
    found: cause?.message ?? 'a list without the entry: other writers overwrote it',
    hint: 'Attach the bundle again (the bundle file exists). Let fewer jobs sign the same image at the same time.',
    cause,
  });
}
