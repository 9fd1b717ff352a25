/** `ENOENT`, `EACCES` … as Node names it. */
export function systemCode(thrown: unknown): string {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown ? String(thrown.code) : 'an error';
}
