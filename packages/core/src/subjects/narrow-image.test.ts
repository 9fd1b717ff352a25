import { describe, expect, it } from '@jest/globals';
import type { ImageSubject, OwnPlatform } from '../artifacts/index.js';
import { CountersignError } from '../errors/index.js';
import { narrowImage } from './index.js';

describe('a manifest without an index, narrowed to platforms', () => {
  const single = (own: OwnPlatform): ImageSubject => ({
    ...{ kind: 'image', name: 'ghcr.io/acme/app', registry: 'ghcr.io', repository: 'acme/app', reference: 'ghcr.io/acme/app:v1' },
    ...{ digest: `sha256:${'1'.repeat(64)}`, mediaType: 'application/vnd.oci.image.manifest.v1+json', size: 1, blobs: [] },
    ...{ tag: 'v1', digests: {}, contentDigests: {}, platforms: [], others: [], own },
  });

  it('is unchanged if its config has the platform', () => {
    const image = single({ kind: 'said', platform: 'linux/amd64' });
    expect(narrowImage(image, ['linux/amd64'])).toEqual([image]);
  });

  it.each<[string, OwnPlatform, string]>([
    ['another platform', { kind: 'said', platform: 'linux/arm64' }, 'NO_MATCH'],
    ['none', { kind: 'none', found: 'no config' }, 'NO_MATCH'],
    ['what could not be read', { kind: 'unread', error: new CountersignError('FETCH_FAILED', 'down') }, 'FETCH_FAILED'],
  ])('is refused where it says %s', (_, own, code) => {
    expect(() => narrowImage(single(own), ['linux/amd64'])).toThrow(expect.objectContaining({ code }));
  });
});
