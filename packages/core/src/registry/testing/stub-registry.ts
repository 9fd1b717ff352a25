import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { bodyOf, startServer, type LocalServer } from '../../net/testing/local-server.js';

export interface StubOptions {
  /** The referrers API; default true. */
  referrers?: boolean;
  /** Entries per page; default all. */
  pageSize?: number;
  /** Default false: like many registries. */
  honoursIfMatch?: boolean;
  /** Delay between reading a tag and answering, in milliseconds; makes the race more likely. */
  delayMs?: number;
  /** Handles a request itself if it returns true. */
  intercept?: (request: IncomingMessage, response: ServerResponse) => boolean | Promise<boolean>;
}

export interface StubRegistry extends LocalServer {
  /** `127.0.0.1:<port>`. */
  readonly host: string;
  readonly options: StubOptions;
  readonly headers: IncomingMessage['headers'][];
  /** Digest or `repository:tag` → stored manifest. */
  readonly manifests: Map<string, { type: string; bytes: Uint8Array }>;
  readonly blobs: Map<string, Uint8Array>;
  /** Stores a manifest; returns its digest. */
  put(repository: string, manifest: unknown, options?: { type?: string; tag?: string }): string;
  putBlob(bytes: Uint8Array | string): { digest: string; size: number };
}

export const OCI_MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
export const OCI_INDEX = 'application/vnd.oci.image.index.v1+json';

const sha256 = (bytes: Uint8Array) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** A small registry that tests can change. It checks nothing. */
export async function startStub(options: StubOptions = {}): Promise<StubRegistry> {
  const manifests: StubRegistry['manifests'] = new Map();
  const blobs: StubRegistry['blobs'] = new Map();
  const headers: IncomingMessage['headers'][] = [];
  const server = await startServer(async (request, response) => {
    headers.push(request.headers);
    if (await options.intercept?.(request, response)) return;
    await answer(request, response);
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', server.url);
    const fail = (status: number, code: string) =>
      response
        .writeHead(status, { 'content-type': 'application/json' })
        .end(JSON.stringify({ errors: [{ code, message: 'no' }] }));
    const [, repository = '', kind = '', rest = ''] = /^\/v2\/(.+?)\/(manifests|blobs|referrers)\/(.*)$/.exec(url.pathname) ?? [];
    const body = await bodyOf(request);
    if (kind === 'blobs' && request.method === 'POST') {
      return void response.writeHead(202, { location: `/v2/${repository}/blobs/uploads/1?_state=a%2Bb` }).end();
    }
    if (kind === 'blobs' && request.method === 'PUT') {
      if (sha256(body) !== url.searchParams.get('digest')) return void fail(400, 'DIGEST_INVALID');
      blobs.set(sha256(body), body);
      return void response.writeHead(201).end();
    }
    if (kind === 'blobs') {
      const blob = blobs.get(rest);
      return void (blob === undefined
        ? fail(404, 'BLOB_UNKNOWN')
        : response.writeHead(200, { 'content-length': blob.length }).end(request.method === 'HEAD' ? undefined : blob));
    }
    const key = rest.startsWith('sha256:') ? rest : `${repository}:${rest}`;
    if (kind === 'manifests' && request.method === 'PUT') {
      const current = manifests.get(key);
      if (options.honoursIfMatch) {
        const match = request.headers['if-match'];
        if (match !== undefined && match !== `"${current && sha256(current.bytes)}"`) return void fail(412, 'MANIFEST_INVALID');
        if (request.headers['if-none-match'] === '*' && current !== undefined) return void fail(412, 'MANIFEST_INVALID');
      }
      const stored = { type: request.headers['content-type'] ?? '', bytes: body };
      manifests.set(key, stored);
      manifests.set(sha256(body), stored);
      return void response.writeHead(201, { 'docker-content-digest': sha256(body) }).end();
    }
    if (kind === 'manifests') {
      const found = manifests.get(key);
      if (options.delayMs !== undefined && !rest.startsWith('sha256:'))
        await new Promise((resolve) => setTimeout(resolve, Math.random() * (options.delayMs ?? 0)));
      if (found === undefined) return void fail(404, 'MANIFEST_UNKNOWN');
      return void response
        .writeHead(200, {
          'content-type': found.type,
          'docker-content-digest': sha256(found.bytes),
          etag: `"${sha256(found.bytes)}"`,
        })
        .end(found.bytes);
    }
    if (kind === 'referrers' && options.referrers !== false) {
      const all = [...manifests].flatMap(([digest, { type, bytes }]) => {
        if (!digest.startsWith('sha256:')) return [];
        const json = JSON.parse(new TextDecoder().decode(bytes)) as { subject?: { digest: string } };
        return json.subject?.digest === rest ? [{ mediaType: type, digest, size: bytes.length }] : [];
      });
      const from = Number(url.searchParams.get('from') ?? 0);
      const to = from + (options.pageSize ?? all.length);
      const link = to < all.length ? { link: `</v2/${repository}/referrers/${rest}?from=${to}>; rel="next"` } : {};
      return void response
        .writeHead(200, { 'content-type': OCI_INDEX, ...link })
        .end(JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests: all.slice(from, to) }));
    }
    fail(404, 'NOT_FOUND');
  }

  return {
    ...server,
    host: `127.0.0.1:${server.port}`,
    options,
    headers,
    manifests,
    blobs,
    put(repository, manifest, { type = OCI_MANIFEST, tag } = {}) {
      const bytes = Buffer.from(typeof manifest === 'string' ? manifest : JSON.stringify(manifest));
      manifests.set(sha256(bytes), { type, bytes });
      if (tag !== undefined) manifests.set(`${repository}:${tag}`, { type, bytes });
      return sha256(bytes);
    },
    putBlob(content) {
      const bytes = Buffer.from(content);
      blobs.set(sha256(bytes), bytes);
      return { digest: sha256(bytes), size: bytes.length };
    },
  };
}
