import type { ImageSubject } from '../artifacts/index.js';
import type { Bundle } from '../bundles/index.js';
import { CountersignError } from '../errors/index.js';
import type { Run } from '../run/index.js';
import { isJsonObject, parseJson, sha256Digest, type JsonObject } from '../wire/index.js';
import { pushFailure, saysBlobUnknown } from './answers.js';
import { putManifest } from './content.js';
import { addToFallbackTag, fallbackTag } from './fallback-tag.js';
import { BUNDLE_V03, EMPTY_CONFIG, OCI_MANIFEST } from './media-types.js';
import { pause } from './pause.js';
import { pushBlob } from './push-blob.js';
import { listReferrers } from './referrers.js';
import type { Repository } from './repositories.js';
import type { Send } from './session.js';
import type { StoredReferrer } from './types.js';

/** How long a registry may take until its referrers API lists a pushed referrer. */
const LISTED_WITHIN_MS = 30_000;

/**
 * Pushes a bundle as a referrer of an image (with the manifest of actions/attest) and makes sure that it is listed.
 *
 * @throws CountersignError REGISTRY_*, STORE_FAILED if it was pushed but is not listed
 */
export async function attachBundle(
  run: Run,
  send: Send,
  at: Repository,
  image: ImageSubject,
  bundle: Bundle,
  serialized: Uint8Array,
): Promise<StoredReferrer> {
  const empty = new TextEncoder().encode('{}');
  const [config, layer] = await Promise.all([pushBlob(run, send, at, empty), pushBlob(run, send, at, serialized)]);
  const type = bundle.version === '0.3' ? BUNDLE_V03 : bundle.mediaType;
  const annotations = {
    'org.opencontainers.image.created': run.clock().toISOString(),
    'dev.sigstore.bundle.content': bundle.content.kind === 'dsse' ? 'dsse-envelope' : 'message-signature',
    ...predicateType(bundle),
  };
  const manifest = {
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    artifactType: type,
    config: { mediaType: EMPTY_CONFIG, digest: config, size: empty.length },
    layers: [{ mediaType: type, digest: layer, size: serialized.length }],
    subject: { mediaType: image.mediaType, digest: image.digest, size: image.size },
    annotations,
  };
  const bytes = Buffer.from(JSON.stringify(manifest), 'utf8');
  const digest = sha256Digest(bytes);
  const doing = `push the signature to ${at.registry}/${at.repository}`;
  for (let attempt = 1; ; attempt += 1) {
    const pushed = await putManifest(send, at, digest, { mediaType: OCI_MANIFEST, bytes });
    if (pushed.status >= 200 && pushed.status < 300) break;
    // The blobs exist: a parallel upload of the same blob by another job can hide it for a moment (docker-registry 2.8).
    const isHidden = pushed.status === 400 && saysBlobUnknown(pushed);
    if (!isHidden || attempt > 3 || !(await pause(run, attempt))) throw pushFailure(pushed, doing, 'status 201');
  }

  const reference = `${at.registry}/${at.repository}@${digest}`;
  run.emit({ event: 'pushed', artifact: `${image.name}@${image.digest}`, digest, reference });
  // `OCI-Subject` in the answer proves nothing (some registries send it without having the API), so read the list itself.
  const listedBy = (await appearsInList(run, send, at, image.digest, digest)) ? 'referrers-api' : 'fallback-tag';
  if (listedBy === 'fallback-tag') {
    run.emit({ event: 'fell-back', fallback: 'fallback-tag', from: at.registry, to: fallbackTag(image.digest) });
    const entry = { mediaType: OCI_MANIFEST, digest, size: bytes.length, artifactType: type, annotations };
    await addToFallbackTag(run, send, at, image.digest, entry);
  }
  return { digest, reference, listedBy };
}

/** True once the API lists the referrer, false if there is no API. @throws CountersignError STORE_FAILED if it is never listed */
async function appearsInList(run: Run, send: Send, at: Repository, subject: string, digest: string): Promise<boolean> {
  const until = run.clock().getTime() + LISTED_WITHIN_MS;
  for (let attempt = 1; ; attempt += 1) {
    const listing = await listReferrers(send, at, subject);
    if (!listing.supported) return false;
    if (listing.entries.some((entry) => isJsonObject(entry) && entry['digest'] === digest)) return true;
    if (listing.cut) throw notListed(at, subject, 'a list that exceeds the limit');
    if (run.clock().getTime() >= until || !(await pause(run, attempt))) throw notListed(at, subject, 'a list without it');
  }
}

function notListed(at: Repository, subject: string, found: string): CountersignError {
  return new CountersignError(
    'STORE_FAILED',
    `${at.registry}/${at.repository} accepted the signature of ${subject} but does not list it`,
    {
      expected: 'the new referrer in the list of the referrers API',
      found,
      hint: 'Attach the bundle again (the bundle file exists). If this does not help, ask the operator of the registry.',
    },
  );
}

/** Annotation by which readers can select without fetching the bundle. */
function predicateType(bundle: Bundle): JsonObject {
  if (bundle.content.kind !== 'dsse') return {};
  try {
    const statement = parseJson(bundle.content.payload, { maxBytes: bundle.content.payload.length, what: 'statement' });
    const type = isJsonObject(statement) ? statement['predicateType'] : undefined;
    return typeof type === 'string' ? { 'dev.sigstore.bundle.predicateType': type } : {};
  } catch {
    return {}; // a payload that is not a statement has no predicate type
  }
}
