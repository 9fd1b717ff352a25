import { createHash } from 'node:crypto';
import { serve, type RunningServer } from '../http/router.js';
import { createRegistry, type RegistryBehaviour } from '../registry/index.js';
import { openState, type State } from '../state.js';

export const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
export const INDEX = 'application/vnd.oci.image.index.v1+json';
export const EMPTY = Buffer.from('{}');
const CREDENTIALS = { username: 'user', password: 'pass', identityToken: 'refresh-me' };
export const BASIC = `Basic ${Buffer.from('user:pass').toString('base64')}`;

export function digestOf(content: Buffer): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

/** An image manifest with an empty config and no layers; `fields` are added. */
export function manifestOf(fields: object = {}): Buffer {
  const config = { mediaType: 'application/vnd.oci.empty.v1+json', digest: digestOf(EMPTY), size: 2 };
  return Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: MANIFEST, config, layers: [], ...fields }));
}

export type Headers = Readonly<Record<string, string>>;

/** A registry on loopback with a clock that only tests move. */
export class TestRegistry {
  now = Date.parse('2026-05-01T00:00:00Z');
  private readonly state: State = openState();
  private server: RunningServer | undefined;

  /** Also restarts the registry; content is kept. */
  async start(behaviour: RegistryBehaviour = {}): Promise<void> {
    await this.server?.close();
    const clock = (): Date => new Date(this.now);
    this.server = await serve(createRegistry({ state: this.state, clock, credentials: CREDENTIALS, ...behaviour }));
  }

  async stop(): Promise<void> {
    await this.server?.close();
    this.state.close();
  }

  get url(): string {
    return this.server?.url ?? '';
  }

  /** Redirects are not followed. */
  async ask(method: string, path: string, sent: { body?: Buffer | string; headers?: Headers } = {}): Promise<Response> {
    const { body, headers = {} } = sent;
    return fetch(new URL(path, this.url), { method, headers, redirect: 'manual', ...(body === undefined ? {} : { body }) });
  }

  async pushBlob(repository: string, content: Buffer, headers: Headers = {}): Promise<Response> {
    return this.ask('POST', `/v2/${repository}/blobs/uploads/?digest=${digestOf(content)}`, { body: content, headers });
  }

  async pushManifest(
    repository: string,
    content: Buffer,
    reference = digestOf(content),
    headers: Headers = {},
  ): Promise<Response> {
    const type = { 'content-type': MANIFEST, ...headers };
    return this.ask('PUT', `/v2/${repository}/manifests/${reference}`, { body: content, headers: type });
  }
}
