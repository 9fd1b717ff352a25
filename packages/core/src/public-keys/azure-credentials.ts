import { resolve } from 'node:path';
import type { AzureIdentity } from '@countersign/libraries/azure-public-keys';
import { CountersignError, systemReason } from '../errors/index.js';
import type { Run } from '../run/index.js';
import { readRegularFile } from '../wire/index.js';
import type { KeyServices } from './key-login.js';
import { loginFor, loginParameter } from './login-lines.js';
import { loginToken } from './login-token.js';

const AUDIENCE = 'api://AzureADTokenExchange';
const MAX_TOKEN_BYTES = 128 * 1024;

/**
 * Who asks for access tokens: the line `azure` of `key-login`, else Azure's standard order without what starts programs: workload identity
 * (AZURE_FEDERATED_TOKEN_FILE), a secret or a certificate in the environment, the managed identity of the machine.
 * @throws CountersignError INPUT_*, TOKEN_*
 */
export function azureIdentity(run: Run, services: KeyServices): AzureIdentity {
  const { env } = run;
  const login = loginFor(services, 'azure');
  if (login !== undefined) {
    return {
      kind: 'assertion',
      tenant: loginParameter(login, 'tenant'),
      client: loginParameter(login, 'client'),
      token: () => loginToken(run, login, services, login.parameters.get('audience') ?? AUDIENCE),
    };
  }
  const tenant = env['AZURE_TENANT_ID'];
  const client = env['AZURE_CLIENT_ID'];
  const file = env['AZURE_FEDERATED_TOKEN_FILE'];
  const secret = env['AZURE_CLIENT_SECRET'];
  const certificate = env['AZURE_CLIENT_CERTIFICATE_PATH'];
  if (tenant && client) {
    if (file) return { kind: 'assertion', tenant, client, token: async () => federatedToken(run, file) };
    if (secret) {
      run.log.secret(secret);
      return { kind: 'secret', tenant, client, secret };
    }
    if (certificate) {
      const password = env['AZURE_CLIENT_CERTIFICATE_PASSWORD'] || undefined;
      if (password !== undefined) run.log.secret(password);
      return { kind: 'certificate', tenant, client, path: resolve(run.cwd, certificate), password };
    }
  } else if (secret || certificate) {
    throw new CountersignError('INPUT_MISSING', 'the credentials of Azure in the environment are not complete', {
      expected: 'AZURE_TENANT_ID and AZURE_CLIENT_ID with them',
      found: tenant ? 'no AZURE_CLIENT_ID' : 'no AZURE_TENANT_ID',
      hint: 'Set both, or log in with the identity of the job: key-login with azure tenant=ID client=ID.',
    });
  }
  return { kind: 'managed', client: client || undefined };
}

function federatedToken(run: Run, file: string): string {
  try {
    const token = readRegularFile(resolve(run.cwd, file), MAX_TOKEN_BYTES, { followLink: true }).toString('utf8').trim();
    run.log.secret(token);
    return token;
  } catch (cause) {
    throw new CountersignError('TOKEN_UNAVAILABLE', 'the file in AZURE_FEDERATED_TOKEN_FILE cannot be read', {
      expected: 'a readable file with one identity token',
      found: cause instanceof RangeError ? 'a larger file' : systemReason(cause),
      hint: 'Check the service account of the pod, or log in with key-login.',
    });
  }
}
