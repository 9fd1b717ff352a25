import { serve, type Handler, type RunningServer, type SandboxRequest } from '../../../../sandbox/src/http/router.js';
import { createIssuer, newIssuerKeys, type Issuer } from '../../../../sandbox/src/issuer/index.js';
import { createAzureCloud, type AzureCloud, type AzureCloudOptions } from '../../../../sandbox/src/testing/clouds/azure/index.js';
import {
  createGoogleCloud,
  type GoogleCloud,
  type GoogleCloudOptions,
} from '../../../../sandbox/src/testing/clouds/google/index.js';
import { testRun, type TestRun, type TestRunOptions } from '../../net/testing/test-run.js';
import type { NetRequest } from '../../run/index.js';

/** Changes an answer of a service, or gives another one. */
type Alter = (answer: Awaited<ReturnType<Handler>>, request: SandboxRequest) => Awaited<ReturnType<Handler>>;

/** A cloud on this machine, reached under its own names. */
export interface TestCloud {
  /** Requests in their order: `POST cloudkms.googleapis.com/v1/…`. */
  readonly seen: string[];
  /** All requests with their bodies. */
  readonly requests: SandboxRequest[];
  /** For the following requests whose `METHOD host/path` matches. */
  alter(pattern: RegExp, change: Alter): void;
  reset(): void;
  run(options?: TestRunOptions): TestRun;
  /** The address of the server, for clients that can be given one. */
  readonly url: string;
  close(): Promise<void>;
}

const hostOf = ({ headers }: SandboxRequest): string => String(headers['x-forwarded-host'] ?? headers.host);

async function startCloud(handler: Handler): Promise<TestCloud> {
  const seen: string[] = [];
  const requests: SandboxRequest[] = [];
  let changes: { readonly pattern: RegExp; readonly change: Alter }[] = [];
  const server: RunningServer = await serve(async (request) => {
    const at = `${request.method} ${hostOf(request)}${request.url.pathname}`;
    seen.push(at);
    requests.push(request);
    let answer = await handler(request);
    for (const { pattern, change } of changes) if (pattern.test(at)) answer = change(answer, request);
    return answer;
  });
  const { host } = new URL(server.url);
  return {
    seen,
    requests,
    url: server.url,
    alter: (pattern, change) => changes.push({ pattern, change }),
    reset: () => {
      changes = [];
      seen.length = 0;
      requests.length = 0;
    },
    run: (options) => {
      const run = testRun(options);
      const fetch = async (request: NetRequest) => {
        const url = new URL(request.url);
        // Only machines of a cloud have these names without TLS.
        const plain = ['metadata.google.internal', '169.254.169.254'].includes(url.host);
        if (url.protocol !== (plain ? 'http:' : 'https:')) throw new Error(`a request to ${request.url}`);
        const answer = await run.net.fetch({
          ...request,
          url: `http://${host}${url.pathname}${url.search}`,
          headers: { ...request.headers, 'x-forwarded-host': url.host },
        });
        return { ...answer, url: request.url };
      };
      return { ...run, net: { capability: run.net.capability, fetch } };
    },
    close: server.close,
  };
}

export const json = (value: unknown, status = 200): Awaited<ReturnType<Handler>> => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});

/** An answer with other members. */
export const changed =
  (members: Readonly<Record<string, unknown>>): Alter =>
  (answer) => {
    if (typeof answer !== 'object') return answer;
    return json({ ...(JSON.parse(Buffer.from(answer.body ?? '').toString()) as object), ...members }, answer.status);
  };

export const clock = (): Date => new Date();

/** The token service of a CI system, whose jobs log in. */
export const openIssuer = async (): Promise<Issuer> =>
  createIssuer({ clock, keys: await newIssuerKeys(), baseUrl: 'https://issuer.test' });

export async function startGoogle(
  options: GoogleCloudOptions,
): Promise<{ readonly cloud: TestCloud; readonly google: GoogleCloud }> {
  const google = createGoogleCloud(options);
  return { google, cloud: await startCloud(google.handler) };
}

export async function startAzure(options: AzureCloudOptions): Promise<{ readonly cloud: TestCloud; readonly azure: AzureCloud }> {
  const azure = createAzureCloud(options);
  return { azure, cloud: await startCloud(azure.handler) };
}
