import type { AwsClientOptions } from '@countersign/libraries/aws-public-keys';
import { CountersignError } from '../../errors/index.js';
import type { Run } from '../../run/index.js';
import { sender } from './send.js';
import { endpointOf, SERVICES, usesDualstack, usesFips, type AwsService } from './settings.js';

/** The way to one service of AWS. */
export interface AwsConnection {
  /** For a client whose requests go through the network of the run. */
  readonly options: AwsClientOptions;
  /**
   * Runs calls of a library. Its own errors are about answers that it cannot read.
   * @throws CountersignError SERVICE_ANSWER_INVALID
   */
  call<Result>(work: () => Promise<Result>): Promise<Result>;
  /** The error for an answer that has not what its API promises. */
  unusable(expected: string, found: string): CountersignError;
}

/** @param secrets texts of requests that must not appear in errors */
export function connectTo(
  run: Run,
  service: AwsService,
  region: string,
  endpoint = endpointOf(run.env, service),
  secrets: readonly string[] = [],
): AwsConnection {
  const send = sender(run, service, secrets);
  let host = '';
  const options: AwsClientOptions = {
    region,
    endpoint,
    useFips: usesFips(run.env),
    useDualstack: usesDualstack(run.env),
    send: (request) => {
      ({ host } = new URL(request.url));
      return send(request);
    },
    now: run.clock,
  };
  const unusable: AwsConnection['unusable'] = (expected, found) =>
    new CountersignError('SERVICE_ANSWER_INVALID', `${SERVICES[service].role} ${host} gave an answer that cannot be used`, {
      expected,
      found,
      hint: `Check that this is the right service: AWS_ENDPOINT_URL, ${SERVICES[service].variable} and the key reference. The answer was not used.`,
    });
  return {
    options,
    unusable,
    async call(work) {
      try {
        return await work();
      } catch (cause) {
        if (cause instanceof CountersignError) throw cause;
        // Without the words of the library, which quote an answer that it cannot read: it may have the secret.
        throw unusable('an answer in the form of its API', cause instanceof Error ? cause.name : 'another one');
      }
    },
  };
}
