/** Default path of a file's bundle: `<file>.sigstore.json` beside it (the convention of Sigstore clients). */
export function bundleFileName(path: string): string {
  return `${path}.sigstore.json`;
}
