import { json } from '../../../http/router.js';
import { Refusal } from '../refusal.js';

/** google.rpc.Code by name, with its HTTP status (https://cloud.google.com/apis/design/errors#handling_errors). */
const STATUS = {
  INVALID_ARGUMENT: 400,
  FAILED_PRECONDITION: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  NOT_FOUND: 404,
  ALREADY_EXISTS: 409,
} as const;

/** An error in the form of Google's APIs (https://google.aip.dev/193). */
export function googleRefusal(status: keyof typeof STATUS, message: string): Refusal {
  return new Refusal(json(STATUS[status], { error: { code: STATUS[status], message, status } }));
}

/** An error of a token endpoint (RFC 6749 section 5.2). */
export function oauthRefusal(error: string, description: string, status = 400): Refusal {
  return new Refusal(json(status, { error, error_description: description }));
}
