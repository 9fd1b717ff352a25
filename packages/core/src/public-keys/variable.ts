import { CountersignError, type Code } from '../errors/index.js';
import type { Run } from '../run/index.js';

const PREFIX = 'env://';

/** Whether a reference has the form `env://VAR`. */
export const namesVariable = (location: string): boolean => location.startsWith(PREFIX);

/**
 * The value of the variable in `env://VAR`. A name that is not a usual variable name is not printed: it may be a secret in the wrong place.
 * @throws CountersignError `code` if it is not set
 */
export function readVariable({ env }: Pick<Run, 'env'>, location: string, what: string, code: Code): string {
  const name = location.slice(PREFIX.length);
  // Not what every object has: `constructor` is no variable.
  const value = Object.hasOwn(env, name) ? env[name] : undefined;
  if (value) return value;
  const shown = /^[A-Z_][A-Z0-9_]{0,63}$/.test(name) ? name : 'that it names';
  throw new CountersignError(code, `${what}: the environment variable ${shown} is not set`, {
    expected: `${what} in the variable ${shown}`,
    found: 'nothing',
    hint: 'Pass the variable to this step, or correct its name.',
  });
}
