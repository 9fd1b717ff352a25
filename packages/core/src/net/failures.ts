import { CountersignError } from '../errors/index.js';
import { describeUrl } from './addresses.js';
import { cure, type Route } from './cures.js';

/**
 * Failures that can pass, by the codes of Node. All others are permanent: a name that does not exist, everything about TLS and
 * certificates (EPROTO, ERR_SSL_…, ERR_TLS_…, the names of OpenSSL's certificate errors), an answer that is not HTTP (HPE_…), a socket that
 * this machine does not allow (EACCES, EPERM).
 */
const PASSING = new Set([
  // The connection: refused while a service restarts, lost, or no route for now.
  ...['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'ERR_SOCKET_CONNECTION_TIMEOUT'],
  ...['EHOSTUNREACH', 'EHOSTDOWN', 'ENETUNREACH', 'ENETDOWN', 'ENETRESET'],
  // The name server did not answer. ENOTFOUND is its answer that there is no such name.
  'EAI_AGAIN',
  // This machine has too many sockets open.
  ...['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM', 'EADDRNOTAVAIL', 'EADDRINUSE', 'EAGAIN'],
  // The answer ended early. Node mostly says ECONNRESET.
  ...[
    'HPE_INVALID_EOF_STATE',
    'HPE_CLOSED_CONNECTION',
    'ERR_STREAM_PREMATURE_CLOSE',
    'ERR_SOCKET_CLOSED',
    'ERR_STREAM_DESTROYED',
  ],
  // The proxy answered 5xx, 408 or 429, or closed the connection.
  'PROXY_FAILED',
]);

/**
 * Failures of a wrong address as well as of a service that restarts: nothing listens there, no name server knows the name, there is no way to it, or
 * the proxy says so.
 */
const PERHAPS_WRONG_ADDRESS = new Set(['ECONNREFUSED', 'EAI_AGAIN', 'EHOSTUNREACH', 'EHOSTDOWN', 'ENETUNREACH', 'PROXY_FAILED']);

/** Why no answer came, and whether another attempt can succeed. */
export class NetworkFailure extends Error {
  override readonly name = 'NetworkFailure';
  readonly permanent: boolean;

  /** @param attempts how many requests were sent */
  constructor(
    readonly code: string,
    readonly attempts = 1,
  ) {
    super(code);
    this.permanent = !PASSING.has(code);
  }

  /** Whether the address may be wrong, if it has never answered. */
  get perhapsWrongAddress(): boolean {
    return PERHAPS_WRONG_ADDRESS.has(this.code);
  }
}

/** `after 3 attempts`, for messages. */
export function afterAttempts(attempts: number): string {
  return `after ${attempts} attempt${attempts === 1 ? '' : 's'}`;
}

/** The error of a request's last attempt, with the number of all of them. Other errors stay as they are. */
export function withAttempts(error: unknown, attempts: number): unknown {
  if (!(error instanceof CountersignError && error.cause instanceof NetworkFailure)) return error;
  const { code, message, expected, hint } = error;
  const found = error.found?.replace(/ after \d+ attempts?$/, '');
  return new CountersignError(code, message, {
    expected,
    found: `${found === undefined ? '' : `${found} `}${afterAttempts(attempts)}`,
    hint,
    cause: new NetworkFailure(error.cause.code, attempts),
  });
}

/**
 * The error for a missing answer. Only the code of the cause and OpenSSL's reason are kept: messages of lower layers may contain headers
 * or credentials of a proxy.
 */
export function fetchFailure(url: URL, error: unknown, route: Route): CountersignError {
  const code = codeOf(error) ?? 'UNKNOWN';
  const reason = reasonOf(error);
  const said = `${code === 'UNKNOWN' ? 'the connection failed' : code}${reason === undefined ? '' : `: ${reason}`}`;
  const where = route.atProxy === true && route.proxy !== undefined ? ` of the proxy ${route.proxy.host}` : '';
  return new CountersignError('FETCH_FAILED', `${describeUrl(url)}: no answer${where} (${said})`, {
    expected: 'an answer',
    found: `${said} ${afterAttempts(1)}`,
    hint: cure(url, { code, reason }, route),
    cause: new NetworkFailure(code),
  });
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  // Node tries several addresses of a name and reports all failures together. If one of them can pass, so can the request.
  if ('errors' in error && Array.isArray(error.errors)) {
    const codes = error.errors.map(codeOf).filter((code) => code !== undefined);
    return codes.find((code) => PASSING.has(code)) ?? codes[0];
  }
  // `https-proxy-agent` gives no code when the proxy closes the connection.
  return messageOf(error).startsWith('Proxy connection ended') ? 'PROXY_FAILED' : undefined;
}

const messageOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string' ? error.message : '';

/** OpenSSL's reason: a field, or a part of the message (`error:0A00010B:SSL routines:function:wrong version number:file`). */
function reasonOf(error: unknown): string | undefined {
  return /:SSL routines:[^:]{0,80}:([\w /.-]{1,60}):/.exec(messageOf(error))?.[1];
}

/** The cause of an error about a service that answered, with a status that can pass. */
export class NotAvailable extends Error {
  override readonly name = 'NotAvailable';

  constructor(readonly status: number) {
    super(`status ${status}`);
  }
}

/** The cause of an error about a service that refused the request. */
export class Refused extends Error {
  override readonly name = 'Refused';

  /** @param type the service's own name for the reason, where its answers have one */
  constructor(
    readonly status: number,
    readonly type?: string,
  ) {
    super(`HTTP ${status}`);
  }
}

/** The cause of an error about an answer that came and is not used: it is too large, compressed, or a redirect that is refused. */
export class AnswerRefused extends Error {
  override readonly name = 'AnswerRefused';
}

/** The cause of an error about a request for which the run had hardly any time left, or none: it says nothing about the service. */
export class TooLittleTime extends Error {
  override readonly name = 'TooLittleTime';
}
