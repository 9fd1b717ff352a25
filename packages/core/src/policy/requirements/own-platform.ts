import type { OwnPlatform } from '../../artifacts/index.js';

/** What an image's config says of its platform, in words; undefined where it was not read. */
export function describeOwnPlatform(own: OwnPlatform | undefined): string | undefined {
  if (own === undefined) return undefined;
  if (own.kind === 'said') return `a config for ${own.platform}`;
  return own.kind === 'none' ? own.found : own.error.message;
}
