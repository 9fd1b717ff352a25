import { json, type Handler } from '../../../http/router.js';
import { castagnoli } from '../crc32c.js';
import { googleRefusal } from './errors.js';
import type { GoogleTokens } from './tokens.js';

export interface GoogleSecretsOptions {
  readonly tokens: GoogleTokens;
  readonly permits: (principal: string, permission: string, resource: string) => boolean;
  /** The number of each project, by name: answers have it. */
  readonly projects: Readonly<Record<string, string>>;
}

export interface GoogleSecrets {
  readonly handler: Handler;
  /** @param secret `projects/P/secrets/S` */
  add(secret: string, data: Uint8Array): void;
}

/** Google Secret Manager: https://cloud.google.com/secret-manager/docs/reference/rest/v1/projects.secrets.versions/access */
export function createGoogleSecrets({ tokens, permits, projects }: GoogleSecretsOptions): GoogleSecrets {
  const secrets = new Map<string, Uint8Array[]>();
  return {
    handler: (request) => {
      const at = `${request.method} ${request.url.pathname}`;
      const [, project = '', location = '', name = '', version = ''] =
        /^GET \/v1\/projects\/([^/]+)\/((?:locations\/[^/]+\/)?)secrets\/([^/]+)\/versions\/(\d+|latest):access$/.exec(at) ?? [];
      if (project === '') return undefined;
      const secret = `projects/${project}/${location}secrets/${name}`;
      const principal = tokens.authenticate(request, ['https://www.googleapis.com/auth/cloud-platform']);
      if (!permits(principal, 'secretmanager.versions.access', secret))
        throw googleRefusal('PERMISSION_DENIED', "Permission 'secretmanager.versions.access' denied for resource.");
      const versions = secrets.get(secret) ?? [];
      const number = version === 'latest' ? versions.length : Number(version);
      const data = versions[number - 1];
      if (data === undefined) throw googleRefusal('NOT_FOUND', `Secret Version [${secret}/versions/${version}] not found.`);
      return json(200, {
        name: `projects/${projects[project] ?? project}/${location}secrets/${name}/versions/${number}`,
        payload: { data: Buffer.from(data).toString('base64'), dataCrc32c: castagnoli(data) },
      });
    },
    add: (secret, data) => {
      const versions = secrets.get(secret) ?? [];
      versions.push(data);
      secrets.set(secret, versions);
    },
  };
}
