/** Where the bundle of a file lies by default: beside it, `<file>.sigstore.json` (the Sigstore clients' convention). */
export function bundleFileName(path: string): string {
  return `${path}.sigstore.json`;
}
