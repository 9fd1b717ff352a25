import type { Run } from '../run/index.js';
import type { Service, TransparencyLog } from '../trust/index.js';
import type { LogClient } from './log-request.js';
import { RekorV1Client } from './rekor-v1-client.js';
import { RekorV2Client } from './rekor-v2-client.js';

/** Supported versions of Rekor's API. */
export const LOG_API_VERSIONS: readonly number[] = [1, 2];

/** Creates the client for a transparency log of the signing config. `trustedLogs` are those of the trusted root. */
export function logClient(run: Run, service: Service, trustedLogs: readonly TransparencyLog[]): LogClient {
  return service.majorApiVersion === 2 ? new RekorV2Client(run, service.url, trustedLogs) : new RekorV1Client(run, service.url);
}
