/** JWT claims. A claim with the value `undefined` is omitted from the token; tests use this. */
export type Claims = Readonly<Record<string, unknown>>;

/** The three issuers of the sandbox; each is `<base>/<kind>`. */
export type IssuerKind = 'github' | 'gitlab' | 'oidc';

/** The value of a claim as text; empty when it is absent. */
export function claimText(claims: Claims, name: string): string {
  const value = claims[name];
  return value === undefined || value === null ? '' : String(value);
}

/** The last part of a full ref: `refs/heads/a/b` → `a/b`. */
export function shortRef(ref: string): string {
  return ref.replace(/^refs\/(heads|tags|pull)\//, '');
}
