import { createHttpHeaders, RestError, type HttpClient } from '@azure/core-rest-pipeline';
import type { Send } from '../network/send.js';

/** The network of the run as the client of Azure's libraries. */
export function httpClientBy(send: Send): HttpClient {
  return {
    async sendRequest(request) {
      const { body } = request;
      if (body !== undefined && body !== null && typeof body !== 'string' && !(body instanceof Uint8Array))
        throw new RestError('a request body of this kind is not sent', { request });
      const answer = await send({
        method: request.method,
        url: request.url,
        headers: request.headers.toJSON(),
        body: body ?? undefined,
      });
      return {
        request,
        status: answer.status,
        headers: createHttpHeaders({ ...answer.headers }),
        bodyAsText: Buffer.from(answer.body).toString('utf8'),
      };
    },
  };
}

/** The network of the run has its own retries. */
export const WITHOUT_RETRIES = { retryOptions: { maxRetries: 0 } } as const;
