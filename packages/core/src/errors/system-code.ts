/** `ENOENT`, `EACCES` … as Node names what the system refused; undefined for what is no such error. */
export function systemCode(thrown: unknown): string | undefined {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown ? String(thrown.code) : undefined;
}

/** Whether Node says that there is no such file or folder. */
export function isMissing(thrown: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(systemCode(thrown) ?? '');
}

/** The system's code, or what was thrown in place of one: what was found where a file should be. */
export function systemReason(thrown: unknown): string {
  return systemCode(thrown) ?? (thrown instanceof Error ? thrown.message : 'an error');
}
