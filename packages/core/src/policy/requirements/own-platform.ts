import type { OwnPlatform } from '../../artifacts/index.js';

/** Describes the platform in an image's config, for messages; undefined where the config was not read. */
export function describeOwnPlatform(own: OwnPlatform | undefined): string | undefined {
  if (own === undefined) return undefined;
  if (own.kind === 'said') return `a config for ${own.platform}`;
  return own.kind === 'none' ? own.found : own.error.message;
}
