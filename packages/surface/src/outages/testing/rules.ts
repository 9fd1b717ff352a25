import { cutShort, dripping, oversized, redirectTo, tooManyRequests, truncated, type FaultRule } from '@countersign/sandbox';
import { json } from '../../../../sandbox/src/http/router.js';
import { OUTAGE, type Fault, type Service } from '../table.js';
import { FRONT, type Front } from './front.js';
import { WRONG, type Parts } from './wrong.js';

/** Where a fault happens, if not in every request: in what is written or asked for, and in what is read. */
export const STEPS: Readonly<Partial<Record<Service, Readonly<Record<'writes' | 'reads', Pick<FaultRule, 'method' | 'path'>>>>>> =
  {
    // The two steps of a push that can be lost or be wrong: the manifest is written, and the list is read.
    registryWrites: { writes: { method: 'PUT', path: /\/manifests\// }, reads: { path: /\/referrers\// } },
    // After the pinned root, whose download is the first step of tufForGate.
    tufForSigning: { writes: { path: /\/timestamp\.json$/ }, reads: { path: /\/timestamp\.json$/ } },
  };

/** The faults of answers; those of connections are in the address. */
export function rulesOf(service: Service, fault: Fault | undefined, parts: Parts): readonly FaultRule[] {
  const name = FRONT[service];
  const { writes = {}, reads = {} } = STEPS[service] ?? {};
  switch (fault) {
    case 'reset':
      return [{ service: name, ...writes, times: 1, alter: cutShort }];
    case 'hang':
      return [{ service: name, ...(service === 'registryWrites' ? {} : writes), answer: 'hang' }];
    case 'throttled':
      return [{ service: name, ...writes, times: 1, answer: tooManyRequests(3) }];
    case 'failsOnce':
      return [{ service: name, ...writes, times: 1, answer: json(500, { message: OUTAGE }) }];
    case 'fails':
      return [{ service: name, ...writes, answer: ({ headers }) => saysItIsDown(name, headers.authorization ?? '') }];
    case 'truncated':
      return [{ service: name, ...reads, alter: truncated }];
    case 'wrong':
      return [{ service: name, ...reads, alter: (answer, request) => WRONG[service](answer, request, parts) }];
    case 'oversized':
      return [{ service: name, ...reads, alter: oversized(service === 'github' ? 40_000_000 : 8_000_000) }];
    case 'drip':
      return [{ service: name, ...reads, alter: dripping(100) }];
    case 'redirect':
      return [{ service: name, ...writes, answer: redirectTo(`${parts.stage.elsewhere.url}/${service}`) }];
    case undefined:
    case 'refused':
    case 'tls':
    case 'ahead':
    case 'behind':
    case 'proxy':
      return [];
  }
}

/** Each in the form of its own server; some servers repeat what they were sent. */
function saysItIsDown(name: keyof Front, authorization: string): ReturnType<typeof json> {
  const words = [OUTAGE, authorization, ...authorization.split(' ').slice(1)].join(' ').trim();
  switch (name) {
    case 'registry':
      return json(500, { errors: [{ code: 'UNAVAILABLE', message: words }] });
    case 'issuer':
    case 'issuerKeys':
      return json(500, { error: 'server_error', error_description: words });
    case 'log':
      return json(500, { code: 500, detail: words });
    case 'fulcio':
    case 'tsa':
    case 'github':
    case 'tuf':
    case 'googleKms':
    case 'azureVault':
      return json(500, { error: { code: 500, message: words } });
    case 'googleSts':
    case 'azureLogin':
      return json(500, { error: 'server_error', error_description: words });
    case 'awsKms':
    case 'awsSts':
      return json(500, { code: 13, message: words });
    case 'vault':
      return json(500, { errors: [words] });
  }
}
