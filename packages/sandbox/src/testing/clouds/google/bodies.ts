import type { SandboxRequest } from '../../../http/router.js';
import { googleRefusal, oauthRefusal } from './errors.js';

type Body = Readonly<Record<string, unknown>>;

/** The JSON object of a request. Names that the method does not have are refused, as Google's front end does. */
export function jsonBody(request: SandboxRequest, members: readonly string[]): Body {
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? ''))
    throw googleRefusal('INVALID_ARGUMENT', 'Unsupported content type.');
  let value: unknown;
  try {
    value = JSON.parse(request.body.toString('utf8'));
  } catch {
    throw googleRefusal('INVALID_ARGUMENT', 'Invalid JSON payload received.');
  }
  return known(value, members);
}

export function known(value: unknown, members: readonly string[]): Body {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw googleRefusal('INVALID_ARGUMENT', 'Invalid JSON payload received. Root element must be a message.');
  const unknown = Object.keys(value).find((name) => !members.includes(name));
  if (unknown !== undefined)
    throw googleRefusal('INVALID_ARGUMENT', `Invalid JSON payload received. Unknown name "${unknown}": Cannot find field.`);
  return value as Body;
}

/** The bytes of a member in base64. */
export function bytesIn(body: Body, member: string): Buffer {
  const value = body[member];
  if (typeof value !== 'string' || !/^[A-Za-z0-9+/_-]*={0,2}$/.test(value))
    throw googleRefusal('INVALID_ARGUMENT', `Invalid value at '${member}' (TYPE_BYTES), Base64 decoding failed`);
  return Buffer.from(value, 'base64');
}

/** The parameters of a form, each once. */
export function formBody(request: SandboxRequest): ReadonlyMap<string, string> {
  if (!/^application\/x-www-form-urlencoded\b/.test(request.headers['content-type'] ?? ''))
    throw oauthRefusal('invalid_request', 'Content-Type must be application/x-www-form-urlencoded');
  const parameters = [...new URLSearchParams(request.body.toString('utf8'))];
  const form = new Map(parameters);
  if (form.size !== parameters.length) throw oauthRefusal('invalid_request', 'a parameter is given twice');
  return form;
}
