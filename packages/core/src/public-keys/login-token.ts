import { resolve } from 'node:path';
import { CountersignError, systemReason } from '../errors/index.js';
import type { Run } from '../run/index.js';
import { readRegularFile } from '../wire/index.js';
import type { KeyLogin, KeyServices } from './key-login.js';
import { namesVariable, readVariable } from './variable.js';

const MAX_TOKEN_BYTES = 64 * 1024;

/**
 * The identity token with which a job logs in at a service of keys: from the place that the login names (`token=env://VAR|FILE`), otherwise
 * requested from the CI system. It is masked in logs.
 * @throws CountersignError TOKEN_UNAVAILABLE, TOKEN_*, INPUT_MISSING in a program that requests no tokens
 */
export async function loginToken(run: Run, login: KeyLogin, services: KeyServices, audience: string): Promise<string> {
  const place = login.parameters.get('token');
  if (place === undefined && services.identityToken === undefined) {
    throw new CountersignError(
      'INPUT_MISSING',
      `key-login ${login.service} names no identity token, and the gate requests none`,
      {
        expected: 'token=env://VAR or token=FILE',
        found: 'no token',
        hint: `Add token=env://VAR to the line ${login.service} of key-login, with a token for the audience ${audience}.`,
      },
    );
  }
  const token = (place === undefined ? await services.identityToken?.(audience) : readToken(run, place))?.trim() ?? '';
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new CountersignError('TOKEN_UNAVAILABLE', `the identity token of key-login ${login.service} is no token`, {
      expected: 'one line of printable characters',
      found: token === '' ? 'nothing' : 'something else',
      hint: `Check what token names in the line ${login.service} of key-login.`,
    });
  }
  run.log.secret(token);
  return token;
}

function readToken(run: Run, place: string): string {
  const what = 'the identity token of key-login';
  if (namesVariable(place)) return readVariable(run, place, what, 'TOKEN_UNAVAILABLE');
  try {
    return readRegularFile(resolve(run.cwd, place), MAX_TOKEN_BYTES, { followLink: true }).toString('utf8');
  } catch (cause) {
    // Without the cause and the path: it may be the token itself in the wrong place.
    throw new CountersignError('TOKEN_UNAVAILABLE', `${what}: the file cannot be read`, {
      expected: 'token=env://VAR, or the path of a readable file',
      found: cause instanceof RangeError ? 'a file that is too large' : systemReason(cause),
      hint: 'Check token in key-login.',
    });
  }
}
