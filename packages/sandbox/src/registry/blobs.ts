import { randomUUID } from 'node:crypto';
import type { Answer, SandboxRequest } from '../http/router.js';
import { empty, RegistryError } from './answers.js';
import type { Auth } from './auth.js';
import { isDigest, mustMatch } from './digest.js';
import type { RegistryStorage } from './storage.js';

interface Upload {
  readonly repository: string;
  readonly chunks: Buffer[];
  size: number;
}

export interface BlobOptions {
  readonly storage: RegistryStorage;
  readonly auth: Auth;
  /** Answer a GET with a redirect to another host name, as registries on object storage do. */
  readonly redirect: boolean;
}

/** Pull and push of blobs: in one request, in chunks, or mounted from another repository (distribution-spec 1.1, "Pushing blobs"). */
export function createBlobs({ storage, auth, redirect }: BlobOptions) {
  const uploads = new Map<string, Upload>();

  const finish = (repository: string, digest: string | null, content: Buffer): Answer => {
    const stored = mustMatch(digest, content);
    storage.putBlob(repository, stored, content);
    return created(repository, stored);
  };

  const start = (request: SandboxRequest, repository: string): Answer => {
    auth.require(request, 'push', repository);
    const { searchParams } = request.url;
    const mount = searchParams.get('mount');
    const from = searchParams.get('from');
    // If a mount is not possible, a normal upload starts, also for a client without read access to `from`, so that it learns nothing.
    if (mount !== null && from !== null && auth.allows(request, 'pull', from) && storage.mount(from, repository, mount)) {
      return created(repository, mount);
    }
    if (searchParams.has('digest')) return finish(repository, searchParams.get('digest'), request.body);
    const id = randomUUID();
    uploads.set(id, { repository, chunks: [], size: 0 });
    return progress(202, repository, id, 0);
  };

  const upload = (request: SandboxRequest, repository: string, id: string): Answer => {
    auth.require(request, 'push', repository);
    const found = uploads.get(id);
    if (found?.repository !== repository) throw new RegistryError(404, 'BLOB_UPLOAD_UNKNOWN', 'blob upload unknown to registry');
    switch (request.method) {
      case 'GET':
        return progress(204, repository, id, found.size);
      case 'DELETE':
        uploads.delete(id);
        return empty(204);
      case 'PATCH':
        take(found, request, repository, id);
        return progress(202, repository, id, found.size);
      case 'PUT': {
        if (request.body.length > 0) take(found, request, repository, id);
        const answer = finish(repository, request.url.searchParams.get('digest'), Buffer.concat(found.chunks));
        uploads.delete(id);
        return answer;
      }
      default:
        throw new RegistryError(405, 'UNSUPPORTED', 'method not allowed');
    }
  };

  const blob = (request: SandboxRequest, repository: string, digest: string): Answer => {
    auth.require(request, request.method === 'DELETE' ? 'delete' : 'pull', repository);
    if (!isDigest(digest)) throw new RegistryError(400, 'DIGEST_INVALID', 'provided digest is not a valid digest');
    if (request.method === 'DELETE') {
      if (!storage.removeBlob(repository, digest)) throw unknownBlob();
      return empty(202);
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') throw new RegistryError(405, 'UNSUPPORTED', 'method not allowed');
    const content = storage.blob(repository, digest);
    if (!content) throw unknownBlob();
    if (redirect && request.method === 'GET') {
      return empty(307, { location: `http://localhost:${request.url.port}/_storage/${repository}/${digest}` });
    }
    return ranged(request, content, { 'content-type': 'application/octet-stream', 'docker-content-digest': digest });
  };

  /** The object storage behind the redirect. Real ones use signed URLs and refuse a second credential. */
  const stored = (request: SandboxRequest): Answer | undefined => {
    const [, repository = '', digest = ''] = /^\/_storage\/(.+)\/([^/]+)$/.exec(request.url.pathname) ?? [];
    if (request.headers.authorization !== undefined) throw new RegistryError(400, 'DENIED', 'only one auth mechanism allowed');
    const content = redirect ? storage.blob(repository, digest) : undefined;
    return content && ranged(request, content, { 'content-type': 'application/octet-stream' });
  };

  return { start, upload, blob, stored };
}

function unknownBlob(): RegistryError {
  return new RegistryError(404, 'BLOB_UNKNOWN', 'blob unknown to registry');
}

function created(repository: string, digest: string): Answer {
  return empty(201, { location: `/v2/${repository}/blobs/${digest}`, 'docker-content-digest': digest });
}

function progress(status: number, repository: string, id: string, size: number): Answer {
  return empty(status, {
    location: `/v2/${repository}/blobs/uploads/${id}`,
    'docker-upload-uuid': id,
    range: `0-${Math.max(0, size - 1)}`,
  });
}

/** Chunks must be in order: a `Content-Range` that does not continue the upload is a 416 with the present range. */
function take(found: Upload, request: SandboxRequest, repository: string, id: string): void {
  const range = /^(?:bytes )?(\d+)-(\d+)$/.exec(request.headers['content-range'] ?? '');
  if (range && (Number(range[1]) !== found.size || Number(range[2]) !== found.size + request.body.length - 1)) {
    throw new RegistryError(416, 'BLOB_UPLOAD_INVALID', 'chunk out of order', {
      location: `/v2/${repository}/blobs/uploads/${id}`,
      range: `0-${Math.max(0, found.size - 1)}`,
    });
  }
  found.chunks.push(request.body);
  found.size += request.body.length;
}

function ranged(request: SandboxRequest, content: Buffer, headers: Readonly<Record<string, string>>): Answer {
  const asked = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
  const all = { ...headers, 'accept-ranges': 'bytes' };
  if (!asked) return { status: 200, headers: all, body: content };
  const from = Number(asked[1]);
  const to = Math.min(content.length - 1, asked[2] ? Number(asked[2]) : content.length - 1);
  if (from > to) return empty(416, { 'content-range': `bytes */${content.length}` });
  return {
    status: 206,
    headers: { ...all, 'content-range': `bytes ${from}-${to}/${content.length}` },
    body: content.subarray(from, to + 1),
  };
}
