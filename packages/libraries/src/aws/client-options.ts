import type { KMSClientConfig } from '@aws-sdk/client-kms';
import type { HttpRequest, HttpResponse } from '@smithy/types';
import type { AwsClientOptions } from './types.js';

/**
 * The configuration of a client: everything is set, so that the library looks up nothing itself (environment, files, metadata services)
 * and repeats nothing.
 */
export function clientConfig({ region, endpoint, useFips, useDualstack, send, now }: AwsClientOptions) {
  return {
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    useFipsEndpoint: useFips,
    useDualstackEndpoint: useDualstack,
    maxAttempts: 1,
    retryMode: 'standard',
    defaultsMode: 'standard',
    userAgentAppId: () => Promise.resolve('countersign'),
    authSchemePreference: [],
    systemClockOffset: now().getTime() - Date.now(),
    requestHandler: requestHandler(send),
  } satisfies KMSClientConfig;
}

function requestHandler(send: AwsClientOptions['send']): {
  readonly handle: (request: HttpRequest) => Promise<{ readonly response: HttpResponse }>;
} {
  return {
    handle: async ({ method, protocol, hostname, port, path, query, headers, body }) => {
      const url = new URL(`${protocol}//${hostname}${port === undefined ? '' : `:${String(port)}`}${path}`);
      for (const [name, value] of Object.entries(query ?? {})) {
        for (const one of Array.isArray(value) ? value : [value ?? '']) url.searchParams.append(name, one);
      }
      const answer = await send({ method, url: url.href, headers, body: body as Uint8Array | string | undefined });
      return { response: { statusCode: answer.status, headers: { ...answer.headers }, body: answer.body } };
    },
  };
}
