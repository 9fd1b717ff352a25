import { pushFailure } from './answers.js';
import type { Repository } from './repositories.js';
import { linkedUrl, type Send } from './session.js';

/**
 * Checks that this run may push to a repository: starts an upload (distribution-spec 1.1, "Pushing blobs") and cancels it. Nothing is
 * stored. A registry that cannot cancel removes the upload by itself.
 * @throws CountersignError REGISTRY_*
 */
export async function checkPush(send: Send, at: Repository): Promise<void> {
  const url = `${at.origin}/v2/${at.repository}/blobs/uploads/`;
  const started = await send(at, { method: 'POST', access: 'push', url });
  const location = started.headers['location'];
  // A redirect is followed by the upload itself; the registry has accepted the login by then.
  if (started.status === 307 || started.status === 308) return;
  if (started.status !== 202 || location === undefined)
    throw pushFailure(started, `push to ${at.registry}/${at.repository}; nothing was signed`, 'status 202 with a Location');
  try {
    const url = linkedUrl(at, started.url, location);
    // Another host, where the bytes would go, has nothing to cancel yet; and a registry does not decide what is deleted elsewhere.
    if (url.origin === at.origin) await send(at, { method: 'DELETE', access: 'push', url: url.href, retry: false });
  } catch {
    // The permission is known; the registry removes the upload later.
  }
}
