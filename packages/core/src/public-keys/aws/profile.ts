import type { AwsCredentials } from '@countersign/libraries/aws-public-keys';
import { existsSync } from 'node:fs';
import { CountersignError } from '../../errors/index.js';
import type { Run } from '../../run/index.js';
import { connectTo } from './client.js';
import { profileOf } from './settings.js';

/**
 * Credentials of a profile in the shared files of AWS's tools. Without AWS_PROFILE, a missing default profile is no error.
 * @throws CountersignError INPUT_INVALID, SERVICE_*
 */
export async function sharedCredentials(run: Run, region: string): Promise<AwsCredentials | undefined> {
  const profile = profileOf(run);
  if (profile === undefined) return undefined;
  const named = run.env['AWS_PROFILE'];
  if (!named && !existsSync(profile.credentialsFile) && !existsSync(profile.configFile)) return undefined;
  const { hasProfile, profileCredentials } = await import(/* webpackIgnore: true */ '@countersign/libraries/aws-profiles');
  if (!named && !(await hasProfile(profile))) return undefined;
  try {
    return await profileCredentials(connectTo(run, 'sts', region).options, profile);
  } catch (cause) {
    if (cause instanceof CountersignError) throw cause;
    throw new CountersignError('INPUT_INVALID', `the profile ${profile.name} gives no credentials for AWS`, {
      expected: 'keys, role_arn with source_profile or web_identity_token_file, or a login by single sign-on',
      found: cause instanceof Error ? cause.message : undefined,
      hint: 'Correct the profile, or name another one in AWS_PROFILE. A program (credential_process) is not started.',
      cause,
    });
  }
}
