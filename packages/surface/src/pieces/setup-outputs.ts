import type { Output } from './output.js';

/** The command line that was put on PATH. */
export interface Installed {
  /** Without `v`. */
  readonly version: string;
  /** The folder that is on PATH; absolute. */
  readonly folder: string;
  /** `sha256:<hex>` of the release file. */
  readonly digest: string;
}

/** The outputs of setup. */
export const SETUP_OUTPUTS = {
  version: { description: 'The version that was installed, such as `1.2.3`.', lines: ({ version }) => [version] },
  path: { description: 'The folder that was added to PATH; it contains `countersign`.', lines: ({ folder }) => [folder] },
  digest: { description: 'Digest of the verified release file, `sha256:…`.', lines: ({ digest }) => [digest] },
} as const satisfies Readonly<Record<string, Output<Installed>>>;
