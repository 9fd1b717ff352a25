import { json, type Answer, type SandboxRequest } from '../http/router.js';
import { RegistryError } from './answers.js';
import type { Auth } from './auth.js';
import { isDigest } from './digest.js';
import type { RegistryStorage } from './storage.js';

export interface ReferrersOptions {
  readonly storage: RegistryStorage;
  readonly auth: Auth;
  /** Whether the API exists at all. */
  readonly present: boolean;
  readonly pageSize: number;
  /** Whether `artifactType` narrows the list (and `OCI-Filters-Applied` says so), or is ignored. */
  readonly filters: boolean;
}

/** `GET /v2/<name>/referrers/<digest>` (distribution-spec 1.1, "Listing Referrers"). */
export function createReferrers({ storage, auth, present, pageSize, filters }: ReferrersOptions) {
  return (request: SandboxRequest, repository: string, subject: string): Answer => {
    auth.require(request, 'pull', repository);
    if (!present) throw new RegistryError(404, 'UNSUPPORTED', '404 page not found');
    if (!isDigest(subject)) throw new RegistryError(400, 'DIGEST_INVALID', 'provided digest is not a valid digest');
    const { searchParams } = request.url;
    const wanted = filters ? searchParams.get('artifactType') : null;
    const all = storage.referrers(repository, subject).filter(({ artifactType }) => wanted === null || artifactType === wanted);
    const start = Number(searchParams.get('page') ?? 0) * pageSize;
    const page = all.slice(start, start + pageSize);

    const headers: Record<string, string> = { 'content-type': 'application/vnd.oci.image.index.v1+json' };
    if (wanted !== null) headers['oci-filters-applied'] = 'artifactType';
    if (start + pageSize < all.length) {
      const next = new URLSearchParams(searchParams);
      next.set('page', String(start / pageSize + 1));
      headers['link'] = `</v2/${repository}/referrers/${subject}?${next.toString()}>; rel="next"`;
    }
    const manifests = page.map(({ digest, mediaType, size, artifactType, annotations }) => ({
      mediaType,
      digest,
      size,
      artifactType,
      annotations,
    }));
    return json(200, { schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json', manifests }, headers);
  };
}
