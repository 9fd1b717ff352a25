import { CountersignError } from '../../../errors/index.js';
import { isLoopback } from '../../../net/index.js';

/** A secret at a host of code: `NAME://HOST/PATH/OF/PROJECT/VARIABLE[?environment=NAME]`. */
export interface CodeHostSecret {
  readonly host: string;
  /** `https://HOST`; plain http for this machine only. */
  readonly origin: string;
  readonly project: string;
  readonly name: string;
  readonly environment: string | undefined;
}

/**
 * Reads a reference. The host is always named: a secret is never sent to a host that a variable chose.
 * @throws CountersignError INPUT_INVALID
 */
export function readCodeHostSecret(reference: string, form: string, isName: RegExp): CodeHostSecret {
  const invalid = (found: string): CountersignError =>
    new CountersignError('INPUT_INVALID', 'the place for the private key is not understood', { expected: form, found });
  const [, host = '', path = '', environment] =
    /^[a-z-]+:\/\/([A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?)\/([^?#]+?)(?:\?environment=([^&#?]+))?$/.exec(
      reference,
    ) ?? [];
  const segments = path.split('/');
  const name = segments.pop() ?? '';
  if (host === '' || segments.length < 2 || segments.some((one) => !/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(one)))
    throw invalid(reference);
  if (!isName.test(name)) throw invalid(`the name ${name}`);
  const { hostname } = new URL(`https://${host}`);
  return {
    host,
    origin: `${isLoopback(hostname) ? 'http' : 'https'}://${host}`,
    project: segments.join('/'),
    name,
    environment: environment === undefined ? undefined : decodeURIComponent(environment),
  };
}

/** @throws CountersignError INPUT_MISSING */
export function needToken(token: string | undefined, host: string, flag: string): string {
  if (token !== undefined && token !== '') return token;
  throw new CountersignError('INPUT_MISSING', `no token for ${host} was given`, {
    expected: `${flag}: env://VAR or a file`,
    found: 'none',
    hint: `Give a token that may change the secrets of the project with ${flag}. The token of a job may not.`,
  });
}
