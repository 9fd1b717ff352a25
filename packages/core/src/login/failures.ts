import { CountersignError, type ErrorDetails } from '../errors/index.js';
import { excerpt } from '../wire/index.js';

/** The members of the errors of `oauth4webapi` that may be shown. Its causes contain answers with tokens, and are never passed on. */
interface Answered {
  /** The error code of the provider (RFC 6749 sections 4.1.2.1 and 5.2). */
  readonly error?: unknown;
  readonly error_description?: unknown;
  readonly code?: unknown;
  readonly name?: unknown;
}

type Failure = Pick<ErrorDetails, 'expected' | 'hint'>;

/** Errors that a provider sends, and what the person can do. */
const KNOWN: Readonly<Record<string, Failure & { readonly message: string }>> = {
  access_denied: {
    message: 'the login was refused',
    expected: 'a login that you or the provider allow',
    hint: 'Run the command again and allow the login. If the provider refused it, use another account, or ask its administrator.',
  },
  expired_token: {
    message: 'the code expired before the login',
    expected: 'a login while the code is valid',
    hint: 'Run the command again, and open the printed address at once.',
  },
};

/** The provider's own words, short and without control characters. */
function wordsOf({ error, error_description: description, code, name }: Answered): string {
  const [said] = [error, code, name].filter((one) => typeof one === 'string' && /^[\w.:-]{1,80}$/.test(one));
  const text = typeof description === 'string' && description !== '' ? `: ${excerpt(description.slice(0, 200))}` : '';
  return `${String(said ?? 'an error')}${text}`;
}

/** The error code of the provider, if the error is one that it sent. */
export function errorOf(thrown: unknown): string | undefined {
  const { error } = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as Answered;
  return typeof error === 'string' ? error : undefined;
}

/** Any failure of a login as an error of ours; errors of `net` and ours are passed on. */
export function loginFailure(thrown: unknown, provider: string): CountersignError {
  if (thrown instanceof CountersignError) return thrown;
  const answered = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as Answered;
  const known = KNOWN[errorOf(thrown) ?? ''];
  return new CountersignError('LOGIN_FAILED', known?.message ?? `the login at ${provider} failed`, {
    expected: known?.expected ?? 'an identity token of this provider for this login',
    found: wordsOf(answered),
    hint: known?.hint ?? 'Run the command again. If it fails again, try --login device, or sign with a key.',
  });
}

export function loginError(message: string, details: ErrorDetails): CountersignError {
  return new CountersignError('LOGIN_FAILED', message, details);
}
