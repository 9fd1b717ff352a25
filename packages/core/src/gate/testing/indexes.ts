import { createHash } from 'node:crypto';

export const INDEX = 'application/vnd.oci.image.index.v1+json';

/** An entry of an index, as an attacker may write it. */
export interface ListedAs {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly platform?: { readonly os: string; readonly architecture: string; readonly variant?: string };
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Lists a manifest with another platform, or with none. */
export const listedAs = (
  { mediaType, digest, size }: Pick<ListedAs, 'mediaType' | 'digest' | 'size'>,
  platform?: string,
  annotations?: ListedAs['annotations'],
): ListedAs => {
  const [os = '', architecture = '', variant] = platform?.split('/') ?? [];
  return {
    ...{ mediaType, digest, size },
    ...(platform === undefined ? {} : { platform: { os, architecture, ...(variant === undefined ? {} : { variant }) } }),
    ...(annotations === undefined ? {} : { annotations }),
  };
};

/** Pushes an index to a registry without login; returns the entry with which another index can list it. */
export async function pushIndex(
  host: string,
  repository: string,
  tag: string,
  manifests: readonly ListedAs[],
): Promise<ListedAs> {
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: INDEX, manifests }));
  const put = await fetch(`http://${host}/v2/${repository}/manifests/${tag}`, {
    method: 'PUT',
    body: bytes,
    headers: { 'content-type': INDEX },
  });
  if (put.status !== 201) throw new Error(`index: ${put.status}`);
  return { mediaType: INDEX, digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`, size: bytes.length };
}

/** The digest of a manifest in a registry, by another algorithm: `sha512:<hex>`. */
export async function digestBy(
  algorithm: string,
  host: string,
  repository: string,
  { mediaType, digest }: ListedAs,
): Promise<string> {
  const answer = await fetch(`http://${host}/v2/${repository}/manifests/${digest}`, { headers: { accept: mediaType } });
  return `${algorithm}:${createHash(algorithm)
    .update(Buffer.from(await answer.arrayBuffer()))
    .digest('hex')}`;
}

/** Pushes the same image with its config under another media type. */
export async function withConfigType(
  host: string,
  repository: string,
  { mediaType, digest }: ListedAs,
  configType: string,
): Promise<ListedAs> {
  const base = `http://${host}/v2/${repository}/manifests`;
  const answer = await fetch(`${base}/${digest}`, { headers: { accept: mediaType } });
  const manifest = (await answer.json()) as { readonly config: object };
  const bytes = Buffer.from(JSON.stringify({ ...manifest, config: { ...manifest.config, mediaType: configType } }));
  const changed = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  const put = await fetch(`${base}/${changed}`, { method: 'PUT', body: bytes, headers: { 'content-type': mediaType } });
  if (put.status !== 201) throw new Error(`manifest: ${put.status}`);
  return { mediaType, digest: changed, size: bytes.length };
}
