import type { AwsProfile } from '@countersign/libraries/aws-profiles';
import { join, resolve } from 'node:path';
import { CountersignError } from '../../errors/index.js';
import type { Environment, Run } from '../../run/index.js';
import { isRegion } from './reference.js';

export type AwsService = 'kms' | 'sts' | 'secretsmanager';

/** By service: AWS's own name of the variable with its address, and the name for messages. */
export const SERVICES = {
  kms: { variable: 'AWS_ENDPOINT_URL_KMS', role: 'AWS KMS' },
  sts: { variable: 'AWS_ENDPOINT_URL_STS', role: 'AWS STS' },
  secretsmanager: { variable: 'AWS_ENDPOINT_URL_SECRETS_MANAGER', role: 'AWS Secrets Manager' },
} as const satisfies Readonly<Record<AwsService, object>>;

const isTrue = (text: string | undefined): boolean => text?.toLowerCase() === 'true';
const given = (text: string | undefined): string | undefined => (text === undefined || text === '' ? undefined : text);

/** The address of a service that variables name, as AWS's tools read them; undefined for AWS's own. */
export function endpointOf(env: Environment, service: AwsService): string | undefined {
  if (isTrue(env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'])) return undefined;
  return given(env[SERVICES[service].variable]) ?? given(env['AWS_ENDPOINT_URL']);
}

export const usesFips = (env: Environment): boolean => isTrue(env['AWS_USE_FIPS_ENDPOINT']);
export const usesDualstack = (env: Environment): boolean => isTrue(env['AWS_USE_DUALSTACK_ENDPOINT']);

/** The profile in the shared files that is used, and where these files are; undefined if this machine has no home folder and no variable names a file. */
export function profileOf({ env, cwd }: Pick<Run, 'env' | 'cwd'>): AwsProfile | undefined {
  const home = given(env['HOME']) ?? given(env['USERPROFILE']);
  const file = (variable: string, name: string): string | undefined => {
    const path = given(env[variable]);
    return path === undefined ? home && join(home, '.aws', name) : resolve(cwd, path);
  };
  const credentialsFile = file('AWS_SHARED_CREDENTIALS_FILE', 'credentials');
  const configFile = file('AWS_CONFIG_FILE', 'config');
  if (credentialsFile === undefined || configFile === undefined) return undefined;
  return { name: given(env['AWS_PROFILE']) ?? 'default', credentialsFile, configFile };
}

/**
 * The region: of the ARN, of the login, of the variables, of the profile, in this order.
 * @throws CountersignError INPUT_MISSING, INPUT_INVALID
 */
export async function regionOf(run: Pick<Run, 'env' | 'cwd'>, named: readonly (string | undefined)[]): Promise<string> {
  const { env } = run;
  const region =
    named.find((one) => one !== undefined) ??
    given(env['AWS_REGION']) ??
    given(env['AWS_DEFAULT_REGION']) ??
    (await regionOfProfile(profileOf(run)));
  if (region === undefined) {
    throw new CountersignError('INPUT_MISSING', 'the region of the key in AWS is not known', {
      expected: 'the ARN of the key, region=REGION in key-login, or the variable AWS_REGION',
      found: 'none of them',
      hint: 'Set AWS_REGION, or name the key by its ARN.',
    });
  }
  // It becomes part of a host name.
  if (isRegion(region)) return region;
  throw new CountersignError('INPUT_INVALID', 'the region is none of AWS', {
    expected: 'a region such as eu-central-1',
    found: region,
    hint: 'Correct AWS_REGION, or region in key-login.',
  });
}

async function regionOfProfile(profile: AwsProfile | undefined): Promise<string | undefined> {
  if (profile === undefined) return undefined;
  const { profileRegion } = await import(/* webpackIgnore: true */ '@countersign/libraries/aws-profiles');
  return given(await profileRegion(profile));
}
