export type * from './types.js';
export { buildBundle, type BundleParts } from './build-bundle.js';
export { bundleKey } from './bundle-key.js';
export { bundleFileName } from './bundle-file.js';
export { bundleOfCosignParts, type CosignParts } from './cosign-forms.js';
export { MAX_IMAGE_TEXT_BYTES, readImageText, type ImageText } from './image-text.js';
export { preAuthEncoding } from './pre-auth-encoding.js';
export { bundleFromJson, MAX_BUNDLE_BYTES, readBundle } from './read-bundle.js';
export { MAX_BUNDLES, MAX_BUNDLES_BYTES, readBundles, splitBundles, type BundleText } from './read-bundles.js';
