import { CountersignError, type Code } from '../errors/index.js';
import type { Run } from '../run/index.js';

const PREFIX = 'env://';

/** Whether something is named as `env://VAR`. */
export const namesVariable = (location: string): boolean => location.startsWith(PREFIX);

/**
 * The content of the variable that `env://VAR` names. A name that is none is not repeated: it may be a secret in the wrong place.
 * @throws CountersignError `code` when it is not set
 */
export function readVariable({ env }: Pick<Run, 'env'>, location: string, what: string, code: Code): string {
  const name = location.slice(PREFIX.length);
  const value = env[name];
  if (value) return value;
  const shown = /^[A-Z_][A-Z0-9_]{0,63}$/.test(name) ? name : 'that it names';
  throw new CountersignError(code, `${what}: the environment variable ${shown} is not set.`, {
    expected: `${what} in the variable ${shown}`,
    found: 'nothing',
    hint: 'Pass the variable to this step, or name the right one.',
  });
}
