import { createHash } from 'node:crypto';

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const INDEX = 'application/vnd.oci.image.index.v1+json';

/** Pushes a two-platform image of a few bytes to a plain registry without login; `content` makes it differ from others. */
export async function pushImage(host: string, repository: string, tag: string, content: string): Promise<void> {
  const base = `http://${host}/v2/${repository}`;
  const digestOf = (bytes: Uint8Array): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  const blob = async (bytes: Uint8Array): Promise<{ digest: string; size: number }> => {
    const started = await fetch(`${base}/blobs/uploads/`, { method: 'POST' });
    const location = new URL(started.headers.get('location') ?? '', base);
    location.searchParams.set('digest', digestOf(bytes));
    const put = await fetch(location, { method: 'PUT', body: bytes, headers: { 'content-type': 'application/octet-stream' } });
    if (put.status !== 201) throw new Error(`blob: ${put.status}`);
    return { digest: digestOf(bytes), size: bytes.length };
  };
  const manifest = async (mediaType: string, value: object, reference?: string) => {
    const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, ...value }));
    const put = await fetch(`${base}/manifests/${reference ?? digestOf(bytes)}`, {
      method: 'PUT',
      body: bytes,
      headers: { 'content-type': mediaType },
    });
    if (put.status !== 201) throw new Error(`manifest: ${put.status}`);
    return { mediaType, digest: digestOf(bytes), size: bytes.length };
  };
  const manifests = [];
  for (const architecture of ['amd64', 'arm64']) {
    const config = Buffer.from(JSON.stringify({ architecture, os: 'linux', rootfs: { type: 'layers', diff_ids: [] }, content }));
    const described = await manifest(MANIFEST, {
      config: { mediaType: 'application/vnd.oci.image.config.v1+json', ...(await blob(config)) },
      layers: [
        { mediaType: 'application/vnd.oci.image.layer.v1.tar', ...(await blob(Buffer.from(`${content} ${architecture}`))) },
      ],
    });
    manifests.push({ ...described, platform: { os: 'linux', architecture } });
  }
  await manifest(INDEX, { manifests }, tag);
}
