/**
 * Canonical JSON for TUF signatures (OLPC): sorted keys, no white space, and only `"` and `\` escaped in strings, so that
 * the line feeds of a PEM key stay unchanged. Numbers are integers.
 */
export function olpcJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(olpcJson).join(',')}]`;
  if (typeof value === 'string') return `"${value.replace(/["\\]/g, '\\$&')}"`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${olpcJson(key)}:${olpcJson(member)}`);
  return `{${members.join(',')}}`;
}
