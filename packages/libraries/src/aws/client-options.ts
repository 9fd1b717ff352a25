import type { KMSClientConfig } from '@aws-sdk/client-kms';
import type { HttpRequest, HttpResponse } from '@smithy/types';

/** One request of a library, signed and ready to be sent. */
export interface LibraryRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string | undefined;
}

export interface LibraryAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** When they end; absent if they do not. */
  readonly expiration?: Date;
}

export interface AwsClientOptions {
  readonly region: string;
  /** The service's address, for another than AWS's own of the region. */
  readonly endpoint: string | undefined;
  readonly useFips: boolean;
  readonly useDualstack: boolean;
  /** Sends a request; the only way of a client to the network. It throws what the caller of the client is to get. */
  readonly send: (request: LibraryRequest) => Promise<LibraryAnswer>;
  /** The moment that requests are signed for. */
  readonly now: () => Date;
}

export type Credentials = () => Promise<AwsCredentials>;

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
