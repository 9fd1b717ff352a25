/** What other tools call what we have (cosign, gh attestation, slsa-verifier, BuildKit). */
const FOREIGN: ReadonlyMap<string, readonly string[]> = new Map([
  ['repo', ['repository']],
  ['source-uri', ['repository']],
  ['certificate-github-workflow-repository', ['repository']],
  ['signer-workflow', ['certificate-identity']],
  ['cert-identity', ['certificate-identity']],
  ['cert-identity-regex', ['certificate-identity-regexp']],
  ['cert-oidc-issuer', ['certificate-oidc-issuer']],
  ['subject', ['path', 'paths']],
  ['type', ['predicate-type']],
  ['custom-trusted-root', ['trusted-root']],
  ['insecure-ignore-tlog', ['transparency-log']],
  ['tlog-upload', ['transparency-log']],
]);

/** The known name a user probably meant: another tool's, another number, or at most two letters off; undefined when none is near. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const ours = FOREIGN.get(name)?.find((one) => known.includes(one));
  if (ours !== undefined) return ours;
  const scored = known.map((candidate) => [distance(name, candidate), candidate] as const).sort(([a], [b]) => a - b);
  const [best] = scored;
  if (!best) return undefined;
  const stem = (text: string): string => text.replace(/(ies|y|s)$/, '');
  return best[0] <= 2 ? best[1] : known.find((candidate) => stem(candidate) === stem(name));
}

/** Levenshtein distance; names are short, so the plain table is fine. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
