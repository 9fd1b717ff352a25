import type { Credentials } from '@countersign/libraries/aws-public-keys';
import type { Run } from '../../run/index.js';
import type { KeyServices } from '../key-login.js';
import { connectTo, type AwsConnection } from './client.js';
import { credentialsFor } from './credentials.js';
import { regionOf, type AwsService } from './settings.js';

/** What a client of an AWS service needs: where the service is, and the credentials for it. */
export interface AwsSession extends AwsConnection {
  readonly credentials: Credentials;
}

/**
 * Prepares the use of a service. Nothing is requested yet but the region of a profile.
 * @param place.region named with the key; @param place.endpoint host and port named with the key
 * @throws CountersignError INPUT_MISSING, INPUT_INVALID
 */
export async function openAwsSession(
  run: Run,
  service: AwsService,
  { region: named, endpoint }: { readonly region: string | undefined; readonly endpoint: string | undefined },
  services: KeyServices,
): Promise<AwsSession> {
  const login = services.logins.find((one) => one.service === 'aws');
  const region = await regionOf(run, [named, login?.parameters.get('region')]);
  const connection = connectTo(run, service, region, endpoint === undefined ? undefined : `https://${endpoint}`);
  return { ...connection, credentials: credentialsFor(run, services, login, region) };
}
