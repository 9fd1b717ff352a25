import type { NetResponse, Run } from '../run/index.js';
import { sha256Digest } from '../wire/index.js';
import { pushFailure, registryFailure } from './answers.js';
import { pause, step } from './pause.js';
import type { Repository } from './repositories.js';
import { linkedUrl, type RegistryRequest, type Send } from './session.js';

/** Uploads in progress, by client, then by repository and digest. */
const inProgress = new WeakMap<Send, Map<string, Promise<string>>>();

/**
 * Uploads a blob unless it exists, never twice at the same time: the platforms of an image share bundles, and docker-registry 2.8
 * finds neither copy for a moment if the same blob is uploaded twice in parallel.
 *
 * @returns its digest, `sha256:<hex>`
 * @throws CountersignError REGISTRY_* and what the network throws
 */
export async function pushBlob(run: Run, send: Send, at: Repository, bytes: Uint8Array): Promise<string> {
  const digest = sha256Digest(bytes);
  const mine = inProgress.get(send) ?? new Map<string, Promise<string>>();
  inProgress.set(send, mine);
  const key = `${at.origin}/${at.repository}@${digest}`;
  const upload = mine.get(key) ?? uploadBlob(run, send, at, bytes, digest).finally(() => mine.delete(key));
  mine.set(key, upload);
  return await upload;
}

/**
 * Uploads a blob unless it exists (distribution-spec 1.1, "Pushing blobs", POST then PUT). An interrupted upload starts again.
 */
async function uploadBlob(run: Run, send: Send, at: Repository, bytes: Uint8Array, digest: string): Promise<string> {
  const doing = `upload to ${at.registry}/${at.repository}`;
  const blobs = `${at.origin}/v2/${at.repository}/blobs`;
  for (let attempt = 1; ; attempt += 1) {
    const head = await send(at, { method: 'HEAD', access: 'pull', url: `${blobs}/${digest}` });
    if (head.status === 200) return digest;
    if (head.status !== 404) throw registryFailure(head, doing);

    const start = await sendThere(send, at, { method: 'POST', access: 'push', url: `${blobs}/uploads/` });
    const location = start.headers['location'];
    if (start.status !== 202 || location === undefined) throw pushFailure(start, doing, 'status 202 with a Location');
    // Appended as text, because the registry's own parameters may be signed in their exact form.
    const url = linkedUrl(at, start.url, location).href;
    const target = `${url}${url.includes('?') ? '&' : '?'}digest=${encodeURIComponent(digest)}`;
    const headers = { 'content-type': 'application/octet-stream' };
    const done = await step(run, doing, () =>
      sendThere(send, at, { method: 'PUT', access: 'push', url: target, headers, body: bytes, retry: false }),
    );
    if ('status' in done) {
      if (done.status === 201 || done.status === 204) return digest;
      // The upload session is gone after a failure; a new session may work.
      if (done.status !== 404 || attempt > 3) throw pushFailure(done, doing, 'status 201');
      if (!(await pause(run, attempt))) throw pushFailure(done, doing, 'status 201');
    } else if (!(await pause(run, attempt, done.waitMs))) throw done.error;
  }
}

const MAX_REDIRECTS = 3;

/**
 * Follows 307 and 308, which keep method and body (RFC 9110 sections 15.4.8 and 15.4.9): within the registry, or to another
 * host over https, without credentials.
 */
async function sendThere(send: Send, at: Repository, request: RegistryRequest): Promise<NetResponse> {
  let { url } = request;
  for (let hops = 0; ; hops += 1) {
    const response = await send(at, { ...request, url });
    const location = response.headers['location'];
    if (![307, 308].includes(response.status) || location === undefined || hops === MAX_REDIRECTS) return response;
    url = linkedUrl(at, response.url, location).href;
  }
}
