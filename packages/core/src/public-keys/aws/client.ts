import type { AwsClientOptions } from '@countersign/libraries/aws-public-keys';
import { CountersignError } from '../../errors/index.js';
import type { Run } from '../../run/index.js';
import { sender } from './send.js';
import { endpointOf, SERVICES, usesDualstack, usesFips, type AwsService } from './settings.js';

/** The options of a client whose requests go through the network of the run. */
export function clientOptions(
  run: Run,
  service: AwsService,
  region: string,
  endpoint = endpointOf(run.env, service),
  secrets: readonly string[] = [],
): AwsClientOptions {
  return {
    region,
    endpoint,
    useFips: usesFips(run.env),
    useDualstack: usesDualstack(run.env),
    send: sender(run, service, secrets),
    now: run.clock,
  };
}

/**
 * Runs calls of a library. Its own errors are about answers that it cannot read.
 * @throws CountersignError SERVICE_ANSWER_INVALID
 */
export async function withLibrary<Result>(service: AwsService, call: () => Promise<Result>): Promise<Result> {
  try {
    return await call();
  } catch (cause) {
    if (cause instanceof CountersignError) throw cause;
    throw unusable(service, 'an answer in the form of its API', cause instanceof Error ? cause.name : 'another one', cause);
  }
}

/** The error for an answer that has not what its API promises. */
export function unusable(service: AwsService, expected: string, found: string, cause?: unknown): CountersignError {
  return new CountersignError('SERVICE_ANSWER_INVALID', `${SERVICES[service].role} gave an answer that cannot be used`, {
    expected,
    found,
    hint: 'Check that the address is that of the right service: AWS_ENDPOINT_URL and the key reference. The answer was not used.',
    cause,
  });
}
